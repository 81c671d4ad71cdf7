/**
 * X-Ray's payload to spans. A trace comes as a flat list of segments, each a JSON text; the tree is in `subsegments` and in the `parent_id` of segments and of
 * subsegments that came by themselves. An `inferred` segment is the same work seen from the callee's side, made up by X-Ray from the caller's subsegment:
 * it is folded into that subsegment.
 *
 * Documents may come in any order and hold anything. One that cannot be read costs itself and a notice, never the trace.
 */

import { type Notice, notice } from '../../../shared/notice.ts'
import type { PlatformSignal, Span } from '../../semantics/span.ts'
import { SegmentAttributes } from './map-attributes.ts'
import { causeId, type ExceptionRecord, exceptionEvents, exceptionsOf, failureOf, withCause } from './map-failure.ts'
import { defaultsOf, httpOf, instant, kindOf, linksOf, parentOf, parse, Remarks, serviceOf } from './map-fields.ts'
import { arrayOf, type JsonRecord, recordOf, textOf } from './map-json.ts'
import { isOtelDocument, spanOfOtel } from './map-otel.ts'

/** One entry of a trace's `Segments`, as the service sends it. */
export interface SegmentEntry {
  readonly id: string | null
  readonly document: string | null
}

/** What became of a trace's documents. */
export interface MappedTrace {
  readonly spans: readonly Span[]
  readonly notices: readonly Notice[]
  /** Documents that could not be read at all. */
  readonly unreadable: number
}

type Draft = Omit<{ -readonly [K in keyof Span]: Span[K] }, 'attributes'> & { readonly attributes: SegmentAttributes }

const awsSignal: PlatformSignal = { type: 'tool', rule: 'namespace "aws"', origin: 'namespace' }
const remoteSignal: PlatformSignal = { type: 'tool', rule: 'namespace "remote"', origin: 'namespace' }
const httpSignal: PlatformSignal = { type: 'tool', rule: 'http block', origin: 'http' }
const noEvents: Span['events'] = []

/** Maps all segments at once. For long traces a SegmentCollector lets the caller breathe between documents. */
export function mapSegments(segments: Iterable<SegmentEntry>): MappedTrace {
  const collector = new SegmentCollector()
  for (const segment of segments) collector.add(segment)
  return collector.finish()
}

/** Takes a trace's documents one by one, in any order; `finish` joins what only the whole can tell. */
export class SegmentCollector {
  readonly #spans: Span[] = []
  readonly #byId = new Map<string, Draft>()
  readonly #inferred: { draft: Draft; document: JsonRecord }[] = []
  readonly #withoutService: Draft[] = []
  readonly #byCauseId: { draft: Draft; id: string }[] = []
  readonly #exceptions = new Map<string, ExceptionRecord>()
  /** Segments proper; all others were measured by a caller, so that an inferred segment can mirror them. */
  readonly #segments = new Set<Span>()
  readonly #replaced = new Set<Span>()
  #unreadable = 0
  #unnamed = 0

  /** Reads one document: X-Ray's format, or an OpenTelemetry span where a retrieval answered with those. */
  add(entry: SegmentEntry): void {
    const document = parse(entry.document)
    if (document === null) {
      this.#unreadable++
      return
    }
    if (isOtelDocument(document)) {
      const span = spanOfOtel(document, textOf(entry.id))
      if (span === null) this.#unreadable++
      else this.#spans.push(span)
      return
    }
    this.#walk(document, textOf(entry.id))
  }

  finish(): MappedTrace {
    const steps = this.finishing()
    for (;;) {
      const step = steps.next()
      if (step.done === true) return step.value
    }
  }

