/**
 * The documents of one trace, kept as the texts that they came in. What a run needs of them is read at once; a document is parsed again when one of its steps is asked for, because
 * 100,000 parsed documents cost more to keep than to parse.
 */

import type { JsonValue } from '../../../shared/model/json-value.ts'
import type { Attributes } from '../../semantics/attributes.ts'
import type { SpanDocuments, SpanRest } from '../../semantics/lazy-span.ts'
import type { SpanHttp, SpanLink } from '../../semantics/span.ts'
import { KeptFew } from '../kept-few.ts'
import { SegmentAttributes } from './map-attributes.ts'
import { httpOf, linksOf, parse, remarksOf } from './map-fields.ts'
import { arrayOf, type JsonRecord, recordOf } from './map-json.ts'

/** A segment, or a subsegment within it. */
export interface Part {
  readonly document: JsonRecord
  /** The part that holds this one; -1 for the segment itself. */
  readonly parent: number
  /** Its place among the parent's subsegments, counted from 1; 0 for the segment itself. */
  readonly place: number
}

/** The segment and all its subsegments, always in the same order, and how many subsegments are no objects. By a stack of our own: nesting may be deeper than the call stack. */
export function partsOf(segment: JsonRecord): { parts: readonly Part[]; unreadable: number } {
  const parts: Part[] = [{ document: segment, parent: -1, place: 0 }]
  if (segment.subsegments === undefined) return { parts, unreadable: 0 }
  let unreadable = 0
  const stack = [0]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const listed = arrayOf(parts[next]!.document.subsegments)
    for (let i = 0; i < listed.length; i++) {
      const document = recordOf(listed[i])
      if (document === null) {
        unreadable++
        continue
      }
      if (document.subsegments !== undefined) stack.push(parts.length)
      parts.push({ document, parent: next, place: i + 1 })
    }
  }
  return { parts, unreadable }
}

/** How many documents are kept parsed. */
const keptDocuments = 64

const noParts: readonly Part[] = []
const noMirrors: readonly number[] = []

/** The documents, and which part of which of them each span is. */
export class SegmentDocuments implements SpanDocuments {
  readonly #texts: string[] = []
  /** By span: its document and its part in it. */
  readonly #documentOf: number[] = []
  readonly #partOf: number[] = []
  readonly #mirrors = new Map<number, number[]>()
  readonly #kept = new KeptFew<readonly Part[]>(keptDocuments, (at) => {
    const document = parse(this.#texts[at] ?? null)
    return document === null ? noParts : partsOf(document).parts
  })
  #latest: SegmentRest | null = null
  #latestSpan = -1

  /** Takes a document's text; the spans that are added next are its parts. */
  addText(text: string): void {
    this.#texts.push(text)
  }

  /** Adds a span; returns its number. */
  addSpan(part: number): number {
    this.#documentOf.push(this.#texts.length - 1)
    return this.#partOf.push(part) - 1
  }

  /** Adds what an inferred segment says of the same work; it answers only for what the span's own document leaves open. */
  mirror(span: number, inferred: number): void {
    const known = this.#mirrors.get(span)
    if (known) known.push(inferred)
    else this.#mirrors.set(span, [inferred])
    this.#latestSpan = -1
  }

  rest(span: number): SpanRest {
    if (this.#latest === null || this.#latestSpan !== span) {
      const mirrors = this.#mirrors.get(span) ?? noMirrors
      const part = this.#partAt(span)
      this.#latest = new SegmentRest(
        part.document,
        part.parent !== -1,
        mirrors.map((one) => this.#partAt(one).document),
      )
      this.#latestSpan = span
    }
    return this.#latest
  }

  texts(span: number): readonly string[] {
    const own = this.#texts[this.#documentOf[span]!]!
    const mirrors = this.#mirrors.get(span)
    return mirrors === undefined ? [own] : [own, ...mirrors.map((one) => this.#texts[this.#documentOf[one]!]!)]
  }

  #partAt(span: number): Part {
    return this.#kept.get(this.#documentOf[span]!)[this.#partOf[span]!] ?? { document: {}, parent: -1, place: 0 }
  }
}

class SegmentRest implements SpanRest {
  readonly attributes: Attributes
  readonly #document: JsonRecord
  readonly #nested: boolean
  readonly #mirrors: readonly JsonRecord[]

  constructor(document: JsonRecord, nested: boolean, mirrors: readonly JsonRecord[]) {
    this.#document = document
    this.#nested = nested
    this.#mirrors = mirrors
    const attributes = new SegmentAttributes(document)
    for (const one of mirrors) attributes.mirror(one)
    this.attributes = attributes
  }

  get http(): SpanHttp | null {
    for (const document of [this.#document, ...this.#mirrors]) {
      const http = httpOf(document.http)
      if (http !== null) return http
    }
    return null
  }

  get links(): readonly SpanLink[] {
    return linksOf(this.#document.links)
  }

  get raw(): JsonValue {
    return this.#mirrors.length === 0 ? this.#document : [this.#document, ...this.#mirrors]
  }

  get remarks(): readonly string[] {
    return remarksOf(this.#document, this.#nested)
  }
}
