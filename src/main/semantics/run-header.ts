/** The header of a run. */

import type { RunHeader, RunStatus } from '../../shared/model/agent-run.ts'
import { outlineFlags } from '../../shared/model/outline.ts'
import { cloudProviderOf } from '../../shared/platform.ts'
import { microseconds, toMilliseconds } from '../../shared/units.ts'
import { agentNameOf } from './agent-name.ts'
import type { Assembly } from './assembly.ts'
import { contentOfRun } from './run-content.ts'
import { FieldReader } from './field-reader.ts'
import { stepTypeOf } from './step-type.ts'

/** Makes the header. What no span told is null. Pauses as `breathe` asks. */
export async function headerOf(assembly: Assembly, breathe: () => Promise<void> | void): Promise<RunHeader> {
  const { trace, facts, outline, tree, runTokens } = assembly
  const start = outline.start
  // An end before every start is a clock's mistake and says nothing about when the run ended.
  const known = !facts.running && facts.end !== -Infinity && (start === null || facts.end >= start)
  const end = known ? microseconds(facts.end) : null
  const failure = runFailure(assembly)
  let errorCount = 0
  for (let i = 0; i < outline.length; i++) if ((outline.flags[i]! & outlineFlags.error) !== 0) errorCount++
  return {
    id: assembly.runId,
    name: nameOf(assembly),
    startTime: start,
    endTime: end,
    durationMs: start === null || end === null ? null : toMilliseconds(microseconds(end - start)),
    environment: facts.environment,
    sessionId: facts.sessionId,
    userId: facts.userId,
    tags: facts.tags,
    agentName: facts.agentName,
    agentId: facts.agentId,
    agentDescription: facts.agentDescription,
    cloudProvider: cloudProviderOf[trace.platform],
    cloudTraceId: trace.nativeId,
    ...(await contentOfRun(assembly, breathe)),
    totalTokens: runTokens.counts.total,
    tokens: runTokens.counts,
    tokenRule: runTokens.rule,
    totalCostUsd: null,
    errorCount,
    error: failure.error,
    errorType: failure.errorType,
    status: statusOf(assembly),
    stepCount: tree.length - tree.placeholders,
    models: [...facts.models],
    tools: [...facts.tools],
    services: [...facts.services],
  }
}

/** The agent's name where the root is an agent that has one, else the span's own. */
function nameOf({ trace, tree, root }: Assembly): string {
  if (root === -1) return trace.nativeId
  const span = trace.spans[tree.span[root]!]!
  const fields = new FieldReader().read(span.attributes)
  const type = stepTypeOf(span, fields)
  return (type === 'agent' ? agentNameOf(span, type, fields) : null) || span.name || span.service || trace.nativeId
}

/** The entries at the top: roots, and orphans under placeholders. */
function* tops({ tree }: Assembly): Generator<number> {
  for (let i = 0; i < tree.length; i += tree.span[i] === -1 ? 1 : tree.size[i]!) if (tree.span[i] !== -1) yield i
}

/** A run failed when a step at its top failed: what a step below recovered from is counted, and is not the run's end. */
function statusOf(assembly: Assembly): RunStatus {
  for (const i of tops(assembly)) if (assembly.failures.has(i)) return 'error'
  if (assembly.facts.running) return 'running'
  return hasEntry(assembly) ? 'ok' : 'unknown'
}

/**
 * Is the run's beginning among what was read: a span without a parent, or one that was called from elsewhere (its parent is in another platform, or
 * was never traced)? Where only parts below a lost parent were read, how the run ended is not known.
 */
function hasEntry(assembly: Assembly): boolean {
  const { trace, tree } = assembly
  for (const i of tops(assembly)) {
    const kind = trace.spans[tree.span[i]!]!.kind
    if (tree.depth[i] === 0 || kind === 'server' || kind === 'consumer') return true
  }
  return false
}

/** The root's words; else, when the root is marked failed, those of the first step that failed by itself and has some. */
function runFailure(assembly: Assembly): { error: string | null; errorType: string | null } {
  const { failures, repeated } = assembly
  let marked = failures.get(assembly.root)
  if (marked === undefined)
    for (const i of tops(assembly)) {
      marked = failures.get(i)
      if (marked !== undefined) break
    }
  if (marked === undefined) return { error: null, errorType: null }
  if (marked.message !== null) return { error: marked.message, errorType: marked.type }
  for (const [i, failure] of failures)
    if (!repeated.has(i) && failure.message !== null)
      return { error: failure.message, errorType: failure.type ?? marked.type }
  return { error: null, errorType: marked.type }
}
