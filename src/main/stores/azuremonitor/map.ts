/**
 * Rows of one operation to spans. Requests and dependencies are spans; exceptions and messages are events of the span that they name as parent. An exception whose
 * span is not there becomes a span of type error, so that no row is lost. No cell, whatever is in it, makes this throw. Pure.
 */

import { type Notice, notice } from '../../../shared/notice.ts'
import { stepIdOf } from '../../../shared/trace-id.ts'
import { type Microseconds, microseconds, parseInstant } from '../../../shared/units.ts'
import type { PlatformSignal, Span, SpanEvent, SpanFailure, SpanKind } from '../../semantics/span.ts'
import { breather } from '../../breathe.ts'
import { LazySpan, type SpanDocuments, type SpanRest } from '../../semantics/lazy-span.ts'
import { SpanReader } from '../../semantics/reading.ts'
import { instantOf } from '../instant-of.ts'
import type { LogsTable } from './answer.ts'
import { type Row, type RowKind, RowReader } from './map-columns.ts'
import { RowDetail } from './map-detail.ts'
import { exceptionEvent, exceptionFacts, exceptionFailure, messageEvent } from './map-exception.ts'
import { SpanIds } from './map-ids.ts'
import { boolOf, numberOf, textOf } from './rows.ts'

/** What the rows of an operation come to. */
export interface MappedRun {
  readonly spans: readonly Span[]
  readonly notices: readonly Notice[]
  /** Earliest and latest instant of any row; null when no row has a time. */
  readonly earliest: Microseconds | null
  readonly latest: Microseconds | null
}

const noEvents: readonly SpanEvent[] = []
const noRows: readonly Row[] = []

/** The rows that are spans, by number, and the exceptions and messages of each. The rest of a span is read from its row when its step is asked for. */
class SpanRows implements SpanDocuments {
  readonly rows: Row[] = []
  readonly kinds: RowKind[] = []
  readonly ids: string[] = []
  readonly exceptions = new Map<number, Row[]>()
  readonly messages = new Map<number, Row[]>()
  readonly #reader: RowReader
  #latest: RowDetail | null = null
  #latestRow = -1

  constructor(reader: RowReader) {
    this.#reader = reader
  }

  /** Returns the row's number. */
  add(row: Row, kind: RowKind, id: string): number {
    this.rows.push(row)
    this.kinds.push(kind)
    return this.ids.push(id) - 1
  }

  rest(number: number): SpanRest {
    if (this.#latest === null || this.#latestRow !== number) {
      const row = this.rows[number]!
      this.#latest = new RowDetail(this.#reader, row, this.kinds[number]!, times(this.#reader, row).remark)
      this.#latestRow = number
    }
    return this.#latest
  }

  /** The row's cells; null where one of them came parsed. */
  texts(number: number): readonly string[] | null {
    const texts: string[] = []
    for (const cell of this.rows[number]!) {
      if (typeof cell === 'string') texts.push(cell)
      else if (typeof cell === 'number' || typeof cell === 'boolean') texts.push(String(cell))
      else if (cell !== null && cell !== undefined) return null
    }
    return texts
  }
}

/** Maps all rows of a table that belong to the operation (all, when `operationId` is null). Gives the event loop turns on the way. */
export async function mapRun(table: LogsTable, operationId: string | null): Promise<MappedRun> {
  const reader = new RowReader(table)
  const breathe = breather()
  const ids = new SpanIds(operationId)
  const spanRows = new SpanRows(reader)
  const loose: { row: Row; kind: 'exception' | 'message' }[] = []
  let sampledItems = 0
  let sampledRows = 0
  for (let i = 0; i < table.rows.length; i++) {
    if ((i & 255) === 255) {
      const pause = breathe()
      if (pause) await pause
    }
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
    const id = reader.text(row, 'id') ?? ids.made('row', content(reader, row))
    ids.add(id, spanRows.add(row, kind, id))
  }

  const spans: Span[] = []
  const strays: Row[] = []
  for (const { row, kind } of loose) {
    const parent = parentOf(reader, row, null, ids)
    const owner = parent === null ? undefined : ids.rowOf(parent)
    if (owner !== undefined) attach(kind === 'exception' ? spanRows.exceptions : spanRows.messages, owner, row)
    else if (kind === 'exception')
      spans.push(exceptionSpan(reader, row, parent, ids.made('exception', content(reader, row))))
    else strays.push(row)
  }
  const notices: Notice[] = []
  if (strays.length > 0) {
    const root = rootOf(reader, spanRows, ids)
    if (root !== -1) {
      for (const row of strays) attach(spanRows.messages, root, row)
      notices.push(notice('info', 'Messages that name no span of this run are shown on its root.', strays.length))
    } else for (const row of strays) spans.push(messageSpan(reader, row, ids))
  }
  const spanReader = new SpanReader()
  for (let i = 0; i < spanRows.rows.length; i++) {
    if ((i & 63) === 63) {
      const pause = breathe()
      if (pause) await pause
    }
    spans.push(spanOf(reader, spanReader, spanRows, i, ids))
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

function attach(lists: Map<number, Row[]>, owner: number, row: Row): void {
  const list = lists.get(owner)
  if (list) list.push(row)
  else lists.set(owner, [row])
}

function spanOf(reader: RowReader, spanReader: SpanReader, rows: SpanRows, number: number, ids: SpanIds): Span {
  const row = rows.rows[number]!
  const kind = rows.kinds[number]!
  const spanId = rows.ids[number]!
  const detail = new RowDetail(reader, row, kind)
  const exceptions = rows.exceptions.get(number) ?? noRows
  const { start, end } = times(reader, row)
  const facts = {
    spanId,
    parentSpanId: parentOf(reader, row, spanId, ids),
    name: spanReader.kept(reader.text(row, 'name') ?? reader.text(row, 'dependencyType') ?? spanId),
    service: spanReader.kept(reader.text(row, 'service')),
    kind: kindOf(reader, row, kind),
    start,
    end,
    // Rows are written when a span has ended.
    running: false,
    inferred: false,
    failure: failureOf(reader, row, exceptions, detail),
    signal: signals[kind],
    events: eventsOf(reader, exceptions, rows.messages.get(number) ?? noRows),
    cut: detail.cut,
    attributes: detail.readingAttributes,
  }
  return new LazySpan(facts, spanReader.read(facts), rows, number)
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
  const start = instantOf(reader.cell(row, 'time'))
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
function failureOf(reader: RowReader, row: Row, exceptions: readonly Row[], detail: RowDetail): SpanFailure | null {
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

function eventsOf(reader: RowReader, exceptions: readonly Row[], messages: readonly Row[]): readonly SpanEvent[] {
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

/** The number of the earliest row without a parent, else of the earliest row; -1 when there is none. */
function rootOf(reader: RowReader, { rows, ids: spanIds }: SpanRows, ids: SpanIds): number {
  let best = -1
  let bestKey = Infinity
  for (const [number, row] of rows.entries()) {
    const start = instantOf(reader.cell(row, 'time')) ?? microseconds(8e15)
    const key = parentOf(reader, row, spanIds[number]!, ids) === null ? start : start + 8.64e15
    if (key < bestKey) {
      best = number
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
