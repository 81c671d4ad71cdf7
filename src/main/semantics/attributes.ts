/**
 * One view over a span's attributes, whatever shape the platform keeps them in: dotted keys (OpenTelemetry), nested objects (Datadog's `custom`), underscored
 * keys (X-Ray annotations), values as text (Cloud Trace labels, Azure Properties) or as numbers (Azure Measurements, Datadog metrics).
 *
 * Look-ups are lazy: a trace of 100,000 spans asks each span for a few dozen known keys and never builds a flattened map until a step is selected.
 */

import type { JsonValue } from '../../shared/model/json-value.ts'

/** How a layer spells its keys. */
export type Spelling =
  /** Keys are dotted and values lie flat: `{"gen_ai.request.model": "…"}`. */
  | 'flat'
  /** Keys may be nested objects, flat dotted keys, or a mixture: `{"gen_ai": {"request": {"model": "…"}}}`. */
  | 'nested'
  /** Dots may have become underscores: `{"gen_ai_request_model": "…"}` or `{"gen_ai.request_model": "…"}`. */
  | 'underscored'

/** One place of a span that holds attributes. */
export interface AttributeLayer {
  /** How the platform names the place, for provenance: `metadata.default`, `labels`, `Properties`, `custom`. */
  readonly origin: string
  readonly spelling: Spelling
  readonly values: Readonly<Record<string, unknown>>
}

/** A value and the platform key it came from. */
export interface FoundAttribute {
  readonly value: JsonValue
  /** `labels["/http/method"]` */
  readonly origin: string
}

/** A span's attributes. Layers are asked in order; the first that has the key answers. */
export interface Attributes {
  /** Attributes that are not among these, because one place holds more than anybody reads; the raw document has them. */
  readonly leftOut: number
  /** The places themselves, for a reader that walks all keys once (field-reader.ts) in place of asking for many. */
  readonly layers: readonly AttributeLayer[]
  /** The value under a canonical dotted key, or undefined. Null values count as absent. */
  get(key: string): JsonValue | undefined
  /** The same with its origin; asked only when a step is shown. */
  find(key: string): FoundAttribute | undefined
  /**
   * All attributes as canonical dotted keys, nested objects flattened (arrays are kept whole). O(size of the span): for a selected step or an export, never
   * for every span of a trace.
   */
  entries(): { key: string; value: JsonValue; origin: string }[]
  /** Does any key start with this dotted prefix (`gen_ai.`)? Cheaper than entries(). */
  hasPrefix(prefix: string): boolean
}

/** More attributes of one place are not read: a span of a million would hold the thread for a minute, and no exporter lets a program set as many. */
const mostAttributes = 20_000

/** Attributes over the given layers. Values are not copied. */
export function attributesOf(layers: readonly AttributeLayer[]): Attributes {
  const leftOut = layers.reduce((sum, { values }) => sum + Math.max(0, keyCount(values) - mostAttributes), 0)
  return new LayeredAttributes(leftOut === 0 ? layers : layers.map(withFewKeys), leftOut)
}

function keyCount(values: AttributeLayer['values']): number {
  return Object.keys(values).length
}

function withFewKeys(layer: AttributeLayer): AttributeLayer {
  if (keyCount(layer.values) <= mostAttributes) return layer
  return { ...layer, values: Object.fromEntries(Object.entries(layer.values).slice(0, mostAttributes)) }
}

class LayeredAttributes implements Attributes {
  readonly layers: readonly AttributeLayer[]
  readonly leftOut: number

  constructor(layers: readonly AttributeLayer[], leftOut: number) {
    this.layers = layers
    this.leftOut = leftOut
  }

  get(key: string): JsonValue | undefined {
    for (const layer of this.layers) {
      const value = lookUp(layer, key)
      if (value !== undefined && value !== null) return value as JsonValue
    }
    return undefined
  }

