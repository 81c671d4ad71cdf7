/** Rows of the list query to the rows of the list. Pure. */

import type { RunStatus, RunSummary } from '../../../shared/model/agent-run.ts'
import { type Notice, notice } from '../../../shared/notice.ts'
import { runIdOf } from '../../../shared/trace-id.ts'
import { type Microseconds, parseInstant, toMilliseconds, microseconds } from '../../../shared/units.ts'
import type { LogsTable } from './answer.ts'
import { maxSetIds } from './kql-totals.ts'
import type { ListCursor } from './kql.ts'
import { Columns, numberOf, textOf } from './rows.ts'

/** What one answer of the list query comes to. */
export interface SummaryPage {
  readonly runs: readonly RunSummary[]
  readonly notices: readonly Notice[]
  /** Rows of the answer, also those that are not shown. */
  readonly rowCount: number
  /** The last row, for the next page of the slice; null when it cannot be told. */
  readonly last: ListCursor | null
}

/** A run without its root row that is younger than this may still be going on: its root is exported when it ends. */
const settleMicros = 10 * 60 * 1_000_000

/** Reads the rows; `errorsOnly` leaves out runs in which exceptions were only noted and nothing failed. */
export function summariesOf(table: LogsTable, errorsOnly: boolean, now: Microseconds): SummaryPage {
  const columns = new Columns(table)
  const runs: RunSummary[] = []
  let last: ListCursor | null = null
  let sampledRuns = 0
  let unreadable = 0
  for (const row of table.rows) {
    const cell = (name: string): unknown => row[columns.at(name)]
    const operationId = textOf(cell('OperationId'))
    if (operationId === null) {
      unreadable++
      continue
    }
    const first = textOf(cell('First'))
    if (first !== null) last = { first, operationId }
    const run = summaryOf(operationId, cell, now)
    if (errorsOnly && run.errorCount === 0) continue
    if ((numberOf(cell('Sampling')) ?? 1) > 1) sampledRuns++
    runs.push(run)
  }
  runs.sort((a, b) => (b.startTime ?? -Infinity) - (a.startTime ?? -Infinity) || 0)
  const notices: Notice[] =
    sampledRuns > 0
      ? [
          notice(
            'sampled',
            'Sampling is on at the exporter: counts and totals of some runs are of what was stored.',
            sampledRuns,
          ),
        ]
      : []
  if (unreadable > 0)
    notices.push(notice('unreadable', 'Rows without a readable operation id were left out of the list.', unreadable))
  return { runs, notices, rowCount: table.rows.length, last }
}

function summaryOf(operationId: string, cell: (name: string) => unknown, now: Microseconds): RunSummary {
  const startTime = parseInstant(cell('Start'))
  const endTime = parseInstant(cell('End'))
  const errorCount = numberOf(cell('Errors'))
  const status = statusOf(cell, endTime, now)
  return {
    id: runIdOf('azuremonitor', operationId),
    cloudProvider: 'azure',
    cloudTraceId: operationId,
    name: textOf(cell('RootName')) ?? operationId,
    status,
    startTime,
    endTime,
    durationMs: startTime === null || endTime === null ? null : toMilliseconds(microseconds(endTime - startTime)),
    error: status === 'error' ? failureText(textOf(cell('Failure'))) : null,
    errorCount,
    stepCount: numberOf(cell('Steps')),
    totalTokens: tokensOf(cell),
    models: modelsOf(cell('Models')),
    agentName: textOf(cell('Agent')),
    sessionId: textOf(cell('Session')),
    serviceName: textOf(cell('RootService')),
    environment: textOf(cell('Environment')),
  }
}

/** A run failed when a step at its top failed; what a step below recovered from is counted, and is not the run's end. */
function statusOf(cell: (name: string) => unknown, end: Microseconds | null, now: Microseconds): RunStatus {
  const failures = numberOf(cell('TopFailures'))
  if (failures === null) return 'unknown'
  // Beyond that many ids the query cannot tell an orphan from a step whose parent it left out.
  if (failures > 0) return (numberOf(cell('Steps')) ?? 0) > maxSetIds ? 'unknown' : 'error'
  const young = end === null || now - end < settleMicros
  return numberOf(cell('RootSeen')) === 0 && young ? 'unknown' : 'ok'
}

/** Agents repeat their children's sum: theirs counts only where no other step has any. Zero of nothing is unknown. */
function tokensOf(cell: (name: string) => unknown): number | null {
  const leaves = numberOf(cell('LeafCount')) ?? 0
  if (leaves > 0) return numberOf(cell('LeafTokens'))
  const agents = numberOf(cell('AgentTokens'))
  return agents !== null && agents > 0 ? agents : null
}

/** error.type may be no more than an HTTP status. */
function failureText(text: string | null): string | null {
  return text !== null && /^[1-5]\d\d$/.test(text) ? `HTTP ${text}` : text
}

function modelsOf(cell: unknown): readonly string[] | null {
  let value = cell
  if (typeof value === 'string') {
    try {
      value = JSON.parse(value) as unknown
    } catch {
      return null
    }
  }
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string').sort() : null
}
