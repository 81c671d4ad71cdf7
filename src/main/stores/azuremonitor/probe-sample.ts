/** The newest rows of an Azure Monitor source for its connection test; where there are none, what is probably wrong. */

import type { ErrorInfo } from '../../../shared/errors.ts'
import type { AzureMonitorSource } from '../../../shared/source.ts'
import { type Microseconds, microseconds, parseInstant } from '../../../shared/units.ts'
import {
  ageText,
  countText,
  hint,
  lookbackText,
  nothingThere,
  type Outcome,
  shortLookback,
  unknownService,
  warned,
} from '../probe-hints.ts'
import type { LogsAnswer } from './answer.ts'
import { servicesQuery, type TimeRange } from './kql.ts'
import type { Probed } from './probe.ts'
import { Columns, numberOf, textOf } from './rows.ts'

/** A workspace keeps application tables for 90 days; a month back is enough to tell a quiet source from a wrong one. */
const furthestHours = 30 * 24

/** A service with rows, busiest and newest as the platform tells. */
interface Service {
  readonly name: string
  readonly operations: number
  readonly newest: Microseconds | null
}

/** Asks which services sent rows in the look-back, and further back where the one that is wanted did not. */
export async function sampleOf(
  store: Probed,
  source: AzureMonitorSource,
  window: TimeRange,
  signal: AbortSignal,
): Promise<Outcome> {
  const now = store.now()
  const { service, lookbackHours: hours } = source
  const back = lookbackText(hours)
  const ask = async (range: TimeRange) =>
    servicesOf(await store.query(servicesQuery(store.schema, range), range, 'ask for a sample', signal))
  const services = await ask(window)
  const wanted = services.filter(({ name }) => service === null || name === service)
  if (wanted.length > 0) return { state: 'passed', detail: told(wanted, back, now) }
  const none = service === null ? `no rows in the last ${back}` : `no rows of "${service}" in the last ${back}`
  const mistake = await hint(probableMistake(services))
  const where =
    source.resourceId === null ? `workspace ${source.workspaceId}` : `resource ${source.resourceId.split('/').at(-1)}`
  return warned(
    none,
    mistake ?? nothingThere('azuremonitor', where, lookbackText(Math.max(hours, furthestHours)), noTables),
  )

  async function probableMistake(inWindow: readonly Service[]): Promise<ErrorInfo | null> {
    const earlier =
      hours < furthestHours ? await ask({ from: microseconds(now - furthestHours * 3.6e9), to: window.to }) : inWindow
    const older = newestOf(earlier.filter(({ name }) => service === null || name === service))
    if (older !== null) return shortLookback('azuremonitor', { hours, newest: older / 1000, now: now / 1000, service })
    const known = (inWindow.length > 0 ? inWindow : earlier).toSorted((a, b) => b.operations - a.operations)
    if (service === null || known.length === 0) return null
    return unknownService(
      'azuremonitor',
      service,
      known.map(({ name }) => name),
      inWindow.length > 0 ? hours : furthestHours,
    )
  }
}

const noTables =
  'New rows take some minutes to arrive. Rows of the OTLP preview (OTelSpans) and of AppEvents are not read.'

function told(services: readonly Service[], back: string, now: Microseconds): string {
  const newest = newestOf(services)
  // A trace that touches two services is counted with both, so their sum would say too much.
  const operations = services.reduce((most, one) => Math.max(most, one.operations), 0)
  const age = newest === null ? '' : `, newest ${ageText(newest / 1000, now / 1000)} ago`
  return `${services.length > 1 ? 'at least ' : ''}${countText(operations, false)} in the last ${back}${age}`
}

function newestOf(services: readonly Service[]): Microseconds | null {
  return services.reduce<Microseconds | null>(
    (best, { newest }) => (newest !== null && (best === null || newest > best) ? newest : best),
    null,
  )
}

function servicesOf(answer: LogsAnswer): Service[] {
  const columns = new Columns(answer.table)
  return answer.table.rows.map((row) => ({
    name: textOf(row[columns.at('Service')]) ?? '',
    operations: numberOf(row[columns.at('Operations')]) ?? 0,
    newest: parseInstant(row[columns.at('Newest')]),
  }))
}
