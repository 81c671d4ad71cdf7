/** What of a row is read only when somebody asks: its bags of properties, its promoted columns, its raw document. Pure. */

import type { JsonValue } from '../../../shared/model/json-value.ts'
import { type AttributeLayer, type Attributes, attributesOf } from '../../semantics/attributes.ts'
import type { SpanHttp, SpanLink } from '../../semantics/span.ts'
import type { Row, RowKind, RowReader } from './map-columns.ts'
import { numberOf, textOf } from './rows.ts'

type Bag = Readonly<Record<string, unknown>>

const noBag: Bag = {}

/** Lengths at which the Azure exporters cut a value: 8,192 as a rule, 256 KiB for gen_ai keys. */
const cutLengths = [8192, 262_144]

function isCut(value: unknown): boolean {
  return typeof value === 'string' && cutLengths.includes(value.length)
}

const methodPattern = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|CONNECT)(?:\s+(\S.*))?$/

/** The lazy side of one row. A trace of 100,000 rows parses each bag at most once, and only of rows that are asked. */
export class RowDetail {
  readonly #reader: RowReader
  readonly #row: Row
  readonly #kind: RowKind
  /** What could not be read of the row's own cells. */
  readonly #remark: string | null
  #properties: Bag | undefined
  #measurements: Bag | undefined
  #attributes: Attributes | undefined
  #unread: string[] = []

  constructor(reader: RowReader, row: Row, kind: RowKind, remark: string | null = null) {
    this.#remark = remark
    this.#reader = reader
    this.#row = row
    this.#kind = kind
  }

