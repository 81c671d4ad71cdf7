/** Rows without a span id of their own: exceptions and messages. They are events of the span that they name as their parent. Pure. */

import type { JsonValue } from '../../../shared/model/json-value.ts'
import { parseInstant } from '../../../shared/units.ts'
import type { SpanEvent, SpanFailure } from '../../semantics/span.ts'
import type { Row, RowReader } from './map-columns.ts'
import { RowDetail } from './map-detail.ts'
import { textOf } from './rows.ts'

/** What an exceptions row says. */
export interface ExceptionFacts {
  readonly type: string | null
  readonly message: string | null
  readonly stack: string | null
}

const throttleWords = /throttl|rate.?limit|too.?many.?requests|\b429\b/i

/** Type, message and stack of an exceptions row; the outer message before the innermost, as it is what was raised last. */
export function exceptionFacts(reader: RowReader, row: Row): ExceptionFacts {
  const details = detailList(reader.cell(row, 'details'))
  const first = details[0]
  return {
    type: reader.text(row, 'exceptionType') ?? textOf(first?.type) ?? reader.text(row, 'problem'),
    message:
      reader.text(row, 'outerMessage') ??
      textOf(first?.message) ??
      reader.text(row, 'innermostMessage') ??
      reader.text(row, 'message'),
    stack: stackOf(details),
  }
}

/** The failure that an exceptions row means for the span it belongs to. */
export function exceptionFailure(reader: RowReader, row: Row): SpanFailure {
  const facts = exceptionFacts(reader, row)
  return {
    ...facts,
    throttled: throttleWords.test(facts.type ?? ''),
    origin: `AppExceptions.${reader.column(facts.message === null ? 'exceptionType' : 'outerMessage')}`,
  }
}

/** An exceptions row as an event of its span; its properties are read when they are asked for. */
export function exceptionEvent(reader: RowReader, row: Row): SpanEvent {
  const detail = new RowDetail(reader, row, 'exception')
  return {
    name: 'exception',
    time: parseInstant(reader.cell(row, 'time')),
    isException: true,
    get attributes() {
      const facts = exceptionFacts(reader, row)
      return {
        ...(detail.properties as Record<string, JsonValue>),
        ...(facts.type === null ? {} : { 'exception.type': facts.type }),
        ...(facts.message === null ? {} : { 'exception.message': facts.message }),
        ...(facts.stack === null ? {} : { 'exception.stacktrace': facts.stack }),
      }
    },
  }
}

/** A trace message as an event of its span. Exporters write a span event's name as the message. */
export function messageEvent(reader: RowReader, row: Row): SpanEvent {
  const detail = new RowDetail(reader, row, 'message')
  return {
    name: reader.text(row, 'message') ?? reader.text(row, 'name') ?? 'message',
    time: parseInstant(reader.cell(row, 'time')),
    isException: false,
    get attributes() {
      const severity = reader.text(row, 'severity')
      return {
        ...(detail.properties as Record<string, JsonValue>),
        ...(detail.measurements as Record<string, JsonValue>),
        ...(severity === null ? {} : { severityLevel: severity }),
      }
    },
  }
}

interface ExceptionDetail {
  readonly type?: unknown
  readonly message?: unknown
  readonly rawStack?: unknown
  readonly parsedStack?: unknown
}

function detailList(cell: unknown): ExceptionDetail[] {
  let value = cell
  if (typeof value === 'string') {
    try {
      value = JSON.parse(value) as unknown
    } catch {
      return []
    }
  }
  const list = Array.isArray(value) ? value : [value]
  return list.filter((one): one is ExceptionDetail => typeof one === 'object' && one !== null && !Array.isArray(one))
}

/** Exporters send the stack as text or as frames. */
function stackOf(details: readonly ExceptionDetail[]): string | null {
  const parts = details.flatMap(({ rawStack, parsedStack }) => {
    const raw = textOf(rawStack)
    if (raw !== null) return [raw]
    if (!Array.isArray(parsedStack)) return []
    return [parsedStack.map(frameLine).join('\n')]
  })
  const stack = parts.join('\n').trim()
  return stack === '' ? null : stack
}

function frameLine(frame: unknown): string {
  if (typeof frame !== 'object' || frame === null) return `    at ${textOf(frame) ?? '?'}`
  const { method, fileName, line, assembly } = frame as Record<string, unknown>
  const place = [textOf(fileName), textOf(line)].filter((part) => part !== null).join(':') || textOf(assembly)
  return `    at ${textOf(method) ?? '?'}${place ? ` (${place})` : ''}`
}
