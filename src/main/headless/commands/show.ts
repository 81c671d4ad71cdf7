/** `tracecraft show`: one run with its steps. */

import { agentRunJsonText } from '../../../shared/model/agent-run-json.ts'
import type { AgentRun, Step } from '../../../shared/model/agent-run.ts'
import { formatDuration, formatInstant, fromMilliseconds, microseconds } from '../../../shared/units.ts'
import { exportRun } from '../../service/export-run.ts'
import type { Invocation } from '../args.ts'
import type { Output } from '../output.ts'
import { safeText } from '../print/safe-text.ts'
import type { Style } from '../print/style.ts'
import type { Session } from '../session.ts'

type ShowInvocation = Extract<Invocation, { command: 'show' }>

export async function show(
  asked: ShowInvocation,
  session: Session,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const entry = await session.source(asked.source)
  const { run, opened, assembled } = await session.service.agentRun(
    { sourceId: entry.id, traceId: asked.traceId },
    signal,
  )
  const notices = [...opened.trace.notices, ...assembled.notices]
  if (asked.format === 'json') {
    // Printed piece by piece: a run may be deeper than JSON.stringify can go.
    const rest = {
      notices: notices.map(({ code, message }) => ({ code, message })),
      fetched_at: formatInstant(microseconds(opened.fetchedAt * 1000)),
    }
    output.json(`{"run":${agentRunJsonText(run)},${JSON.stringify(rest).slice(1)}`)
    return
  }
  if (asked.format === 'otlp' || asked.format === 'markdown') {
    const text = await exportRun(assembled, { format: asked.format, spanId: null }, signal)
    if (asked.format === 'otlp') output.json(text.trimEnd())
    else output.data(text.trimEnd())
    output.notices(notices)
    return
  }
  printRun(run, output)
  output.notices(notices)
}

function printRun(run: AgentRun, output: Output): void {
  const { style } = output
  const facts = [
    run.status,
    // A run that is still going says so by its status; of another one the duration is not known.
    run.durationMs === null ? null : formatDuration(fromMilliseconds(run.durationMs)),
    `${run.stepCount} steps`,
    run.totalTokens === null ? null : `${run.totalTokens.toLocaleString('en-US')} tokens`,
    run.errorCount > 0 ? `${run.errorCount} failed` : null,
    safeText(run.models.join(', ')) || null,
  ].filter((one) => one !== null)
  output.data(`${style.bold(safeText(run.name))}  ${facts.join(' · ')}`)
  output.data(
    style.dim(
      `${run.cloudProvider} ${safeText(run.cloudTraceId)}  started ${formatInstant(run.startTime) ?? 'unknown'}`,
    ),
  )
  if (run.error) output.data(style.red(safeText(`${run.errorType ? `${run.errorType}: ` : ''}${run.error}`)))
  output.data('')
  for (const line of treeLines(run.steps, run.status === 'running', style)) output.data(line)
}

/** The tree as lines, without recursion: a run may be ten thousand steps deep. */
function* treeLines(roots: readonly Step[], runs: boolean, style: Style): Generator<string> {
  const stack = roots.map((step, at) => ({ step, indent: '', last: at === roots.length - 1, root: true })).toReversed()
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { step, indent, last, root } = top
    const branch = root ? '' : last ? '└─ ' : '├─ '
    const tokens = [step.inputTokens, step.outputTokens].some((one) => one !== null)
      ? ` ${step.inputTokens ?? '?'}→${step.outputTokens ?? '?'} tok`
      : ''
    const time =
      step.durationMs === null
        ? runs && step.startTime !== null
          ? 'running'
          : '–'
        : formatDuration(fromMilliseconds(step.durationMs))
    const model = step.modelName ? ` ${safeText(step.modelName)}` : ''
    const error = step.error === null ? '' : style.red(` ✗ ${safeText(step.error)}`)
    yield `${style.dim(indent + branch)}${style.cyan(step.type.padEnd(9))} ${safeText(step.name)}${style.dim(`  ${time}${model}${tokens}`)}${error}`
    const below = root ? '' : `${indent}${last ? '   ' : '│  '}`
    for (let at = step.children.length - 1; at >= 0; at--) {
      const child = step.children[at]
      if (child) stack.push({ step: child, indent: below, last: at === step.children.length - 1, root: false })
    }
  }
}
