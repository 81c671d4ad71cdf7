/** The one way from a trace's spans to a run: tree, types, tokens, failures, outline; details and the canonical tree on demand. */

import type { OutlineEvents } from '../../shared/model/outline-events.ts'
import { type Outline, emptyOutline, maxOutlineDepth, outlineFlags } from '../../shared/model/outline.ts'
import { stepTypes } from '../../shared/model/step-type.ts'
import { runIdOf } from '../../shared/trace-id.ts'
import { type Microseconds, microseconds } from '../../shared/units.ts'
import { breather } from '../breathe.ts'
import type { Trace } from '../stores/store.ts'
import { agentRunOf } from './agent-tree.ts'
import type { AssembledRun } from './assembled-run.ts'
import { noticesOf } from './assembly-notices.ts'
import type { Assembly } from './assembly.ts'
import { detailOf } from './detail.ts'
import { explains, type Failure, failureOf } from './failures.ts'
import { SpanReader } from './reading.ts'
import { RunFacts } from './run-facts.ts'
import { headerOf } from './run-header.ts'
import { eventsOfRun } from './run-events.ts'
import type { Span } from './span.ts'
import { rollUp, tokenColumns } from './tokens.ts'
import { buildTree, type Tree } from './tree.ts'

const typeCode = new Map(stepTypes.map((type, code) => [type, code]))
const workflowCode = stepTypes.indexOf('workflow')

/**
 * Assembles a trace. Never throws for what a payload holds: what cannot be read costs that field. The work is done in slices of a few
 * milliseconds, so that the event loop goes on; the answer does not depend on the order of the spans.
 */
export async function assembleRun(trace: Trace): Promise<AssembledRun> {
  const breathe = breather()
  const tree = await buildTree(trace.spans, breathe)
  const assembly = await readSteps(trace, tree, breathe)
  const header = await headerOf(assembly, breathe)
  const notices = noticesOf(assembly)
  let places: Map<string, number> | null = null
  let events: OutlineEvents | null = null
  return {
    platform: trace.platform,
    header,
    outline: assembly.outline,
    get events() {
      return (events ??= eventsOfRun(assembly))
    },
    notices,
    span(step) {
      const at = tree.span[step] ?? -1
      return at === -1 ? null : trace.spans[at]!
    },
    failure: (step) => assembly.failures.get(step) ?? null,
    detail(spanId) {
      places ??= new Map(assembly.tree.ids.map((id, i) => [id, i]))
      const at = places.get(spanId)
      return at === undefined ? null : detailOf(assembly, at)
    },
    toAgentRun: () => agentRunOf(assembly, header),
  }
}

async function readSteps(trace: Trace, tree: Tree, breathe: () => Promise<void> | void): Promise<Assembly> {
  const { length } = tree
  const start = earliest(trace.spans)
  await breathe()
  const outline = emptyOutline(length, start)
  const tokens = tokenColumns(length)
  const failures = new Map<number, Failure>()
  const facts = new RunFacts()
  const reader = new SpanReader()
  const readingOf = (span: Span) => span.reading ?? reader.read(span)
  const intern = interner(outline.strings)
  const root = mainRoot(tree)
  let skewed = 0
  let cutSpans = 0
  if (root !== -1) {
    facts.offer(readingOf(trace.spans[tree.span[root]!]!))
  }
  outline.parent.set(tree.parent)
  outline.size.set(tree.size)
  for (let i = 0; i < length; i++) {
    if ((i & 0xff) === 0) {
      const pause = breathe()
      if (pause) await pause
    }
    outline.depth[i] = Math.min(tree.depth[i]!, maxOutlineDepth)
    outline.spanIds.push(tree.ids[i]!)
    const at = tree.span[i]!
    if (at === -1) {
      fillPlaceholder(outline, i, intern)
      continue
    }
    const span = trace.spans[at]!
    const reading = readingOf(span)
    const { model, tokens: counted } = reading
    const failure =
      span.failure === null && !reading.failed ? null : failureOf(span, reader.fields.read(span.attributes))
    facts.offer(reading)

    outline.type[i] = typeCode.get(reading.type)!
    outline.offset[i] = span.start === null || start === null ? Number.NaN : span.start - start
    outline.duration[i] =
      span.start === null || span.end === null || span.running || span.end < span.start
        ? Number.NaN
        : span.end - span.start
    outline.name[i] = intern(span.name)
    outline.service[i] = span.service === null ? -1 : intern(span.service)
    outline.model[i] = model === null ? -1 : intern(model)
    outline.firstToken[i] = reading.firstToken ?? Number.NaN
    outline.inputTokens[i] = Number.NaN
    outline.outputTokens[i] = Number.NaN
    if (counted !== null) {
      tokens.input[i] = outline.inputTokens[i] = orUnknown(counted.input)
      tokens.output[i] = outline.outputTokens[i] = orUnknown(counted.output)
      tokens.total[i] = orUnknown(counted.total)
      tokens.cached[i] = orUnknown(counted.cached)
      tokens.reasoning[i] = orUnknown(counted.reasoning)
    }

    let flags = 0
    if (span.running) flags |= outlineFlags.running
    if (span.cut) flags |= outlineFlags.cut
    if (span.inferred) flags |= outlineFlags.inferred
    if (reading.streamed) flags |= outlineFlags.streaming
    if (failure !== null) {
      failures.set(i, failure)
      if (failure.throttled) flags |= outlineFlags.throttled
    }
    outline.flags[i] = flags

    if (model !== null) facts.models.add(model)
    if (span.service !== null) facts.services.add(span.service)
    if (span.running) facts.running = true
    if (span.end !== null && !span.running && span.end > facts.end) facts.end = span.end
    if (span.cut) cutSpans++
    const up = tree.parent[i]!
    if (up !== -1 && tree.span[up] !== -1 && startsBefore(span, trace.spans[tree.span[up]!]!)) skewed++
  }
  const repeated = passedOn(failures, tree)
  for (const i of failures.keys()) if (!repeated.has(i)) outline.flags[i]! |= outlineFlags.error
  await breathe()
  return {
    trace,
    runId: runIdOf(trace.platform, trace.nativeId),
    tree,
    outline,
    tokens,
    runTokens: rollUp(tokens, tree.parent, outline.type),
    failures,
    repeated,
    facts,
    root,
    skewed,
    cutSpans,
  }
}

