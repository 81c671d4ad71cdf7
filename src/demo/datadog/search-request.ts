/** What both of Datadog's searches have in common: the request's body, its times and pages. */

/** A request that is refused, with the status and words that Datadog sends. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest'
  readonly status: number

  constructor(status: number, detail: string) {
    super(detail)
    this.status = status
  }
}

export interface SearchRequest {
  readonly query: string
  /** Epoch microseconds, both inclusive. */
  readonly from: number
  readonly to: number
  readonly limit: number
  readonly newestFirst: boolean
  readonly after: Key | null
}

/** Where a page ended. */
export interface Key {
  /** Epoch microseconds. */
  readonly at: number
  readonly id: string
}

export const maxPage = 1000

/** Reads the JSON:API body of a search. Throws RefusedRequest. `type` is what `data.type` must be. */
export function readSearch(body: string, type: string, now: number): SearchRequest {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    throw new RefusedRequest(400, 'invalid_argument(the body is not JSON)')
  }
  const data = object(object(parsed, 'body').data, 'data')
  if (data.type !== type) throw invalid('data.type', `must be "${type}"`)
  const attributes = object(data.attributes ?? {}, 'data.attributes')
  allow(attributes, ['filter', 'options', 'page', 'sort'], 'attributes')
  const filter = object(attributes.filter ?? {}, 'filter')
  allow(filter, ['query', 'from', 'to'], 'filter')
  const page = object(attributes.page ?? {}, 'page')
  allow(page, ['limit', 'cursor'], 'page')
  const from = instant(filter.from ?? 'now-15m', now, 'filter.from')
  const to = instant(filter.to ?? 'now', now, 'filter.to')
  if (from >= to) throw invalid('filter.from,to', "'from' should be anterior to 'to'", 422)
  const limit = page.limit ?? 10
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1 || limit > maxPage)
    throw invalid('page.limit', `must be a whole number from 1 to ${maxPage}`)
  const sort = attributes.sort ?? '-timestamp'
  if (sort !== 'timestamp' && sort !== '-timestamp') throw invalid('sort', "must be 'timestamp' or '-timestamp'")
  const query = filter.query ?? '*'
  if (typeof query !== 'string') throw invalid('filter.query', 'must be text')
  return { query, from, to, limit, newestFirst: sort === '-timestamp', after: readCursor(page.cursor) }
}

function instant(value: unknown, now: number, field: string): number {
  if (typeof value === 'string') {
    const math = /^now(?:-(\d+)([smhdw]))?$/.exec(value)
    if (math) {
      const unit = { s: 1e6, m: 6e7, h: 3.6e9, d: 8.64e10, w: 6.048e11 }[
        (math[2] ?? 's') as 's' | 'm' | 'h' | 'd' | 'w'
      ]
      return now * 1000 - Number(math[1] ?? 0) * unit
    }
    if (/^\d{10,14}$/.test(value)) return Number(value) * 1000
    const date = /^\d{4}-\d{2}-\d{2}T/.test(value) ? Date.parse(value) : NaN
    if (!Number.isNaN(date)) return date * 1000
  }
  throw invalid(field, 'is not a date')
}

/** A cursor looks like Datadog's: base64 of JSON with a token and the sort values. */
export function printCursor({ at, id }: Key): string {
  const after = Buffer.from(id).toString('base64')
  return Buffer.from(JSON.stringify({ after, values: [new Date(at / 1000).toISOString(), at] })).toString('base64')
}

function readCursor(cursor: unknown): Key | null {
  if (cursor === undefined) return null
  if (typeof cursor !== 'string') throw invalid('page.cursor', 'must be text')
  try {
    const { after, values } = JSON.parse(Buffer.from(cursor, 'base64').toString('utf8')) as {
      after: string
      values: [string, number]
    }
    if (typeof values[1] !== 'number') throw new TypeError('no value')
    return { at: values[1], id: Buffer.from(after, 'base64').toString('utf8') }
  } catch {
    throw invalid('page.cursor', 'is not a cursor of this search')
  }
}

/** One page of what was found, and the cursor to the next; no cursor with an empty page. */
export function pageOf<T>(found: readonly T[], search: SearchRequest, keyOf: (item: T) => Key) {
  const sign = search.newestFirst ? -1 : 1
  const order = (a: Key, b: Key) => sign * (a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  const keyed = found.map((item) => ({ item, key: keyOf(item) })).sort((a, b) => order(a.key, b.key))
  const { after } = search
  const rest = after ? keyed.filter(({ key }) => order(key, after) > 0) : keyed
  const page = rest.slice(0, search.limit)
  return { items: page.map(({ item }) => item), cursor: page.length > 0 ? printCursor(page.at(-1)!.key) : null }
}

function object(value: unknown, field: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(field, 'must be an object')
  return value as Record<string, unknown>
}

function allow(value: Record<string, unknown>, keys: readonly string[], field: string): void {
  const odd = Object.keys(value).find((key) => !keys.includes(key))
  if (odd !== undefined) throw invalid(`${field}.${odd}`, 'is not supported here')
}

function invalid(field: string, problem: string, status = 400): RefusedRequest {
  return new RefusedRequest(status, `invalid_argument(Field '${field}' is invalid: ${problem})`)
}