  /** The same in small steps: a place to breathe after each. */
  *finishing(): Generator<void, MappedTrace, void> {
    this.#resolveCauses()
    yield
    yield* this.#fold()
    this.#inheritServices()
    yield
    const notices: Notice[] = []
    if (this.#unreadable > 0)
      notices.push(
        notice('unreadable', 'Segment documents that are not readable JSON objects were left out.', this.#unreadable),
      )
    if (this.#unnamed > 0)
      notices.push(notice('unreadable', 'Segments came without an id; they were given one.', this.#unnamed))
    const spans = this.#replaced.size === 0 ? this.#spans : this.#spans.filter((span) => !this.#replaced.has(span))
    return { spans, notices, unreadable: this.#unreadable }
  }

  /** The segment and its nested subsegments. By a stack of our own: nesting may be deeper than the call stack. */
  #walk(segment: JsonRecord, entryId: string | null): void {
    const top = this.#draft(segment, null, null, entryId, 'segment')
    if (segment.subsegments === undefined) return
    const stack: { document: JsonRecord; parent: Draft }[] = [{ document: segment, parent: top }]
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const { document, parent } = next
      const listed = arrayOf(document.subsegments)
      for (let i = 0; i < listed.length; i++) {
        const child = recordOf(listed[i])
        if (child === null) {
          this.#unreadable++
          continue
        }
        const draft = this.#draft(child, parent, parent.service, `${parent.spanId}.${i + 1}`, 'nested')
        if (child.subsegments !== undefined) stack.push({ document: child, parent: draft })
      }
    }
  }

  #draft(
    document: JsonRecord,
    parent: Draft | null,
    service: string | null,
    fallbackId: string | null,
    place: 'segment' | 'nested',
  ): Draft {
    const remarks = new Remarks()
    const spanId = this.#idOf(document, fallbackId, remarks)
    const namespace = textOf(document.namespace)
    const http = httpOf(document.http)
    const start = instant(document.start_time, 'start_time', remarks)
    const end = instant(document.end_time, 'end_time', remarks)
    const running = document.in_progress === true && end === null
    if (end === null && !running && document.end_time === undefined)
      remarks.add('The document has no end_time and is not marked in_progress: when it ended is not known.')
    const exceptions = exceptionsOf(document)
    const independent = place === 'segment' && document.type === 'subsegment'
    const isSegment = place === 'segment' && !independent
    const inferred = document.inferred === true
    const defaults = defaultsOf(document)
    // Written out and not spread: this runs for every span of a trace.
    const draft: Draft = {
      spanId,
      parentSpanId: parent === null ? parentOf(document, remarks) : parent.spanId,
      name: textOf(document.name) ?? '(unnamed)',
      service: serviceOf(defaults) ?? (isSegment ? textOf(document.name) : null) ?? service,
      kind: kindOf(defaults, namespace, isSegment && http !== null && !inferred),
      start,
      end,
      running,
      inferred,
      failure: failureOf(document, exceptions),
      signal:
        namespace === 'aws' ? awsSignal : namespace === 'remote' ? remoteSignal : http === null ? null : httpSignal,
      http,
      attributes: new SegmentAttributes(document),
      events: exceptions.length === 0 ? noEvents : exceptionEvents(exceptions),
      links: linksOf(document.links),
      raw: document,
      remarks: remarks.list,
      cut: false,
    }
    if (isSegment) this.#segments.add(draft)
    this.#keep(draft, document, exceptions, inferred && isSegment)
    return draft
  }

  #keep(draft: Draft, document: JsonRecord, exceptions: readonly ExceptionRecord[], inferred: boolean): void {
    const before = this.#byId.get(draft.spanId)
    // X-Ray takes a segment twice, in progress and then complete: the complete one is the segment.
    if (before !== undefined && before.running !== draft.running) {
      const stale = before.running ? before : draft
      this.#replaced.add(stale)
      if (stale === before) this.#byId.set(draft.spanId, draft)
    } else if (before === undefined) this.#byId.set(draft.spanId, draft)
    else if (before.start === draft.start && before.end === draft.end && before.name === draft.name)
      this.#replaced.add(draft)
    this.#spans.push(draft)
    if (inferred) this.#inferred.push({ draft, document })
    if (draft.service === null) this.#withoutService.push(draft)
    for (const one of exceptions) if (one.id !== null) this.#exceptions.set(one.id, one)
    const id = draft.failure === null ? null : causeId(document)
    if (id !== null) this.#byCauseId.push({ draft, id })
  }

  #idOf(document: JsonRecord, fallback: string | null, remarks: Remarks): string {
    const id = textOf(document.id)
    if (id !== null) return id
    this.#unnamed++
    remarks.add('The document has no id as text; it was given one.')
    return fallback ?? `unnamed.${this.#unnamed}`
  }

  #resolveCauses(): void {
    for (const { draft, id } of this.#byCauseId) {
      const found = this.#exceptions.get(id)
      if (found !== undefined && draft.failure !== null) draft.failure = withCause(draft.failure, found)
    }
  }

  /** Folds inferred segments into the subsegment that they mirror, and hangs their children there. */
  *#fold(): Generator<void, void, void> {
    const moved = new Map<string, string>()
    let done = 0
    for (const { draft, document } of this.#inferred) {
      if (++done % 500 === 0) yield
      if (draft.parentSpanId === null || draft.parentSpanId === draft.spanId) continue
      const mirrored = this.#byId.get(draft.parentSpanId)
      if (mirrored === undefined || this.#segments.has(mirrored)) continue
      mirrored.attributes.mirror(document)
      mirrored.failure ??= draft.failure
      mirrored.http ??= draft.http
      mirrored.signal ??= draft.signal
      if (mirrored.events.length === 0) mirrored.events = draft.events
      mirrored.raw = Array.isArray(mirrored.raw) ? [...mirrored.raw, document] : [mirrored.raw, document]
      moved.set(draft.spanId, mirrored.spanId)
      this.#replaced.add(draft)
    }
    if (moved.size === 0) return
    for (const span of this.#spans as Draft[]) {
      const target = span.parentSpanId === null ? undefined : moved.get(span.parentSpanId)
      if (target !== undefined && target !== span.spanId) span.parentSpanId = target
    }
  }

  /** Subsegments that came by themselves belong to the service of the segment above them. */
  #inheritServices(): void {
    for (const draft of this.#withoutService) {
      const path: Draft[] = []
      const seen = new Set<Draft>()
      let at: Draft | undefined = draft
      while (at !== undefined && at.service === null && !seen.has(at)) {
        seen.add(at)
        path.push(at)
        at = at.parentSpanId === null ? undefined : this.#byId.get(at.parentSpanId)
      }
      if (at !== undefined && at.service !== null) for (const one of path) one.service = at.service
    }
  }
}