function orUnknown(count: number): number {
  return count < 0 ? Number.NaN : count
}

function earliest(spans: readonly Span[]): Microseconds | null {
  let start = Infinity
  for (const span of spans) if (span.start !== null && span.start < start) start = span.start
  return start === Infinity ? null : microseconds(start)
}

/** The first real root; where all roots are placeholders, the earliest orphan; -1 for a trace without spans. */
function mainRoot(tree: Tree): number {
  for (let i = 0; i < tree.length; i += tree.size[i]!) if (tree.span[i] !== -1) return i
  return tree.length > 1 ? 1 : -1
}

/** A missing parent is as old as its earliest child at least; nothing else of it is known. */
function fillPlaceholder(outline: Outline, i: number, intern: (text: string) => number): void {
  outline.type[i] = workflowCode
  outline.flags[i] = outlineFlags.missing
  outline.name[i] = intern(missingName)
  outline.service[i] = -1
  outline.model[i] = -1
  for (const column of [
    outline.offset,
    outline.duration,
    outline.inputTokens,
    outline.outputTokens,
    outline.firstToken,
  ])
    column[i] = Number.NaN
}

/** The name of a placeholder. */
export const missingName = 'Missing span'

const skewMicros = 1000

/** A child of another service that starts before its parent: two clocks. */
function startsBefore(child: Span, parent: Span): boolean {
  return (
    child.start !== null &&
    parent.start !== null &&
    child.start < parent.start - skewMicros &&
    child.service !== parent.service
  )
}

/**
 * Failed steps that only pass on the failure of a child. A step that is marked failed and says nothing stands for the child that failed below it, so that its own parent, which may
 * repeat the words of the grandchild, is not counted again.
 */
function passedOn(failures: ReadonlyMap<number, Failure>, tree: Tree): Set<number> {
  const repeated = new Set<number>()
  const spokenFor = new Map<number, Failure>()
  // Entries are in pre-order and were read in it: backwards, children come before their parents.
  for (const [i, failure] of [...failures].reverse()) {
    const up = tree.parent[i]!
    const above = up === -1 ? undefined : failures.get(up)
    if (above === undefined) continue
    const below = spokenFor.get(i) ?? failure
    if (!explains(failure, above) && !explains(below, above)) continue
    repeated.add(up)
    if (above.message === null) spokenFor.set(up, below)
  }
  return repeated
}

function interner(strings: string[]): (text: string) => number {
  const known = new Map<string, number>()
  return (text) => {
    let at = known.get(text)
    if (at === undefined) {
      at = strings.length
      strings.push(text)
      known.set(text, at)
    }
    return at
  }
}
