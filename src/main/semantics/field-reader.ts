/**
 * Reads all canonical fields of a span in one walk over its keys: each key is looked up once in the turned-round alias table, so that a span
 * costs as much as it has keys, not as much as there are aliases. One reader serves many spans, one after another.
 */

import type { JsonValue } from '../../shared/model/json-value.ts'
import type { AttributeLayer, Attributes } from './attributes.ts'
import { coerce } from './coerce.ts'
import { type KeyEntry, type KeyNode, keyBelow, keyInEitherSpelling, rootKey, signalBits } from './field-keys.ts'
import { type Field, fieldNames, fieldTable } from './fields.ts'

const fieldNumber = Object.fromEntries(fieldNames.map((name, i) => [name, i])) as Record<Field, number>
const kinds = fieldNames.map((name) => fieldTable[name].kind)
const unset = 0x7fffffff

/** Fields that are asked for together: where a span has none of them, none is asked for. */
export const fieldGroups = { kind: 1, tokens: 2, words: 4, firstToken: 8, failure: 16 } as const

const groupOfField: Readonly<Partial<Record<Field, number>>> = {
  stepType: fieldGroups.kind,
  operation: fieldGroups.kind,
  openinferenceKind: fieldGroups.kind,
  traceloopKind: fieldGroups.kind,
  vercelOperation: fieldGroups.kind | fieldGroups.firstToken,
  datadogKind: fieldGroups.kind,
  requestType: fieldGroups.kind,
  pydanticRun: fieldGroups.kind,
  inputTokens: fieldGroups.tokens,
  outputTokens: fieldGroups.tokens,
  totalTokens: fieldGroups.tokens,
  cachedTokens: fieldGroups.tokens,
  reasoningTokens: fieldGroups.tokens,
  sessionId: fieldGroups.words,
  userId: fieldGroups.words,
  environment: fieldGroups.words,
  tags: fieldGroups.words,
  agentName: fieldGroups.words,
  agentId: fieldGroups.words,
  agentDescription: fieldGroups.words,
  streaming: fieldGroups.firstToken,
  firstTokenMs: fieldGroups.firstToken,
  firstTokenSeconds: fieldGroups.firstToken,
  errorMessage: fieldGroups.failure,
  errorType: fieldGroups.failure,
  errorFlag: fieldGroups.failure,
  httpStatus: fieldGroups.failure,
  toolStatus: fieldGroups.failure,
}
const groupsOfFields = fieldNames.map((name) => groupOfField[name] ?? 0)
/** Layers beyond this many share the last place; spans have a handful. */
const maxLayers = 64

/** From which key a field was read. */
export interface FieldOrigin {
  /** The platform's key: `metadata.default["gen_ai.system"]`. */
  readonly origin: string
  /** The alias in its canonical spelling: `gen_ai.system`. */
  readonly alias: string
}

/** The canonical fields of one span at a time. */
export class FieldReader {
  readonly #values: (JsonValue | undefined)[] = Array.from({ length: fieldNames.length })
  readonly #ranks = new Int32Array(fieldNames.length).fill(unset)
  readonly #origins: string[] | null
  #signals = 0
  #groups = 0
  #signalOrigin = ''
  #layer: AttributeLayer | null = null
  #place = 0

  /** `trace` makes the reader remember origins: for the one step that is shown, not for every span of a run. */
  constructor(options: { trace: boolean } = { trace: false }) {
    this.#origins = options.trace ? [] : null
  }

  /** Takes up a span; what was read before is forgotten. */
  read(attributes: Attributes): this {
    this.#ranks.fill(unset)
    this.#signals = 0
    this.#groups = 0
    this.#signalOrigin = ''
    const { layers } = attributes
    for (let i = 0; i < layers.length; i++) {
      const layer = layers[i]!
      this.#layer = layer
      this.#place = Math.min(i, maxLayers - 1)
      if (layer.spelling === 'nested') this.#nested(layer.values, rootKey, '')
      else this.#flat(layer)
    }
    return this
  }

