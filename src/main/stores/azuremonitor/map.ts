/**
 * Rows of one operation to spans. Requests and dependencies are spans; exceptions and messages are events of the span that they name as parent. An exception whose
 * span is not there becomes a span of type error, so that no row is lost. No cell, whatever is in it, makes this throw. Pure.
 */

import { type Notice, notice } from '../../../shared/notice.ts'
import { stepIdOf } from '../../../shared/trace-id.ts'
import { type Microseconds, microseconds, parseInstant } from '../../../shared/units.ts'
import type { PlatformSignal, Span, SpanEvent, SpanFailure, SpanKind } from '../../semantics/span.ts'
import { breather } from '../../breathe.ts'
import type { LogsTable } from './answer.ts'
import { type Row, type RowKind, RowReader } from './map-columns.ts'
import { RowDetail } from './map-detail.ts'
import { exceptionEvent, exceptionFacts, exceptionFailure, messageEvent } from './map-exception.ts'
import { SpanIds } from './map-ids.ts'
import { RowSpan } from './map-span.ts'
import { boolOf, numberOf, textOf } from './rows.ts'

/** What the rows of an operation come to. */
export interface MappedRun {
  readonly spans: readonly Span[]
  readonly notices: readonly Notice[]
  /** Earliest and latest instant of any row; null when no row has a time. */
  readonly earliest: Microseconds | null
  readonly latest: Microseconds | null
}

interface SpanRow {
  readonly row: Row
  readonly kind: RowKind
  readonly spanId: string
  exceptions: Row[]
  messages: Row[]
}

const noEvents: readonly SpanEvent[] = []
/** Shared by the many rows that have none; replaced before anything is added. */
const noRows: Row[] = []

/** Maps all rows of a table that belong to the operation (all, when `operationId` is null). Gives the event loop turns on the way. */
export async function mapRun(table: LogsTable, operationId: string | null): Promise<MappedRun> {
  const reader = new RowReader(table)
  const breathe = breather()
  const ids = new SpanIds(operationId)
  const byId = new Map<string, SpanRow>()
  const spanRows: SpanRow[] = []
  const loose: { row: Row; kind: 'exception' | 'message' }[] = []
  let sampledItems = 0
  let sampledRows = 0
  for (let i = 0; i < table.rows.length; i++) {
    if ((i & 255) === 255) await breathe()
    const row = table.rows[i]!
    if (!ids.owns(reader.text(row, 'operation'))) continue
    const items = numberOf(reader.cell(row, 'items'))
    if (items !== null && items > 1) {
      sampledRows++
      sampledItems += items
    }
    const kind = reader.kind(row)
    if (kind === 'exception' || kind === 'message') {
      loose.push({ row, kind })
      continue
    }
    const own = reader.text(row, 'id')
    const spanRow: SpanRow = {
      row,
      kind,
      spanId: own ?? ids.made('row', content(reader, row)),
      exceptions: noRows,
      messages: noRows,
    }
    spanRows.push(spanRow)
    ids.add(spanRow.spanId)
    if (!byId.has(spanRow.spanId)) byId.set(spanRow.spanId, spanRow)
  }

  const spans: Span[] = []
  const strays: Row[] = []
  for (const { row, kind } of loose) {
    const parent = parentOf(reader, row, null, ids)
    const owner = parent === null ? undefined : byId.get(parent)
    if (owner) attach(owner, kind === 'exception' ? 'exceptions' : 'messages', row)
    else if (kind === 'exception')
      spans.push(exceptionSpan(reader, row, parent, ids.made('exception', content(reader, row))))
    else strays.push(row)
  }
  const notices: Notice[] = []
  if (strays.length > 0) {
    const root = rootOf(reader, spanRows, ids)
    if (root) {
      for (const row of strays) attach(root, 'messages', row)
      notices.push(notice('info', 'Messages that name no span of this run are shown on its root.', strays.length))
    } else for (const row of strays) spans.push(messageSpan(reader, row, ids))
  }
  for (let i = 0; i < spanRows.length; i++) {
    if ((i & 255) === 255) await breathe()
    spans.push(spanOf(reader, spanRows[i]!, ids))
  }
  if (sampledRows > 0)
    notices.push(
      notice(
        'sampled',
        `Sampling is on: ${sampledRows} rows of this run stand for ${sampledItems} items; the others were not stored.`,
        sampledItems - sampledRows,
      ),
    )
  return { spans, notices, ...extent(spans) }
}