  find(key: string): FoundAttribute | undefined {
    for (const layer of this.layers) {
      const value = lookUp(layer, key)
      if (value !== undefined && value !== null)
        return { value: value as JsonValue, origin: `${layer.origin}[${JSON.stringify(spelledKey(layer, key))}]` }
    }
    return undefined
  }

  entries(): { key: string; value: JsonValue; origin: string }[] {
    const out: { key: string; value: JsonValue; origin: string }[] = []
    const seen = new Set<string>()
    for (const layer of this.layers) {
      const add = (key: string, value: JsonValue, path: string) => {
        if (seen.has(key)) return
        seen.add(key)
        out.push({ key, value, origin: `${layer.origin}[${JSON.stringify(path)}]` })
      }
      for (const [key, value] of Object.entries(layer.values)) {
        if (value === undefined) continue
        if (layer.spelling === 'nested') flatten(key, value as JsonValue, add, 0)
        else add(key, value as JsonValue, key)
      }
    }
    return out
  }

  hasPrefix(prefix: string): boolean {
    const underscored = prefix.replaceAll('.', '_')
    const head = prefix.split('.', 1)[0]!
    for (const { values, spelling } of this.layers) {
      for (const key in values) {
        if (key.startsWith(prefix)) return true
        if (spelling === 'underscored' && key.startsWith(underscored)) return true
        if (spelling === 'nested' && key === head && isRecord(values[key])) return true
      }
    }
    return false
  }
}

/** No attributes at all. */
export const noAttributes: Attributes = attributesOf([])

function lookUp(layer: AttributeLayer, key: string): unknown {
  const { values, spelling } = layer
  if (Object.hasOwn(values, key)) return values[key]
  if (spelling === 'flat') return undefined
  if (spelling === 'underscored') {
    const spelled = underscoredIndex(values).get(key.replaceAll('.', '_'))
    return spelled === undefined ? undefined : values[spelled]
  }
  return lookUpNested(values, key)
}

/** Walks the dots, allowing dotted keys at any level (`{"gen_ai.request": {"model": …}}`). */
function lookUpNested(values: Readonly<Record<string, unknown>>, key: string): unknown {
  for (let dot = key.indexOf('.'); dot !== -1; dot = key.indexOf('.', dot + 1)) {
    const head = key.slice(0, dot)
    if (!Object.hasOwn(values, head)) continue
    const inner = values[head]
    if (!isRecord(inner)) continue
    const rest = key.slice(dot + 1)
    const found = Object.hasOwn(inner, rest) ? inner[rest] : lookUpNested(inner, rest)
    if (found !== undefined) return found
  }
  return undefined
}

const underscoredIndexes = new WeakMap<object, Map<string, string>>()

/** All spellings of one layer folded to underscores, so that `gen_ai.request_model` meets `gen_ai.request.model`: known keys are looked up by it, none is rewritten. */
function underscoredIndex(values: Readonly<Record<string, unknown>>): Map<string, string> {
  let index = underscoredIndexes.get(values)
  if (!index) {
    index = new Map()
    for (const key of Object.keys(values)) {
      const folded = key.replaceAll('.', '_')
      if (!index.has(folded)) index.set(folded, key)
    }
    underscoredIndexes.set(values, index)
  }
  return index
}

function spelledKey(layer: AttributeLayer, key: string): string {
  if (layer.spelling !== 'underscored' || Object.hasOwn(layer.values, key)) return key
  return underscoredIndex(layer.values).get(key.replaceAll('.', '_')) ?? key
}

/** Objects nested deeper than any attribute's name are kept whole. */
const maxDepth = 32

function flatten(
  key: string,
  value: JsonValue,
  add: (key: string, value: JsonValue, path: string) => void,
  depth: number,
): void {
  if (!isRecord(value) || depth >= maxDepth || Object.keys(value).length === 0) return add(key, value, key)
  for (const [inner, innerValue] of Object.entries(value)) flatten(`${key}.${inner}`, innerValue, add, depth + 1)
}

function isRecord(value: unknown): value is { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
