/**
 * The Outline: a run as columns, one entry a step, in pre-order (a parent before its children, siblings by start). It is all that the timeline
 * needs to draw, search by name, fold and measure; everything else of a step is fetched when it is selected.
 *
 * In pre-order the descendants of step i are exactly the entries i+1 … i+size[i]-1, so folding and subtree sums are slices.
 */

import type { Microseconds } from '../units.ts'
import { microseconds } from '../units.ts'
import { type StepType, stepTypes } from './step-type.ts'

/** Bits of the `flags` column. */
export const outlineFlags = {
  /** The step failed by itself. */
  error: 1,
  /** The step is still running: its duration is NaN. */
  running: 2,
  /** A placeholder for a parent that is not in the trace. */
  missing: 4,
  /** The platform or the exporter cut this step short. */
  cut: 8,
  /** The answer was streamed. */
  streaming: 16,
  /** Inferred by the platform from its caller; the callee itself sent nothing. */
  inferred: 32,
  /** Failed because it was throttled (429). */
  throttled: 64,
} as const

/** A run as columns. All columns have `length` entries. Times are microseconds after `start`. */
export interface Outline {
  readonly length: number
  /** The run's earliest start; null when no step has a time. */
  readonly start: Microseconds | null
  /** Start of each step after `start`; NaN when unknown. */
  readonly offset: Float64Array
  /** NaN when unknown or still running. */
  readonly duration: Float64Array
  /** Index of the parent; -1 for a root. */
  readonly parent: Int32Array
  readonly depth: Uint16Array
  /** The step and all its descendants, counted; at least 1. */
  readonly size: Int32Array
  /** Position in stepTypes. */
  readonly type: Uint8Array
  /** See outlineFlags. */
  readonly flags: Uint8Array
  /** Indices into `strings`; -1 for none. */
  readonly name: Int32Array
  readonly service: Int32Array
  readonly model: Int32Array
  /** Tokens of the step itself; NaN when not recorded. */
  readonly inputTokens: Float64Array
  readonly outputTokens: Float64Array
  /** Microseconds from the step's start to its first token; NaN when not recorded. */
  readonly firstToken: Float64Array
  /** The platform's span id of each step. */
  readonly spanIds: readonly string[]
  /** The names, services and models, each once. */
  readonly strings: readonly string[]
}

/** Depths beyond this are drawn at this depth; a tree may still be deeper. */
export const maxOutlineDepth = 65_535

/** An Outline in transit: the columns as one base64 text, so that it crosses a JSON carrier at the cost of one string. */
export interface OutlineWire {
  readonly length: number
  readonly start: Microseconds | null
  /** The columns in the order of `columnOrder`, little-endian, each 8-byte aligned, in base64. */
  readonly columns: string
  readonly spanIds: readonly string[]
  readonly strings: readonly string[]
}

const columnOrder = [
  ['offset', Float64Array],
  ['duration', Float64Array],
  ['inputTokens', Float64Array],
  ['outputTokens', Float64Array],
  ['firstToken', Float64Array],
  ['parent', Int32Array],
  ['size', Int32Array],
  ['name', Int32Array],
  ['service', Int32Array],
  ['model', Int32Array],
  ['depth', Uint16Array],
  ['type', Uint8Array],
  ['flags', Uint8Array],
] as const

/** An Outline whose columns are allocated and zeroed, to be filled by the room that builds it. */
export function emptyOutline(
  length: number,
  start: Microseconds | null,
): Outline & { spanIds: string[]; strings: string[] } {
  return { length, start, ...columnsOver(new ArrayBuffer(columnBytes(length)), length), spanIds: [], strings: [] }
}

/** Packs an Outline for a carrier. `toBase64` is the platform's own (Buffer in Node, Uint8Array.toBase64 or btoa in a page). */
export function packOutline(outline: Outline, toBase64: (bytes: Uint8Array) => string): OutlineWire {
  const buffer = new ArrayBuffer(columnBytes(outline.length))
  const target = columnsOver(buffer, outline.length)
  for (const [key] of columnOrder) target[key].set(outline[key])
  return {
    length: outline.length,
    start: outline.start,
    columns: toBase64(new Uint8Array(buffer)),
    spanIds: outline.spanIds,
    strings: outline.strings,
  }
}

/** Unpacks what packOutline packed, without copying a column. Throws RangeError when the text is not as long as it says. */
export function unpackOutline(wire: OutlineWire, fromBase64: (text: string) => Uint8Array<ArrayBuffer>): Outline {
  const bytes = fromBase64(wire.columns)
  if (bytes.byteLength !== columnBytes(wire.length) || wire.spanIds.length !== wire.length)
    throw new RangeError(`An outline of ${wire.length} steps came with ${bytes.byteLength} bytes of columns`)
  const buffer = bytes.byteOffset % 8 === 0 ? bytes.buffer : bytes.slice().buffer
  const offset = bytes.byteOffset % 8 === 0 ? bytes.byteOffset : 0
  return {
    length: wire.length,
    start: wire.start === null ? null : microseconds(wire.start),
    ...columnsOver(buffer, wire.length, offset),
    spanIds: wire.spanIds,
    strings: wire.strings,
  }
}

/** The step type of entry `i`. */
export function stepTypeAt(outline: Outline, i: number): StepType {
  return stepTypes[outline.type[i]!] ?? 'workflow'
}

/** The name of entry `i`. */
export function nameAt(outline: Outline, i: number): string {
  return outline.strings[outline.name[i]!] ?? ''
}

/** The index of a span id; -1 when it is not in the run. O(n): keep the answer. */
export function indexOfSpan(outline: Outline, spanId: string): number {
  return outline.spanIds.indexOf(spanId)
}

function align(bytes: number): number {
  return (bytes + 7) & ~7
}

function columnBytes(length: number): number {
  return columnOrder.reduce((sum, [, column]) => sum + align(length * column.BYTES_PER_ELEMENT), 0)
}

type Columns = { [K in (typeof columnOrder)[number] as K[0]]: InstanceType<K[1]> }

function columnsOver(buffer: ArrayBuffer, length: number, base = 0): Columns {
  let at = base
  const out: Partial<Record<keyof Columns, unknown>> = {}
  for (const [key, column] of columnOrder) {
    out[key] = new column(buffer, at, length)
    at += align(length * column.BYTES_PER_ELEMENT)
  }
  return out as Columns
}