function attach(owner: SpanRow, list: 'exceptions' | 'messages', row: Row): void {
  if (owner[list] === noRows) owner[list] = [row]
  else owner[list].push(row)
}

function spanOf(reader: RowReader, given: SpanRow, ids: SpanIds): Span {
  const { row, kind } = given
  const detail = new RowDetail(reader, row, kind)
  const { start, end, remark } = times(reader, row)
  return new RowSpan(detail, remark, {
    spanId: given.spanId,
    parentSpanId: parentOf(reader, row, given.spanId, ids),
    name: reader.text(row, 'name') ?? reader.text(row, 'dependencyType') ?? given.spanId,
    service: reader.text(row, 'service'),
    kind: kindOf(reader, row, kind),
    start,
    end,
    failure: failureOf(reader, given, detail),
    signal: signals[kind],
    events: eventsOf(reader, given),
  })
}

const signals: Readonly<Record<RowKind, PlatformSignal | null>> = {
  request: { type: 'agent', rule: 'AppRequests row', origin: 'Type' },
  dependency: { type: 'tool', rule: 'AppDependencies row', origin: 'Type' },
  exception: { type: 'error', rule: 'AppExceptions row', origin: 'Type' },
  item: null,
  message: null,
}

/** The row's time is the start; the end follows from the duration. What cannot be read stays null. */
function times(
  reader: RowReader,
  row: Row,
): { start: Microseconds | null; end: Microseconds | null; remark: string | null } {
  const start = parseInstant(reader.cell(row, 'time'))
  const duration = numberOf(reader.cell(row, 'duration'))
  const end =
    start === null || duration === null || duration < 0 ? null : microseconds(start + Math.round(duration * 1000))
  const remark =
    duration !== null && duration < 0
      ? `${reader.column('duration')} is negative (${duration})`
      : start === null && reader.text(row, 'time') !== null
        ? `${reader.column('time')} could not be read as a time`
        : null
  return { start, end, remark }
}

function kindOf(reader: RowReader, row: Row, kind: RowKind): SpanKind | null {
  if (kind === 'request') return 'server'
  if (kind !== 'dependency') return null
  const type = reader.text(row, 'dependencyType') ?? ''
  if (/^InProc/i.test(type)) return 'internal'
  if (/^Queue Message/i.test(type)) return 'producer'
  // GenAI rows are written for client and internal spans alike.
  return type === '' || /^GenAI/i.test(type) ? null : 'client'
}

/** In the order of the mapping: exception, status message, error attributes (left to semantics), result code. */
function failureOf(reader: RowReader, { row, exceptions }: SpanRow, detail: RowDetail): SpanFailure | null {
  const success = boolOf(reader.cell(row, 'success'))
  const result = reader.text(row, 'result')
  const tooMany = result === '429'
  if (success !== false && !tooMany && (success === true || exceptions.length === 0)) return null
  const last = exceptions.at(-1)
  if (last) {
    const failure = exceptionFailure(reader, last)
    return tooMany ? { ...failure, throttled: true } : failure
  }
  const said = detail.attributes.find('otel.status_description') ?? detail.attributes.find('status.message')
  if (typeof said?.value === 'string' && said.value !== '')
    return { message: said.value, type: null, stack: null, throttled: tooMany, origin: said.origin }
  const throttled = tooMany || textOf(detail.attributes.get('error.type')) === '429'
  const origin = success === false ? reader.column('success') : reader.column('result')
  const named = ['error.message', 'error.type', 'exception.message', 'exception.type'].some(
    (key) => detail.attributes.get(key) !== undefined,
  )
  const code = numberOf(result)
  // 0, 1 and 2 are OpenTelemetry's status codes, which say no more than Success does.
  if (named || code === null || code < 3) return { message: null, type: null, stack: null, throttled, origin }
  const http = code >= 100 && code <= 599
  return {
    message: http ? `HTTP ${result}` : `Result code ${result}`,
    type: result,
    stack: null,
    throttled,
    origin: reader.column('result'),
  }
}

