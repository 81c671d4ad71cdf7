/**
 * A segment's attributes: metadata and annotations as OpenTelemetry attributes, and X-Ray's own blocks (http, aws, sql, user) under the names that OpenTelemetry
 * gives to the same facts. Nothing is copied; what a span is never asked for costs nothing.
 *
 * The OpenTelemetry collector's X-Ray exporter writes attributes to `metadata.default` with their dots; indexed ones go to `annotations`, whose keys lose their dots
 * in older collectors; the resource goes to `metadata.default["otel.resource.…"]` of the local root alone.
 */

import type { JsonValue } from '../../../shared/model/json-value.ts'
import { type AttributeLayer, type Attributes, attributesOf, type FoundAttribute } from '../../semantics/attributes.ts'
import { keyBelow, rootKey } from '../../semantics/field-keys.ts'
import { arrayOf, type JsonRecord, recordOf, valueAt } from './map-json.ts'

/** For each block of a segment document: canonical key → where the document holds the same fact. */
const blocks: Readonly<Record<string, readonly (readonly [key: string, path: readonly string[]])[]>> = {
  http: [
    ['http.request.method', ['http', 'request', 'method']],
    ['url.full', ['http', 'request', 'url']],
    ['user_agent.original', ['http', 'request', 'user_agent']],
    ['client.address', ['http', 'request', 'client_ip']],
    ['http.response.status_code', ['http', 'response', 'status']],
    ['http.response.body.size', ['http', 'response', 'content_length']],
  ],
  sql: [
    ['db.statement', ['sql', 'sanitized_query']],
    ['db.system', ['sql', 'database_type']],
    ['db.user', ['sql', 'user']],
    ['db.connection_string', ['sql', 'url']],
  ],
  aws: [
    ['cloud.region', ['aws', 'region']],
    ['cloud.account.id', ['aws', 'account_id']],
    ['rpc.method', ['aws', 'operation']],
  ],
  service: [['service.version', ['service', 'version']]],
  user: [['enduser.id', ['user']]],
}
const blockNames = Object.keys(blocks)
const blockKeys = new Map<string, readonly string[]>(Object.values(blocks).flat())
/** Further names of the same facts; answered when asked for, not listed twice. */
const aliases = new Map<string, readonly string[]>([
  ['user.id', ['user']],
  ['db.query.text', ['sql', 'sanitized_query']],
  ['db.system.name', ['sql', 'database_type']],
  ['http.method', ['http', 'request', 'method']],
  ['http.url', ['http', 'request', 'url']],
  ['http.status_code', ['http', 'response', 'status']],
])
const consumed = new Set([...blockKeys.values()].map((path) => path.join('.')))
const resourcePrefix = 'otel.resource.'
/** Attribute families of instrumentations: recognised in any metadata namespace. */
const dialect = /^(?:gen_ai|llm|openinference|traceloop|ai|tracecraft)\./

const noMirrors: readonly SegmentAttributes[] = []

/** Attributes of one segment or subsegment document, and of the inferred segments that mirror it. */
export class SegmentAttributes implements Attributes {
  readonly #document: JsonRecord
  #mirrors: readonly SegmentAttributes[] = noMirrors
  #layered: Attributes | null = null
  #hasResource: boolean | null = null

  constructor(document: JsonRecord) {
    this.#document = document
  }

  /** Adds what an inferred segment says of the same work; it answers only for what this document leaves open. */
  mirror(inferred: JsonRecord): void {
    this.#mirrors = [...this.#mirrors, new SegmentAttributes(inferred)]
  }

  get leftOut(): number {
    return this.#layers().leftOut
  }

