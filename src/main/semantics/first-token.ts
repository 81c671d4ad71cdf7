/** When the first token of an answer came, and whether it was streamed. */

import type { FieldReader } from './field-reader.ts'
import type { Span } from './span.ts'

const firstTokenEvents = new Set([
  'First Token Stream Event',
  'llm.content.completion.chunk',
  'ai.stream.firstChunk',
  'gen_ai.first_token',
])

/** Microseconds from the span's start to the first token; NaN when nothing tells. */
export function firstTokenOf(span: Pick<Span, 'start' | 'end' | 'events'>, fields: FieldReader): number {
  const ms = fields.number('firstTokenMs')
  if (!Number.isNaN(ms)) return ms * 1000
  const seconds = fields.number('firstTokenSeconds')
  if (!Number.isNaN(seconds)) {
    const duration = span.start !== null && span.end !== null ? span.end - span.start : Infinity
    // The conventions mean seconds and some SDKs write milliseconds: a first token after the span's end tells which.
    return seconds * 1e6 > duration && Number.isInteger(seconds) ? seconds * 1000 : seconds * 1e6
  }
  if (span.events.length === 0 || span.start === null) return Number.NaN
  for (const event of span.events)
    if (event.time !== null && event.time >= span.start && firstTokenEvents.has(event.name))
      return event.time - span.start
  return Number.NaN
}

/** Was the answer streamed? `firstToken` is what firstTokenOf said. */
export function isStreamed(fields: FieldReader, firstToken: number): boolean {
  if (fields.flag('streaming') || !Number.isNaN(firstToken)) return true
  const operation = fields.text('vercelOperation')
  return operation !== null && operation.startsWith('ai.stream')
}