  #flat({ values, spelling }: AttributeLayer): void {
    const either = spelling === 'underscored'
    for (const key in values) {
      const value = values[key]
      if (value === undefined || value === null) continue
      const entry = either ? keyInEitherSpelling(key) : keyBelow(rootKey, key)
      if (entry.signal !== 0) this.#signal(entry.signal, key)
      if (entry.uses.length > 0) this.#offer(entry, value, key)
    }
  }

  #nested(values: Readonly<Record<string, unknown>>, from: KeyNode, path: string): void {
    for (const key in values) {
      const value = values[key]
      if (value === undefined || value === null) continue
      const node = keyBelow(from, key)
      if (node.signal === 0 && node.uses.length === 0 && !node.deeper) continue
      const here = this.#origins === null ? key : path + key
      if (node.uses.length > 0) this.#offer(node, value, here)
      if (node.deeper && typeof value === 'object' && !Array.isArray(value))
        this.#nested(value as Record<string, unknown>, node, `${here}.`)
      else if (node.signal !== 0) this.#signal(node.signal, here)
    }
  }

  #signal(signal: number, path: string): void {
    if (this.#origins !== null && (this.#signals & signal) === 0) this.#signalOrigin ||= this.#origin(path)
    this.#signals |= signal
  }

  #offer(entry: KeyEntry, value: unknown, path: string): void {
    for (const { field, rank } of entry.uses) {
      const order = rank * maxLayers + this.#place
      if (order >= this.#ranks[field]!) continue
      const usable = coerce(kinds[field]!, value)
      if (usable === undefined) continue
      this.#values[field] = usable
      this.#ranks[field] = order
      this.#groups |= groupsOfFields[field]!
      if (this.#origins !== null) this.#origins[field] = this.#origin(path)
    }
  }

  #origin(path: string): string {
    return `${this.#layer!.origin}[${JSON.stringify(path)}]`
  }

  /** Was the field given at all? */
  has(field: Field): boolean {
    return this.#ranks[fieldNumber[field]] !== unset
  }

  /** The field's value whatever its kind; null when it was not given. */
  value(field: Field): JsonValue {
    const at = fieldNumber[field]
    return this.#ranks[at] === unset ? null : this.#values[at]!
  }

  /** A field of kind text. */
  text(field: Field): string | null {
    return this.value(field) as string | null
  }

  /** A field of kind count or quantity; NaN when it was not given. */
  number(field: Field): number {
    const at = fieldNumber[field]
    return this.#ranks[at] === unset ? Number.NaN : (this.#values[at] as number)
  }

  /** A field of kind flag; false when it was not given. */
  flag(field: Field): boolean {
    return this.value(field) === true
  }

  /** A field of kind texts; empty when it was not given. */
  texts(field: Field): readonly string[] {
    return (this.value(field) as string[] | null) ?? []
  }

  /** Was any field of the group given? */
  hasAny(group: keyof typeof fieldGroups): boolean {
    return (this.#groups & fieldGroups[group]) !== 0
  }

  /** Did the span tell nothing at all: no field, and no signal? */
  get silent(): boolean {
    return this.#signals === 0 && this.#ranks.every((rank) => rank === unset)
  }

  /** Is some key a signal of this kind? */
  signals(kind: keyof typeof signalBits): boolean {
    return (this.#signals & signalBits[kind]) !== 0
  }

  /** Where the first signal was found; empty unless the reader traces. */
  get signalOrigin(): string {
    return this.#signalOrigin
  }

  /** Where a field came from; null when it was not given or the reader does not trace. */
  origin(field: Field): FieldOrigin | null {
    const at = fieldNumber[field]
    const rank = this.#ranks[at]!
    if (this.#origins === null || rank === unset) return null
    return { origin: this.#origins[at]!, alias: fieldTable[field].aliases[Math.floor(rank / maxLayers)]! }
  }
}