function eventsOf(reader: RowReader, { exceptions, messages }: SpanRow): readonly SpanEvent[] {
  if (exceptions.length === 0 && messages.length === 0) return noEvents
  const events = [
    ...exceptions.map((row) => exceptionEvent(reader, row)),
    ...messages.map((row) => messageEvent(reader, row)),
  ]
  return events.sort((a, b) => (a.time ?? Infinity) - (b.time ?? Infinity) || 0)
}

function exceptionSpan(reader: RowReader, row: Row, parentSpanId: string | null, spanId: string): Span {
  const facts = exceptionFacts(reader, row)
  return {
    ...instantSpan(reader, row, 'exception', spanId),
    parentSpanId,
    name: facts.type ?? 'exception',
    failure: exceptionFailure(reader, row),
    events: [exceptionEvent(reader, row)],
  }
}

function messageSpan(reader: RowReader, row: Row, ids: SpanIds): Span {
  return {
    ...instantSpan(reader, row, 'message', ids.made('message', content(reader, row))),
    parentSpanId: parentOf(reader, row, null, ids),
    name: reader.text(row, 'message')?.slice(0, 200) ?? 'message',
    failure: null,
    events: [messageEvent(reader, row)],
  }
}

function instantSpan(reader: RowReader, row: Row, kind: RowKind, spanId: string) {
  const detail = new RowDetail(reader, row, kind)
  const at = parseInstant(reader.cell(row, 'time'))
  return {
    spanId,
    service: reader.text(row, 'service'),
    kind: null,
    start: at,
    end: at,
    running: false,
    inferred: false,
    signal: signals[kind],
    attributes: detail.attributes,
    http: null,
    links: detail.links,
    raw: detail.raw,
    remarks: detail.remarks,
    cut: detail.cut,
  }
}

function parentOf(reader: RowReader, row: Row, ownId: string | null, ids: SpanIds): string | null {
  return ids.parent(reader.text(row, 'parent'), ownId, reader.text(row, 'operation'))
}

/** The earliest row without a parent, else the earliest row. */
function rootOf(reader: RowReader, rows: readonly SpanRow[], ids: SpanIds): SpanRow | undefined {
  let best: SpanRow | undefined
  let bestKey = Infinity
  for (const one of rows) {
    const start = parseInstant(reader.cell(one.row, 'time')) ?? microseconds(8e15)
    const key = parentOf(reader, one.row, one.spanId, ids) === null ? start : start + 8.64e15
    if (key < bestKey) {
      best = one
      bestKey = key
    }
  }
  return best
}

/** What tells two rows without ids apart. */
function content(reader: RowReader, row: Row): string {
  const cells = (
    ['type', 'time', 'parent', 'service', 'name', 'message', 'exceptionType', 'outerMessage', 'duration'] as const
  ).map((cell) => reader.text(row, cell))
  return stepIdOf('azuremonitor', JSON.stringify(cells)).replaceAll('-', '').slice(0, 16)
}

function extent(spans: readonly Span[]): { earliest: Microseconds | null; latest: Microseconds | null } {
  let earliest: Microseconds | null = null
  let latest: Microseconds | null = null
  for (const { start, end } of spans) {
    if (start !== null && (earliest === null || start < earliest)) earliest = start
    const last = end ?? start
    if (last !== null && (latest === null || last > latest)) latest = last
  }
  return { earliest, latest }
}
