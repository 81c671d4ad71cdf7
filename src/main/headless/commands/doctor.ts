/** `tracecraft doctor`: tests connections stage by stage. */

import type { ProbeEvent } from '../../../shared/contract.ts'
import { type ErrorInfo, failure, fix } from '../../../shared/errors.ts'
import { endpointWarning } from '../../../shared/endpoint-owner.ts'
import { printSourceUrl } from '../../../shared/source.ts'
import { toErrorInfo } from '../../service/error-info.ts'
import type { SourceEntry } from '../../service/source-entry.ts'
import type { Invocation } from '../args.ts'
import { exitCodeOf } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { failureLines } from '../print/failure.ts'
import { safeText } from '../print/safe-text.ts'
import type { Session } from '../session.ts'

type DoctorInvocation = Extract<Invocation, { command: 'doctor' }>

/** Resolves to the exit code: 0 only when every stage of every source passed. */
export async function doctor(
  asked: DoctorInvocation,
  session: Session,
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  const entries: SourceEntry[] = []
  for (const word of asked.sources) entries.push(await session.source(word))
  if (asked.sources.length === 0) entries.push(...session.registry.entries())
  if (entries.length === 0)
    throw failure({
      code: 'SETTINGS',
      message: 'There is no source to test.',
      cause: `None is configured in ${session.keeper.path}, and none was named.`,
      fix: fix('Name one:', 'tracecraft doctor xray://us-east-1/'),
    })
  let worst = session.config.problems.length > 0 && asked.sources.length === 0 ? exitCodeOf.SETTINGS : 0
  const report: unknown[] = []
  for (const entry of entries) {
    const warning = endpointWarning(entry.settings)
    if (asked.format === 'table') {
      const paused = entry.paused ? output.style.dim('  paused') : ''
      output.data(
        `${output.style.bold(safeText(entry.settings.name))}  ${output.style.dim(safeText(printSourceUrl(entry.settings)))}${paused}`,
      )
      if (warning !== null) output.data(`  ${output.style.yellow('!')} ${warning}`)
    }
    const stages: ProbeEvent[] = []
    let error: ErrorInfo | null = null
    for await (const stage of session.service.probe({ id: entry.id }, signal)) {
      if (stage.state === 'running') continue
      stages.push(stage)
      if (stage.state === 'failed') error ??= stage.error ?? toErrorInfo(new Error(stage.title), entry.settings.type)
      if (asked.format === 'table') printStage(stage, output)
    }
    if (error && worst === 0) worst = exitCodeOf[error.code]
    report.push({
      source: printSourceUrl(entry.settings),
      name: entry.settings.name,
      ok: error === null,
      paused: entry.paused,
      warning,
      stages: stages.map((stage) => ({
        id: stage.id,
        title: stage.title,
        state: stage.state,
        detail: stage.detail,
        duration_ms: stage.durationMs === null ? null : Math.round(stage.durationMs * 10) / 10,
        error: stage.error && {
          code: stage.error.code,
          message: stage.error.message,
          cause: stage.error.cause,
          fix: stage.error.fix,
        },
      })),
    })
    if (asked.format === 'table') output.data('')
  }
  if (asked.format === 'json') output.json(JSON.stringify({ ok: worst === 0, sources: report }, null, 2))
  return worst
}

function printStage(stage: ProbeEvent, output: Output): void {
  const { style } = output
  const mark = {
    passed: style.green('✓'),
    warned: style.yellow('!'),
    failed: style.red('✗'),
    skipped: style.dim('–'),
    running: ' ',
  }[stage.state]
  const time = stage.durationMs === null ? '' : style.dim(`  ${Math.round(stage.durationMs)} ms`)
  output.data(
    `  ${mark} ${safeText(stage.title)}${stage.detail ? style.dim(`  ${safeText(stage.detail)}`) : ''}${time}`,
  )
  if (!stage.error) return
  const [message = '', ...rest] = failureLines(stage.error, style)
  // What is only remarked on is no error.
  const first = stage.state === 'warned' ? `${style.yellow('remark:')} ${safeText(stage.error.message)}` : message
  for (const line of [first, ...rest]) output.data(`      ${line}`)
}