  get properties(): Bag {
    return (this.#properties ??= this.#bag('properties'))
  }

  get measurements(): Bag {
    return (this.#measurements ??= this.#bag('measurements'))
  }

  get attributes(): Attributes {
    return (this.#attributes ??= attributesOf(this.#layers(promotedColumns(this.#reader, this.#row, this.#kind))))
  }

  /** The same for the reader of fields alone: without the promoted columns that feed no field. */
  get readingAttributes(): Attributes {
    return attributesOf(this.#layers(readColumns(this.#reader, this.#row, this.#kind)))
  }

  get http(): SpanHttp | null {
    const promoted = promotedColumns(this.#reader, this.#row, this.#kind)
    const url = promoted['url.full']
    const status = promoted['http.response.status_code']
    if (url === undefined && status === undefined) return null
    const request: Record<string, JsonValue> = {}
    const method = promoted['http.request.method']
    if (method !== undefined) request.method = method
    if (url !== undefined) request.url = url
    return { request, response: status === undefined ? {} : { status_code: status } }
  }

  /** Exporters write a span's links as JSON text into one property. */
  get links(): readonly SpanLink[] {
    const text = this.properties['_MS.links']
    const list = typeof text === 'string' ? parsed(text) : text
    if (!Array.isArray(list)) return []
    return list.flatMap((link: unknown) => {
      if (!isRecord(link)) return []
      const traceId = textOf(link.operation_Id ?? link.operation_id)
      return traceId === null ? [] : [{ traceId, spanId: textOf(link.id), kind: null }]
    })
  }

  /** The row as an object, empty cells left out, bags parsed. */
  get raw(): JsonValue {
    const out: { [key: string]: JsonValue } = {}
    const { names } = this.#reader
    for (let i = 0; i < names.length; i++) {
      const value = this.#row[i]
      if (value === undefined || value === null || value === '') continue
      const structured = typeof value === 'string' && (value.startsWith('{') || value.startsWith('['))
      define(out, names[i]!, structured ? (parsed(value) ?? value) : value)
    }
    return out
  }

  get cut(): boolean {
    const bag = this.properties
    for (const key in bag) if (isCut(bag[key])) return true
    return false
  }

  get remarks(): readonly string[] {
    const cut = this.#cutKeys().map((key) => `${key} was cut at the exporter's limit`)
    return [...(this.#remark === null ? [] : [this.#remark]), ...this.#unread, ...cut]
  }

  #cutKeys(): string[] {
    const bag = this.properties
    const keys: string[] = []
    for (const key in bag) if (isCut(bag[key])) keys.push(key)
    return keys
  }

  #layers(columns: Bag): AttributeLayer[] {
    const reader = this.#reader
    return [
      { origin: reader.column('properties'), spelling: 'flat', values: this.properties },
      { origin: reader.column('measurements'), spelling: 'flat', values: this.measurements },
      { origin: 'columns', spelling: 'flat', values: columns },
    ]
  }

  /** An object, or JSON text of one, or JSON text in JSON text; anything else is kept whole under the column's own name. */
  #bag(cell: 'properties' | 'measurements'): Bag {
    let value = this.#reader.cell(this.#row, cell)
    if (value === undefined || value === null || value === '') return noBag
    const given = value
    for (let depth = 0; depth < 2 && typeof value === 'string'; depth++) value = parsed(value)
    if (isRecord(value)) return value
    const column = this.#reader.column(cell)
    this.#unread.push(`${column} is not an object and could not be read`)
    return { [column]: given }
  }
}

/**
 * Columns that exporters move attributes into, under the attributes' own names. They are the last place asked: what is in Properties is nearer to the source.
 */
function promotedColumns(reader: RowReader, row: Row, kind: RowKind): Record<string, string | number> {
  const out: Record<string, string | number> = {}
  const add = (key: string, value: string | number | null) => {
    if (value !== null) out[key] = value
  }
  const name = reader.text(row, 'name')
  const result = numberOf(reader.cell(row, 'result'))
  const status = result !== null && result >= 100 && result <= 599 ? result : null
  const addHttp = (url: string | null) => {
    const method = methodPattern.exec(name ?? '')
    add('http.request.method', method?.[1] ?? null)
    add('url.full', url)
    add('http.response.status_code', status)
    if (kind === 'request' && method?.[2]?.startsWith('/')) add('http.route', method[2])
  }
  if (kind === 'request') {
    const url = reader.text(row, 'url')
    if (url !== null || methodPattern.test(name ?? '')) addHttp(url)
  }
  if (kind === 'dependency') {
    const type = reader.text(row, 'dependencyType') ?? ''
    const data = reader.text(row, 'data')
    const target = reader.text(row, 'target')
    const { provider, isHttp } = dependencyOf(type)
    if (provider !== null) add('gen_ai.provider.name', provider)
    else if (isHttp) {
      addHttp(data)
      add('server.address', target)
    } else if (/sql|mongo|redis|postgres|maria|oracle|db2|cassandra|cosmos|documentdb|elastic|memcached/i.test(type)) {
      add('db.system.name', type)
      add('db.query.text', data)
      add('db.namespace', target)
    } else if (type !== '' && !/^InProc/i.test(type)) {
      add('rpc.system', /grpc|rpc|wcf/i.test(type) ? type : null)
      add('server.address', target)
    }
  }
  add('session.id', reader.text(row, 'session'))
  add('enduser.id', reader.text(row, 'user'))
  add('service.instance.id', reader.text(row, 'instance'))
  return out
}

/** Those of the promoted columns that feed a field of the alias table, for every row of a run. */
function readColumns(reader: RowReader, row: Row, kind: RowKind): Bag {
  let out: Record<string, string | number> | null = null
  const session = reader.text(row, 'session')
  if (session !== null) (out ??= {})['session.id'] = session
  const user = reader.text(row, 'user')
  if (user !== null) (out ??= {})['enduser.id'] = user
  let served = false
  if (kind === 'request')
    served = reader.text(row, 'url') !== null || methodPattern.test(reader.text(row, 'name') ?? '')
  if (kind === 'dependency') {
    const { provider, isHttp } = dependencyOf(reader.text(row, 'dependencyType') ?? '')
    if (provider !== null) (out ??= {})['gen_ai.provider.name'] = provider
    served = isHttp
  }
  const result = served ? numberOf(reader.cell(row, 'result')) : null
  if (result !== null && result >= 100 && result <= 599) (out ??= {})['http.response.status_code'] = result
  return out ?? noBag
}

interface Dependency {
  readonly provider: string | null
  readonly isHttp: boolean
}

const dependencies = new Map<string, Dependency>()
const maxDependencies = 1000

/** What the type of a dependency says; a run has many dependencies of few types. */
function dependencyOf(type: string): Dependency {
  let known = dependencies.get(type)
  if (known === undefined) {
    const provider = /^GenAI\s*\|\s*(.+)$/i.exec(type)?.[1]?.trim() ?? null
    known = { provider, isHttp: provider === null && /^https?\b/i.test(type) }
    if (dependencies.size >= maxDependencies) dependencies.clear()
    dependencies.set(type, known)
  }
  return known
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function define(target: { [key: string]: JsonValue }, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