  get layers(): readonly AttributeLayer[] {
    const base = this.#layers().layers
    const document = this.#document
    const more: AttributeLayer[] = []
    if (this.#resource()) more.push(resourceLayer(base))
    for (const name of blockNames) if (document[name] !== undefined) more.push(blockLayer(name, document))
    for (const mirror of this.#mirrors) more.push(...mirror.layers)
    return more.length === 0 ? base : [...base, ...more]
  }

  get(key: string): JsonValue | undefined {
    const found = this.#layers().get(key) ?? this.#fromResource(key) ?? this.#fromBlock(key)
    if (found !== undefined || this.#mirrors.length === 0) return found
    for (const mirror of this.#mirrors) {
      const value = mirror.get(key)
      if (value !== undefined) return value
    }
    return undefined
  }

  find(key: string): FoundAttribute | undefined {
    const layers = this.#layers()
    const found = layers.find(key) ?? (this.#resource() ? layers.find(resourcePrefix + key) : undefined)
    if (found !== undefined) return found
    const value = this.#fromBlock(key)
    if (value !== undefined) return { value, origin: (blockKeys.get(key) ?? aliases.get(key) ?? []).join('.') }
    for (const mirror of this.#mirrors) {
      const mirrored = mirror.find(key)
      if (mirrored !== undefined) return { value: mirrored.value, origin: `inferred segment: ${mirrored.origin}` }
    }
    return undefined
  }

  entries(): { key: string; value: JsonValue; origin: string }[] {
    const out: { key: string; value: JsonValue; origin: string }[] = []
    const seen = new Set<string>()
    const add = (key: string, value: JsonValue, origin: string) => {
      if (seen.has(key)) return
      seen.add(key)
      out.push({ key, value, origin })
    }
    const own = this.#layers().entries()
    for (const { key, value, origin } of own) if (!key.startsWith(resourcePrefix)) add(key, value, origin)
    for (const { key, value, origin } of own) {
      if (!key.startsWith(resourcePrefix)) continue
      const bare = key.slice(resourcePrefix.length)
      add(bare === '' || seen.has(bare) ? key : bare, value, origin)
    }
    for (const [key, path] of blockKeys) {
      const value = valueAt(this.#document, path)
      if (value !== undefined && value !== null) add(key, value, path.join('.'))
    }
    for (const block of ['http', 'aws', 'sql', 'service'] as const)
      if (Object.hasOwn(this.#document, block)) rest(block, this.#document[block]!, add)
    for (const field of ['origin', 'namespace', 'resource_arn', 'precursor_ids', 'traced'])
      if (Object.hasOwn(this.#document, field)) add(field, this.#document[field]!, field)
    for (const field of ['metadata', 'annotations', 'user'] as const) {
      const value = this.#document[field]
      if (field !== 'user' && value !== undefined && recordOf(value) === null) add(field, value, field)
    }
    for (const mirror of this.#mirrors)
      for (const { key, value, origin } of mirror.entries()) add(key, value, `inferred segment: ${origin}`)
    return out
  }

  hasPrefix(prefix: string): boolean {
    if (this.#layers().hasPrefix(prefix)) return true
    for (const [key, path] of blockKeys)
      if (key.startsWith(prefix) && valueAt(this.#document, path) !== undefined) return true
    return this.#mirrors.some((mirror) => mirror.hasPrefix(prefix))
  }

  #layers(): Attributes {
    return (this.#layered ??= attributesOf(layersOf(this.#document)))
  }

  #fromResource(key: string): JsonValue | undefined {
    return this.#resource() ? this.#layers().get(resourcePrefix + key) : undefined
  }

  #resource(): boolean {
    return (this.#hasResource ??= holdsResource(this.#layers().layers))
  }

  #fromBlock(key: string): JsonValue | undefined {
    const path = blockKeys.get(key) ?? aliases.get(key)
    if (path === undefined) return undefined
    const value = valueAt(this.#document, path)
    return value === null ? undefined : value
  }
}

/** Blocks of which something feeds a field of the alias table. */
const readBlocks = Object.entries(blocks).flatMap(([name, facts]) => {
  const read = facts.filter(([key]) => {
    const { uses, signal } = keyBelow(rootKey, key)
    return uses.length > 0 || signal !== 0
  })
  return read.length === 0 ? [] : [{ name, facts: read }]
})

/** The same attributes for the reader of fields alone: without the facts that feed none. */
export function readingAttributes(document: JsonRecord): Attributes {
  const layers = layersOf(document)
  if (holdsResource(layers)) layers.push(resourceLayer(layers))
  for (const { name, facts } of readBlocks)
    if (document[name] !== undefined) layers.push(blockLayer(name, document, facts))
  return attributesOf(layers)
}

function holdsResource(layers: readonly AttributeLayer[]): boolean {
  for (const { values } of layers)
    for (const key in values)
      if (key.startsWith('otel') && (key.startsWith(resourcePrefix) || key.startsWith('otel_resource_'))) return true
  return false
}

/** The resource's attributes under their own names, for a reader that walks keys. */
function resourceLayer(layers: readonly AttributeLayer[]): AttributeLayer {
  const values: JsonRecord = {}
  for (const { values: all, spelling } of layers)
    for (const key of Object.keys(all)) {
      const bare = key.startsWith(resourcePrefix) ? key.slice(resourcePrefix.length) : ''
      if (spelling !== 'nested' && bare !== '' && !Object.hasOwn(values, bare)) put(values, bare, all[key] as JsonValue)
    }
  return { origin: 'metadata.default, otel.resource.*', spelling: 'flat', values }
}

function blockLayer(name: string, document: JsonRecord, facts = blocks[name]!): AttributeLayer {
  const values: JsonRecord = {}
  for (const [key, path] of facts) {
    const value = valueAt(document, path)
    if (value !== undefined) values[key] = value
  }
  return { origin: name, spelling: 'flat', values }
}

function layersOf(document: JsonRecord): AttributeLayer[] {
  const layers: AttributeLayer[] = []
  const metadata = recordOf(document.metadata)
  const defaults = metadata === null ? null : recordOf(metadata.default)
  if (defaults !== null) {
    const nested = recordOf(defaults.gen_ai) !== null || recordOf(defaults.llm) !== null
    layers.push({ origin: 'metadata.default', spelling: nested ? 'nested' : 'flat', values: defaults })
  }
  const annotations = recordOf(document.annotations)
  if (annotations !== null) layers.push({ origin: 'annotations', spelling: 'underscored', values: annotations })
  if (metadata !== null) namespaces(metadata, defaults, layers)
  return layers
}

/**
 * Namespaces besides `default` keep their name as a prefix, so that two that use the same key stay apart. Keys of a known instrumentation are also attributes by their
 * own name, the first namespace that has one winning; a later namespace's stays under its prefix.
 */
function namespaces(metadata: JsonRecord, defaults: JsonRecord | null, layers: AttributeLayer[]): void {
  const prefixed: JsonRecord = {}
  const taken = new Set<string>()
  let any = false
  for (const name of Object.keys(metadata)) {
    const values = metadata[name]!
    if (values === defaults) continue
    any = true
    const record = recordOf(values)
    if (record === null || !Object.keys(record).some((key) => dialect.test(key) && !taken.has(key))) {
      put(prefixed, name, values)
      continue
    }
    const known: JsonRecord = {}
    const others: JsonRecord = {}
    for (const key of Object.keys(record)) {
      const open = dialect.test(key) && !taken.has(key) && (defaults === null || !Object.hasOwn(defaults, key))
      if (open) taken.add(key)
      put(open ? known : others, key, record[key]!)
    }
    layers.push({ origin: `metadata.${name}`, spelling: 'flat', values: known })
    if (Object.keys(others).length > 0) put(prefixed, name, others)
  }
  if (any) layers.push({ origin: 'metadata', spelling: 'nested', values: prefixed })
}

/** Sets a key as data, whatever it is called: a plain assignment to "__proto__" would be lost. */
function put(target: JsonRecord, key: string, value: JsonValue): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, writable: true })
  else target[key] = value
}

/** The leaves of a block that have no canonical name, under X-Ray's own. Deep or repeated structures below the third level are kept whole. */
function rest(path: string, value: JsonValue, add: (key: string, value: JsonValue, origin: string) => void): void {
  if (consumed.has(path)) return
  const record = recordOf(value)
  if (record === null || path.split('.').length > 3 || Object.keys(record).length === 0) {
    if (value !== null && !(record !== null && arrayOf(Object.keys(record)).length === 0)) add(path, value, path)
    return
  }
  for (const key of Object.keys(record)) rest(`${path}.${key}`, record[key]!, add)
}
