/**
 * X-Ray's payload to spans. A trace comes as a flat list of segments, each a JSON text; the tree is in `subsegments` and in the `parent_id` of segments and of
 * subsegments that came by themselves. An `inferred` segment is the same work seen from the callee's side, made up by X-Ray from the caller's subsegment:
 * it is folded into that subsegment.
 *
 * Documents may come in any order and hold anything. One that cannot be read costs itself and a notice, never the trace.
 */

import { type Notice, notice } from '../../../shared/notice.ts'
import { LazySpan, type SpanFacts } from '../../semantics/lazy-span.ts'
import { type Reading, SpanReader } from '../../semantics/reading.ts'
import type { PlatformSignal, Span } from '../../semantics/span.ts'
import { readingAttributes } from './map-attributes.ts'
import { causeId, type ExceptionRecord, exceptionEvents, exceptionsOf, failureOf, withCause } from './map-failure.ts'
import { partsOf, SegmentDocuments } from './map-documents.ts'
import { defaultsOf, httpOf, instant, kindOf, parentOf, parse, serviceOf } from './map-fields.ts'
import { type JsonRecord, textOf } from './map-json.ts'
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

/** A span while the whole is not known yet. */
class Draft extends LazySpan {
  /** Its number among the documents. */
  readonly number: number
  /** A segment proper; all others were measured by a caller, so that an inferred segment can mirror them. */
  readonly isSegment: boolean
  /** Its attributes tell a run nothing. */
  readonly silent: boolean
  /** Another span stands for it. */
  replaced = false

  constructor(
    facts: SpanFacts,
    reading: Reading | null,
    documents: SegmentDocuments,
    number: number,
    isSegment: boolean,
    silent: boolean,
  ) {
    super(facts, reading, documents, number)
    this.number = number
    this.isSegment = isSegment
    this.silent = silent
  }
}

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
  readonly #documents = new SegmentDocuments()
  readonly #reader = new SpanReader()
  readonly #drafts: Draft[] = []
  /** Spans of OpenTelemetry documents. */
  readonly #others: Span[] = []
  readonly #byId = new Map<string, Draft>()
  readonly #inferred: Draft[] = []
  readonly #withoutService: Draft[] = []
  readonly #byCauseId: { draft: Draft; id: string }[] = []
  readonly #exceptions = new Map<string, ExceptionRecord>()
  #replaced = 0
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
      else this.#others.push(span)
      return
    }
    this.#documents.addText(entry.document!)
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
    const own = this.#replaced === 0 ? this.#drafts : this.#drafts.filter((draft) => !draft.replaced)
    const spans: Span[] = this.#others.length === 0 ? own : [...own, ...this.#others]
    return { spans, notices, unreadable: this.#unreadable }
  }

  /** The segment and its nested subsegments. */
  #walk(segment: JsonRecord, entryId: string | null): void {
    if (segment.subsegments === undefined) {
      this.#draft(segment, null, entryId, 0)
      return
    }
    const { parts, unreadable } = partsOf(segment)
    this.#unreadable += unreadable
    const drafts: Draft[] = []
    for (const [i, { document, parent, place }] of parts.entries()) {
      const above = parent === -1 ? null : drafts[parent]!
      drafts.push(this.#draft(document, above, above === null ? entryId : `${above.spanId}.${place}`, i))
    }
  }

  #draft(document: JsonRecord, parent: Draft | null, fallbackId: string | null, part: number): Draft {
    const namespace = textOf(document.namespace)
    const http = httpOf(document.http)
    const start = instant(document.start_time)
    const end = instant(document.end_time)
    const exceptions = exceptionsOf(document)
    const isSegment = parent === null && document.type !== 'subsegment'
    const inferred = document.inferred === true
    // A service's own entry tells with it what it was asked; everything else whom it called.
    const served = isSegment && http !== null && !inferred
    const defaults = defaultsOf(document)
    const name = this.#reader.kept(textOf(document.name) ?? '(unnamed)')
    const facts = {
      spanId: this.#idOf(document, fallbackId),
      parentSpanId: parent === null ? parentOf(document) : parent.spanId,
      name,
      service:
        this.#reader.kept(serviceOf(defaults)) ??
        (isSegment ? this.#reader.kept(textOf(document.name)) : null) ??
        parent?.service ??
        null,
      kind: kindOf(defaults, namespace, served),
      start,
      end,
      running: document.in_progress === true && end === null,
      inferred,
      failure: failureOf(document, exceptions),
      signal:
        namespace === 'aws'
          ? awsSignal
          : namespace === 'remote'
            ? remoteSignal
            : http === null || served
              ? null
              : httpSignal,
      events: exceptions.length === 0 ? noEvents : exceptionEvents(exceptions),
      cut: false,
      attributes: readingAttributes(document),
    }
    const draft = new Draft(
      facts,
      this.#reader.read(facts),
      this.#documents,
      this.#documents.addSpan(part),
      isSegment,
      inferred && this.#reader.fields.silent,
    )
    this.#keep(draft, document, exceptions, inferred && isSegment)
    return draft
  }

  #keep(draft: Draft, document: JsonRecord, exceptions: readonly ExceptionRecord[], inferred: boolean): void {
    const before = this.#byId.get(draft.spanId)
    // X-Ray takes a segment twice, in progress and then complete: the complete one is the segment.
    if (before === undefined) this.#byId.set(draft.spanId, draft)
    else if (before.running !== draft.running) {
      const stale = before.running ? before : draft
      this.#replace(stale)
      if (stale === before) this.#byId.set(draft.spanId, draft)
    } else if (before.start === draft.start && before.end === draft.end && before.name === draft.name)
      this.#replace(draft)
    this.#drafts.push(draft)
    if (inferred) this.#inferred.push(draft)
    if (draft.service === null) this.#withoutService.push(draft)
    for (const one of exceptions) if (one.id !== null) this.#exceptions.set(one.id, one)
    const id = draft.failure === null ? null : causeId(document)
    if (id !== null) this.#byCauseId.push({ draft, id })
  }

  #replace(draft: Draft): void {
    if (!draft.replaced) this.#replaced++
    draft.replaced = true
  }

  #idOf(document: JsonRecord, fallback: string | null): string {
    const id = textOf(document.id)
    if (id !== null) return id
    this.#unnamed++
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
    for (const draft of this.#inferred) {
      if (++done % 500 === 0) yield
      if (draft.parentSpanId === null || draft.parentSpanId === draft.spanId) continue
      const mirrored = this.#byId.get(draft.parentSpanId)
      if (mirrored === undefined || mirrored.isSegment) continue
      this.#documents.mirror(mirrored.number, draft.number)
      mirrored.failure ??= draft.failure
      if (mirrored.events.length === 0) mirrored.events = draft.events
      const signal = mirrored.signal ?? draft.signal
      // What was read of it no longer holds.
      if (!draft.silent || signal !== mirrored.signal) mirrored.reading = null
      mirrored.signal = signal
      moved.set(draft.spanId, mirrored.spanId)
      this.#replace(draft)
    }
    if (moved.size === 0) return
    for (const span of this.#drafts) {
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
