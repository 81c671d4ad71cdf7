/** Cloud Trace v1 spans to the common form. Pure; never throws, whatever JSON stands in any field, and gives one span for each element of `spans`. */

import type { JsonValue } from '../../../shared/model/json-value.ts'
import type { Microseconds } from '../../../shared/units.ts'
import type { Attributes } from '../../semantics/attributes.ts'
import { LazySpan, type SpanDocuments, type SpanRest } from '../../semantics/lazy-span.ts'
import { SpanReader } from '../../semantics/reading.ts'
import { bareSpan, type Span, type SpanHttp } from '../../semantics/span.ts'
import { instantOf } from '../instant-of.ts'
import { nameCut } from './map-cut.ts'
import { IdTable, parentIdOf, spanIdOf } from './map-ids.ts'
import { httpOf } from './map-http.ts'
import { kindOf, kindOfField } from './map-kind.ts'
import { labelAttributes, type Labels, readingAttributes, serviceOf } from './map-labels.ts'
import { groups, scanLabels } from './map-scan.ts'
import { failureOf } from './map-status.ts'

/** The most spans that v1 gives of one trace, without saying whether there were more. */
export const spanLimit = 1000

/** All spans of a Trace resource, in its order. Empty when it has none. */
export function mapTrace(trace: unknown): Span[] {
  const mapper = new SpanMapper()
  return rawSpans(trace).map((raw, index) => mapper.span(raw, index))
}

/** The elements of a Trace resource's `spans`, of whatever kind they are. */
export function rawSpans(trace: unknown): readonly unknown[] {
  const spans = isRecord(trace) ? trace.spans : null
  return Array.isArray(spans) ? spans : []
}

/** One element of `spans` by itself. */
export function mapSpan(raw: unknown, index: number): Span {
  return new SpanMapper().span(raw, index)
}

/** Maps the elements of one answer. What a run needs of each is read at once, the rest when its step is asked for. */
export class SpanMapper implements SpanDocuments {
  readonly #reader = new SpanReader()
  readonly #ids = new IdTable()
  readonly #raws: unknown[] = []
  readonly #indices: number[] = []
  readonly #remarks: string[] = []
  #latest: LabelledRest | null = null
  #latestSpan = -1

  /** `index` names a span whose own id cannot be read, so that the same payload always gives the same ids. */
  span(raw: unknown, index: number): Span {
    const remarks = this.#remarks
    remarks.length = 0
    const json = isRecord(raw) ? raw : noLabels
    const plain = plainFactsOf(raw, json, index, remarks, this.#ids)
    const read = remarks.length
    const labels = labelsOf(json.labels)
    const present = scan(json, labels, remarks)
    const { kind, signal } = (present & groups.kind) === 0 ? kindOfField(json.kind) : kindOf(json.kind, labels)
    const facts = {
      spanId: plain.spanId,
      parentSpanId: plain.parentSpanId,
      name: this.#reader.kept(typeof json.name === 'string' && json.name !== '' ? json.name : '(unnamed span)'),
      service: (present & groups.service) === 0 ? null : this.#reader.kept(serviceOf(labels)),
      kind,
      start: plain.start,
      end: plain.end,
      running: plain.start !== null && (json.endTime === undefined || json.endTime === null),
      inferred: false,
      failure: (present & groups.outcome) === 0 ? null : failureOf(labels),
      signal,
      events: bareSpan.events,
      cut: remarks.length > read,
      attributes: readingAttributes(labels, (present & groups.renamed) !== 0),
    }
    this.#indices.push(index)
    return new LazySpan(facts, this.#reader.read(facts), this, this.#raws.push(raw) - 1)
  }

  rest(span: number): SpanRest {
    if (this.#latest === null || this.#latestSpan !== span) {
      this.#latest = new LabelledRest(this.#raws[span], this.#indices[span]!)
      this.#latestSpan = span
    }
    return this.#latest
  }
}

class LabelledRest implements SpanRest {
  readonly raw: JsonValue
  readonly remarks: readonly string[]
  readonly attributes: Attributes
  readonly http: SpanHttp | null
  readonly links = bareSpan.links

  constructor(raw: unknown, index: number) {
    const remarks: string[] = []
    const json = isRecord(raw) ? raw : noLabels
    plainFactsOf(raw, json, index, remarks, new IdTable())
    const labels = labelsOf(json.labels)
    const present = scan(json, labels, remarks)
    this.raw = (raw ?? null) as JsonValue
    this.remarks = remarks
    this.attributes = labelAttributes(labels, (present & groups.renamed) !== 0)
    this.http = (present & groups.http) === 0 ? null : httpOf(labels)
  }
}

/** What no label tells; what cannot be read is remarked on. */
function plainFactsOf(raw: unknown, json: Labels, index: number, remarks: string[], ids: IdTable) {
  if (!isRecord(raw)) remarks.push('The platform sent something that is not a span.')
  if (json.labels !== undefined && json.labels !== null && !isRecord(json.labels))
    remarks.push('The labels could not be read.')
  const spanId = spanIdOf(json.spanId, index, ids, remarks)
  const parentSpanId = parentIdOf(json.parentSpanId, ids, remarks)
  const start = timeOf(json.startTime, 'start', remarks)
  return { spanId, parentSpanId, start, end: endOf(json.endTime, start, remarks) }
}

/** The groups of labels that are present; remarks on what was cut. */
function scan(json: Labels, labels: Labels, remarks: string[]): number {
  const name = nameCut(json.name)
  if (name !== null) remarks.push(name)
  return scanLabels(labels, remarks)
}

const noLabels: Labels = {}

function labelsOf(value: unknown): Labels {
  return isRecord(value) ? value : noLabels
}

function endOf(value: unknown, start: Microseconds | null, remarks: string[]): Microseconds | null {
  const end = timeOf(value, 'end', remarks)
  if (start === null || end === null || end >= start) return end
  remarks.push('The span ends before it starts; its end is not used.')
  return null
}

function timeOf(value: unknown, what: string, remarks: string[]): Microseconds | null {
  if (value === undefined || value === null) return null
  const time = instantOf(value)
  // The epoch itself is how an unset timestamp is printed.
  if (time !== null && time > 0) return time
  remarks.push(`The ${what} time could not be read.`)
  return null
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
