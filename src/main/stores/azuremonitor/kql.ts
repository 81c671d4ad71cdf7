/**
 * The queries of this store. Every one is bounded in time and rows, names only the columns it needs, and asks for times as text: the SDK would make a Date of them, which has no
 * 100 ns ticks and turns a null into 1970.
 */

import type { Microseconds } from '../../../shared/units.ts'
import { kqlCount, kqlDatetime, kqlExactDatetime, kqlString } from './kql-literal.ts'
import type { LogsSchema } from './schema.ts'
import { runTotals } from './kql-totals.ts'

/** A part of time, `from` inclusive, `to` exclusive. */
export interface TimeRange {
  readonly from: Microseconds
  readonly to: Microseconds
}

/** Where a listing goes on: after this run, in the order of first row, then id, both descending. */
export interface ListCursor {
  /** The platform's own text of the time. */
  readonly first: string
  readonly operationId: string
}

/** A condition on all rows of a run, in KQL: columns to add to each row, what to work out of a run's rows, and the condition on that. */
export interface RunCondition {
  readonly columns: readonly string[]
  readonly aggregates: readonly string[]
  readonly condition: string
}

export interface ListAsk {
  /** Runs with a row in this slice (of the service, where one is given) are listed. */
  readonly slice: TimeRange
  /** Their totals are taken over this wider range, so that a run that crosses the slice's edge is whole. */
  readonly reach: TimeRange
  readonly service: string | null
  readonly errorsOnly: boolean
  /** Only runs for which this holds; null: all. */
  readonly narrowed: RunCondition | null
  readonly take: number
  readonly after: ListCursor | null
}

/** Only characters that every part of Kusto's format_datetime documents; the text means UTC. */
export const timeFormat = 'yyyy-MM-dd HH:mm:ss.fffffff'

/**
 * Runs of a slice with their totals, newest first by their first row in it. One query: the ids of the page are found first, by service and failure where asked, then all rows of those
 * operations are summed up, so that a service filter keeps whole traces.
 */
export function listQuery(schema: LogsSchema, ask: ListAsk): string {
  const { tables, time, operationId, service } = schema
  const touches = ask.service === null ? null : `${service} == ${kqlString(ask.service)}`
  const cursor = ask.after ? kqlExactDatetime(ask.after.first) : null
  const inSlice = `${time} >= ${kqlDatetime(ask.slice.from)} and ${time} < ${kqlDatetime(ask.slice.to)}`
  return [
    `set truncationmaxrecords=${kqlCount(ask.take)};`,
    `let Rows = union isfuzzy=true ${tables.requests}, ${tables.dependencies}, ${tables.exceptions}`,
    `| where ${time} >= ${kqlDatetime(ask.reach.from)} and ${time} < ${kqlDatetime(ask.reach.to)}`,
    `| where isnotempty(${operationId});`,
    ...(ask.errorsOnly ? ['let Failing = Rows', `| where ${mayHaveFailed(schema)}`, `| distinct ${operationId};`] : []),
    ...(ask.narrowed ? matchingRuns(schema, ask.narrowed) : []),
    'let Page = Rows',
    `| where ${inSlice}`,
    ...(cursor ? [`| where ${time} <= ${cursor}`] : []),
    ...(touches ? [`| where ${touches}`] : []),
    ...(ask.errorsOnly ? [`| where ${operationId} in (Failing)`] : []),
    ...(ask.narrowed ? [`| where ${operationId} in (Matching)`] : []),
    `| summarize First=min(${time}) by ${operationId}`,
    ...(cursor
      ? [`| where First < ${cursor} or strcmp(${operationId}, ${kqlString(ask.after!.operationId)}) < 0`]
      : []),
    `| order by First desc, ${operationId} desc`,
    `| take ${kqlCount(ask.take)}`,
    `| project ${operationId};`,
    'Rows',
    `| where ${operationId} in (Page)`,
    ...runTotals(schema, {
      first: touches ? `${inSlice} and ${touches}` : inSlice,
      failed: failed(schema),
      timeFormat,
    }),
  ].join('\n')
}

