/** `tracecraft list`: the runs of a source, newest first. */

import type { RunListEvent } from '../../../shared/contract.ts'
import { failure, fix } from '../../../shared/errors.ts'
import { runSummaryToJson } from '../../../shared/model/agent-run-json.ts'
import type { RunSummary } from '../../../shared/model/agent-run.ts'
import { summaryOfRun } from '../../../shared/model/summary-of-run.ts'
import { type Notice, notice } from '../../../shared/notice.ts'
import { type RunTest, runTest } from '../../../shared/query/match.ts'
import { platformTitle } from '../../../shared/platform.ts'
import { parseQuery } from '../../../shared/query/parse.ts'
import { printSourceUrl } from '../../../shared/source.ts'
import { formatDuration, formatInstant, fromMilliseconds, microseconds } from '../../../shared/units.ts'
import { toErrorInfo } from '../../service/error-info.ts'
import type { SourceEntry } from '../../service/source-entry.ts'
import type { Invocation } from '../args.ts'
import type { Output } from '../output.ts'
import { type Cell, type Column, table } from '../print/table.ts'
import type { Session } from '../session.ts'

type ListInvocation = Extract<Invocation, { command: 'list' }>

/** Traces opened side by side for --full: enough to hide latency, few enough for every platform's limits. */
const fullConcurrency = 4

export async function list(
  asked: ListInvocation,
  session: Session,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const test = testOf(asked.filter)
  const entry = await session.source(asked.source)
  const { runs, end, untold } = await read(asked, test, session, entry, signal)
  const notices: Notice[] = [...filterNotice(end, entry), ...end.notices]
  let rows = runs
  if (asked.full) {
    const opened = await openAll(runs, entry, session, signal)
    rows = opened.runs.filter((run) => test === null || test(run, entry.settings.name) === true)
    notices.push(...opened.notices)
  }
  if (asked.format === 'json') {
    output.json(
      JSON.stringify(
        {
          source: printSourceUrl(entry.settings),
          fetched_at: formatInstant(microseconds(end.fetchedAt * 1000)),
          complete: end.complete,
          notices: notices.map(({ code, message }) => ({ code, message })),
          runs: rows.map(runSummaryToJson),
        },
        null,
        2,
      ),
    )
    return
  }
  if (asked.format === 'jsonl') for (const run of rows) output.json(JSON.stringify(runSummaryToJson(run)))
  else printTable(rows, output)
  output.notices(notices)
  if (rows.length === 0 && asked.format === 'table') adviseOnNothing(entry, asked, untold, output)
}

function testOf(filter: string | null): RunTest | null {
  if (filter === null) return null
  const parsed = parseQuery(filter)
  if (parsed.ok) return runTest(parsed.query)
  throw failure({
    code: 'SETTINGS',
    message: `--filter '${filter}' cannot be read.`,
    cause: `At character ${parsed.error.position + 1}: ${parsed.error.message}`,
    fix: fix("Write it like 'model:gpt-4o and duration>10s'."),
  })
}

type End = Extract<RunListEvent, { kind: 'end' }>

/** What of the filter the platform narrowed its answer by, and what was only held against the rows that it sent. */
function filterNotice({ filter: { byPlatform, byPage } }: End, entry: SourceEntry): Notice[] {
  if (byPlatform.length + byPage.length === 0) return []
  const platform = platformTitle[entry.settings.type]
  const here = byPage.length === 0 ? '' : `filtered here, among the rows that came: ${byPage.join(', ')}`
  const there = byPlatform.length === 0 ? '' : `${platform} narrowed the list by ${byPlatform.join(', ')}`
  const text = [there, here].filter((one) => one !== '').join('; ')
  return [notice(byPage.length === 0 ? 'info' : 'filtered-here', `${text.charAt(0).toUpperCase()}${text.slice(1)}.`)]
}

/**
 * Reads rows until `limit` of them match the filter, asking for more as long as the source has more. With --full, a row that the listing cannot tell about counts too: opening it
 * will tell. `untold` says how many there were of them.
 */
