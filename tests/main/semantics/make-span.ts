/** Spans for the tests of semantics, made as short as a test can say them. */

import { assembleRun } from '../../../src/main/semantics/assemble.ts'
import { type AttributeLayer, attributesOf, type Spelling } from '../../../src/main/semantics/attributes.ts'
import type { AssembledRun } from '../../../src/main/semantics/assembled-run.ts'
import { bareSpan, type Span } from '../../../src/main/semantics/span.ts'
import type { Trace } from '../../../src/main/stores/store.ts'
import { microseconds } from '../../../src/shared/units.ts'

/** The instant that all tests begin at. */
export const t0 = 1_700_000_000_000_000

export type SpanWords = Partial<Omit<Span, 'attributes' | 'start' | 'end'>> & {
  attributes?: Record<string, unknown>
  layers?: AttributeLayer[]
  spelling?: Spelling
  /** Microseconds after t0; null for a span without a start. */
  start?: number | null
  end?: number | null
}

/** A span with the given words; times count from t0, and one without an end lasts 10 µs. */
export function span(spanId: string, parentSpanId: string | null, words: SpanWords = {}): Span {
  const { attributes = {}, layers, spelling = 'flat', start = 0, end, ...rest } = words
  const from = start === null ? null : microseconds(t0 + start)
  const until = end === undefined ? (start === null ? null : start + 10) : end
  return {
    ...bareSpan,
    name: spanId,
    raw: { id: spanId },
    ...rest,
    spanId,
    parentSpanId,
    start: from,
    end: until === null ? null : microseconds(t0 + until),
    attributes: attributesOf(layers ?? [{ origin: 'attributes', spelling, values: attributes }]),
  }
}

/** A platform's failure record. */
export function failed(message: string | null = null, type: string | null = null): Pick<Span, 'failure'> {
  return { failure: { message, type, stack: null, throttled: false, origin: 'status' } }
}

/** A trace of the given spans. */
export function traceOf(spans: readonly Span[], words: Partial<Trace> = {}): Trace {
  return { platform: 'cloudtrace', nativeId: 'c0ffee'.padEnd(32, '0'), spans, complete: true, notices: [], ...words }
}

/** The run of the given spans. */
export function assemble(spans: readonly Span[], words: Partial<Trace> = {}): Promise<AssembledRun> {
  return assembleRun(traceOf(spans, words))
}

/** The names of all steps in pre-order, indented by depth. */
export function drawn({ outline }: AssembledRun): string[] {
  return Array.from(outline.name, (name, i) => '  '.repeat(outline.depth[i]!) + outline.strings[name])
}

/** The detail of a step that the test knows to exist. */
export function detail(run: AssembledRun, spanId: string) {
  const found = run.detail(spanId)
  if (!found) throw new Error(`no step ${spanId}`)
  return found
}

/** JSON text of a value, as exporters put it into attributes. */
export function json(value: unknown): string {
  return JSON.stringify(value)
}