/** The ids of the runs for which a condition holds, by one look at all of their rows. */
function matchingRuns(schema: LogsSchema, { columns, aggregates, condition }: RunCondition): string[] {
  return [
    'let Matching = Rows',
    ...(columns.length > 0 ? ['| extend', ...columns] : []),
    '| summarize',
    aggregates.map((one) => `  ${one}`).join(',\n'),
    `  by ${schema.operationId}`,
    `| where ${condition}`,
    `| project ${schema.operationId};`,
  ]
}

/** A row that a list of failed runs is looked for by: it failed, or says so in its attributes. */
export function mayHaveFailed(schema: LogsSchema): string {
  return `${failed(schema)} or ${schema.properties} has "error"`
}

/** A row that failed: marked so, an exception, or throttled. Success is a bool in a workspace and text over a component. */
function failed(schema: LogsSchema): string {
  return (
    `(tostring(column_ifexists("${schema.success}", "")) in~ ("false", "0")` +
    ` or ${schema.type} == "${schema.exceptionType}"` +
    ` or column_ifexists("${schema.resultCode}", "") == "429")`
  )
}

/** Every row of one operation within a range, oldest first. */
export function runQuery(schema: LogsSchema, operationId: string, range: TimeRange, take: number): string {
  const { tables, time } = schema
  const ids = spellingsOf(operationId).map(kqlString).join(', ')
  return [
    `set truncationmaxrecords=${kqlCount(take)};`,
    `union isfuzzy=true ${tables.requests}, ${tables.dependencies}, ${tables.exceptions}, ${tables.traces}`,
    `| where ${time} >= ${kqlDatetime(range.from)} and ${time} < ${kqlDatetime(range.to)}`,
    `| where ${schema.operationId} in~ (${ids})`,
    `| order by ${time} asc`,
    `| take ${kqlCount(take)}`,
    `| project ${runColumns(schema).join(', ')}`,
  ].join('\n')
}

/** Old SDKs write an operation id as a GUID with dashes; such an id reaches us without them. */
function spellingsOf(id: string): string[] {
  const hex = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/i.exec(id)
  return hex ? [id, hex.slice(1).join('-')] : [id]
}

function runColumns(schema: LogsSchema): string[] {
  const text = (name: string) => `${name}=column_ifexists("${name}", "")`
  const asText = (name: string) => `${name}=tostring(${name})`
  return [
    `${schema.time}=format_datetime(${schema.time}, "${timeFormat}")`,
    schema.type,
    text(schema.id),
    schema.parentId,
    schema.operationId,
    text(schema.name),
    `${schema.success}=tostring(column_ifexists("${schema.success}", ""))`,
    text(schema.resultCode),
    `${schema.duration}=column_ifexists("${schema.duration}", real(null))`,
    text(schema.outerMessage),
    schema.service,
    schema.itemCount,
    schema.session,
    ...schema.more.map(({ name, type }) =>
      type === 'string'
        ? text(name)
        : type === 'int'
          ? `${name}=column_ifexists("${name}", int(null))`
          : `${name}=tostring(column_ifexists("${name}", dynamic(null)))`,
    ),
    asText(schema.properties),
    asText(schema.measurements),
  ]
}

/** May we read at all? One row of any table is enough, or none. */
export function permissionQuery(schema: LogsSchema, range: TimeRange): string {
  const { tables, time } = schema
  return [
    'set truncationmaxrecords=1;',
    `union isfuzzy=true ${tables.requests}, ${tables.dependencies}, ${tables.exceptions}`,
    `| where ${time} >= ${kqlDatetime(range.from)} and ${time} < ${kqlDatetime(range.to)}`,
    '| take 1',
    `| project ${schema.type}`,
  ].join('\n')
}

/** Which services sent rows, how many operations, and when the newest one was. */
export function servicesQuery(schema: LogsSchema, range: TimeRange): string {
  const { tables, time } = schema
  return [
    'set truncationmaxrecords=200;',
    `union isfuzzy=true ${tables.requests}, ${tables.dependencies}`,
    `| where ${time} >= ${kqlDatetime(range.from)} and ${time} < ${kqlDatetime(range.to)}`,
    `| summarize Newest=max(${time}), Operations=dcount(${schema.operationId}) by Service=${schema.service}`,
    '| order by Newest desc',
    '| take 200',
    `| project Service, Operations, Newest=format_datetime(Newest, "${timeFormat}")`,
  ].join('\n')
}