async function read(
  asked: ListInvocation,
  test: RunTest | null,
  session: Session,
  entry: SourceEntry,
  signal: AbortSignal,
): Promise<{ runs: RunSummary[]; end: End; untold: number }> {
  const name = entry.settings.name
  for (let limit = asked.limit; ; limit = Math.min(50_000, limit * 4)) {
    const runs: RunSummary[] = []
    let end: End | null = null
    let untold = 0
    const ask = { sourceId: entry.id, window: asked.window, limit, errorsOnly: asked.errorsOnly, filter: asked.filter }
    for await (const event of session.service.listRuns(ask, signal)) {
      if (event.kind === 'end') {
        end = event
        continue
      }
      for (const run of event.runs) {
        const answer = test === null || test(run, name)
        if (answer === null) untold++
        if (answer === true || (answer === null && asked.full)) runs.push(run)
      }
    }
    if (!end) throw failure({ code: 'INTERNAL', message: 'The listing ended without its end.' })
    const cut = runs.length > asked.limit || end.hasMore
    if (runs.length >= asked.limit || !end.hasMore || limit >= 50_000) {
      const shown = runs.slice(0, asked.limit)
      const more = notice(
        'truncated',
        `Only the newest ${shown.length} runs ${test !== null && asked.full ? 'that may match were opened' : 'are listed'}; more exist. Raise --limit, or narrow the window.`,
      )
      return { runs: shown, untold, end: cut ? { ...end, complete: false, notices: [...end.notices, more] } : end }
    }
  }
}

/** Opens every listed trace, so that each row has all its fields. A trace that cannot be opened keeps its row, and a notice says so. */
async function openAll(
  runs: readonly RunSummary[],
  entry: SourceEntry,
  session: Session,
  signal: AbortSignal,
): Promise<{ runs: RunSummary[]; notices: Notice[] }> {
  const out = [...runs]
  const notices: Notice[] = []
  let next = 0
  const worker = async () => {
    for (let at = next++; at < runs.length; at = next++) {
      const run = runs[at]
      if (!run) return
      try {
        const opened = await session.service.openRun(
          { sourceId: entry.id, traceId: run.cloudTraceId, startedAt: run.startTime },
          signal,
        )
        out[at] = summaryOfRun(opened.run)
      } catch (error) {
        const info = toErrorInfo(error, entry.settings.type)
        if (info.code !== 'NOT_FOUND') throw error
        notices.push(notice('partial', `${run.cloudTraceId} is listed and could not be opened: ${info.message}`))
      }
    }
  }
  await Promise.all(Array.from({ length: fullConcurrency }, worker))
  return { runs: out, notices }
}

const columns: readonly Column[] = [
  { title: 'START (UTC)' },
  { title: 'STATUS' },
  { title: 'NAME', max: 44 },
  { title: 'DURATION', align: 'right' },
  { title: 'STEPS', align: 'right' },
  { title: 'TOKENS', align: 'right' },
  { title: 'ERRORS', align: 'right' },
  { title: 'MODELS', max: 32 },
  // Longer than any platform's; one that is made up is not to fill the screen.
  { title: 'TRACE ID', max: 200 },
]

function printTable(runs: readonly RunSummary[], output: Output): void {
  const { style } = output
  const paint = { ok: style.green, error: style.red, running: style.cyan, unknown: style.dim }
  const count = (value: number | null): Cell => ({ text: value === null ? '–' : value.toLocaleString('en-US') })
  const rows = runs.map((run): Cell[] => [
    { text: formatInstant(run.startTime)?.slice(0, 19).replace('T', ' ') ?? '–' },
    { text: run.status, paint: paint[run.status] },
    { text: run.name },
    { text: run.durationMs === null ? '–' : formatDuration(fromMilliseconds(run.durationMs)) },
    count(run.stepCount),
    count(run.totalTokens),
    count(run.errorCount),
    { text: run.models?.join(', ') || '–' },
    { text: run.cloudTraceId, paint: style.dim },
  ])
  for (const line of table(columns, rows, style.bold)) output.data(line)
}

/** The reference's three pieces of advice for an empty list; with a filter, what the filter could not be held against. */
function adviseOnNothing(entry: SourceEntry, asked: ListInvocation, untold: number, output: Output): void {
  if (asked.filter !== null) {
    output.note('No run in this window matches the filter.')
    if (untold > 0 && !asked.full)
      output.note(
        `  · Of ${untold} runs the listing does not tell; with --full they are opened, and the filter sees all of them.`,
      )
    return
  }
  output.note(`No runs in this window. Three things to check:`)
  output.note(`  · Look further back${asked.window ? '' : ` than ${entry.settings.lookbackHours} h`}: --lookback 24h`)
  output.note(
    entry.settings.service
      ? `  · The service name must match exactly, also in upper and lower case: "${entry.settings.service}"`
      : '  · Traces may lie in another region, project, workspace or site.',
  )
  output.note('  · Sampling: with a sample of 10 % a quiet window may hold nothing.')
}
