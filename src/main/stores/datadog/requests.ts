/** Datadog's read calls with their limits, retries and readable failures: what the store asks through. */

import { failure, fix, TraceCraftError, type ErrorInfo } from '../../../shared/errors.ts'
import type { JsonValue } from '../../../shared/model/json-value.ts'
import { datadogApiHost, type DatadogSource } from '../../../shared/source.ts'
import { formatDuration, microseconds } from '../../../shared/units.ts'
import { resolveDatadogKeys } from '../../credentials/datadog.ts'
import { breather } from '../../breathe.ts'
import { answerLimits } from '../answer-limit.ts'
import { Connections } from '../connections.ts'
import { RequestBudget } from '../request-budget.ts'
import { request, type RequestContext, requestDefaults } from '../request-loop.ts'
import { ServerClock } from '../server-clock.ts'
import type { StoreDeps } from '../store-deps.ts'
import {
  createDatadogClient,
  type DatadogClient,
  DatadogHttpError,
  type RawAnswer,
  type SearchRequest,
} from './client.ts'
import { type Explain, explainer, notDatadog, resetMs } from './explain.ts'
import { list, record, text } from './fields.ts'
import { idText } from './ids.ts'
import { type LongArray, parseLosslessInTurns, readItemsInTurns, type TextItems } from './lossless-json.ts'

/** Documented: 300 an hour for spans search, 60 a minute for trace by id, both for the whole organization. */
export const datadogLimits = {
  search: { units: 300, windowMs: 3_600_000 },
  trace: { units: 60, windowMs: 60_000 },
  /** Datadog documents no limit of LLM Observability's search; it is asked once for an opened run, so it gets the same. */
  llm: { units: 60, windowMs: 60_000 },
  /** Not documented either; asked by a connection test only. */
  validate: { units: 60, windowMs: 60_000 },
} as const

/** Some events of a search and the cursor to the next; null at the end. */
export interface SearchPage {
  readonly events: readonly JsonValue[]
  readonly next: string | null
  /** Datadog gave up half-way and says so: what it found by then is here. */
  readonly timedOut: boolean
  /** Of the answer. */
  readonly characters: number
}

/** Gets the spans of a trace one by one while they are read. */
export interface ItemTaker {
  take(item: JsonValue, index: number): void
}

/** A trace by id. */
export interface TraceAnswer<T extends ItemTaker> {
  /** What got the spans. */
  readonly taker: T
  /** The spans, to be read again. */
  readonly items: TextItems
  readonly truncated: boolean
  /** Of the answer. */
  readonly characters: number
}

/** Asks Datadog for one source. Every method rejects with a TraceCraftError; CREDENTIALS_MISSING comes before any request. */
export class DatadogRequests {
  readonly clock = new ServerClock('datadog')
  readonly searchBudget: RequestBudget
  readonly #traceBudget: RequestBudget
  readonly #llmBudget: RequestBudget
  readonly #validateBudget: RequestBudget
  readonly #source: DatadogSource
  readonly #deps: Pick<StoreDeps, 'env' | 'requests' | 'ledgers'>
  readonly #explain: Explain
  readonly #connections = new Connections()
  #client: DatadogClient | null = null

  constructor(source: DatadogSource, deps: Pick<StoreDeps, 'env' | 'requests' | 'ledgers'>) {
    const { clock } = deps.requests ?? {}
    const budget = (name: keyof typeof datadogLimits) => {
      // The organization is known by the variable of its key: the key itself is not read before the first request.
      const ledger = deps.ledgers?.of('datadog', source.endpoint ?? source.site, source.apiKeyEnv, name)
      return new RequestBudget(datadogLimits[name], clock?.now, clock?.sleep, ledger)
    }
    this.searchBudget = budget('search')
    this.#traceBudget = budget('trace')
    this.#llmBudget = budget('llm')
    this.#validateBudget = budget('validate')
    this.#source = source
    this.#deps = deps
    this.#explain = explainer(source)
  }

  searchSpans(ask: SearchRequest, signal: AbortSignal): Promise<SearchPage> {
    return this.#search('to search spans', this.searchBudget, (client, own) => client.searchSpans(ask, own), signal)
  }

  searchLlmSpans(ask: SearchRequest, signal: AbortSignal): Promise<SearchPage> {
    const call = (client: DatadogClient, own: AbortSignal) => client.searchLlmSpans(ask, own)
    return this.#search('to search LLM Observability spans', this.#llmBudget, call, signal)
  }

  /** `begin` is called for each attempt; its `take` gets the spans one by one, as they are read. */
  getTrace<T extends ItemTaker>(traceId: string, begin: () => T, signal: AbortSignal): Promise<TraceAnswer<T>> {
    return this.#ask(
      'to read a trace by its id',
      this.#traceBudget,
      (client, own) => client.getTrace(traceId, own),
      async (answer) => {
        const taker = begin()
        const take = (item: JsonValue, index: number) => taker.take(item, index)
        const { around, items } = await readItemsInTurns(answer.text, { key: 'spans', depth: 3 }, breather(), take)
        if (items === null) throw new SyntaxError('no spans')
        if (items.count > 0 && !firstOf(items).some((item) => idText(record(item).spanID) !== null))
          throw new SyntaxError('no readable span')
        const { is_truncated: truncated } = record(record(record(around).data).attributes)
        return { taker, items, truncated: truncated === true, characters: answer.text.length }
      },
      // A whole trace may be a hundred megabytes.
      { timeoutMs: this.#deps.requests?.timeoutMs ?? 60_000 },
      signal,
    )
  }

  /** Whether Datadog accepts the API key at this site. The application key plays no part. */
  validate(signal: AbortSignal): Promise<boolean> {
    return this.#ask(
      'to check the API key',
      this.#validateBudget,
      (client, own) => client.validate(own),
      async (answer) => record(await this.#json(answer, { key: '', depth: 1 })).valid === true,
      {},
      signal,
    )
  }

  /** Cuts every connection; requests that wait on one fail as if the network had. */
  cut(): void {
    this.#connections.cut()
  }

  /** Forgets the client and with it the keys that it was made with. */
  forgetClient(): void {
    this.#client = null
  }

  /** Cuts every connection for good. */
  close(): void {
    this.#client = null
    this.#connections.close()
  }

  #search(
    doing: string,
    budget: RequestBudget,
    call: (client: DatadogClient, signal: AbortSignal) => Promise<RawAnswer>,
    signal: AbortSignal,
  ): Promise<SearchPage> {
    return this.#ask(
      doing,
      budget,
      call,
      async (answer) => {
        const body = record(await this.#json(answer, { key: 'data', depth: 1 }))
        if (!Array.isArray(body.data)) throw new SyntaxError('no data')
        const events = list(body.data)
        // Rows of which none can be read are not the spans of a search, and not an empty list either.
        if (events.length > 0 && !events.some((event) => idText(record(record(event).attributes).trace_id) !== null))
          throw new SyntaxError('no readable span')
        const meta = record(body.meta)
        // The last page is `{"data":[]}` without meta.
        const next = events.length === 0 ? null : text(record(meta.page).after)
        return { events, next, timedOut: meta.status === 'timeout', characters: answer.text.length }
      },
      {},
      signal,
    )
  }

  #json(answer: RawAnswer, long: LongArray): Promise<JsonValue> {
    return parseLosslessInTurns(answer.text, long, breather())
  }

  async #ask<T>(
    doing: string,
    budget: RequestBudget,
    call: (client: DatadogClient, signal: AbortSignal) => Promise<RawAnswer>,
    read: (answer: RawAnswer) => Promise<T>,
    overrides: Partial<RequestContext>,
    signal: AbortSignal,
  ): Promise<T> {
    const client = this.#open()
    const what = `${doing} in ${this.#source.site}`
    const attempt = async (own: AbortSignal): Promise<T> => {
      const answer = await call(client, own)
      this.clock.observe(answer.headers.date, answer.headers.age)
      observe(budget, answer)
      try {
        return await read(answer)
      } catch (error) {
        if (error instanceof SyntaxError) throw new TraceCraftError(notDatadog(this.#source, answer, what))
        throw error
      }
    }
    return request(
      { attempt, explain: (error) => this.#read(error, what, budget) },
      {
        ...requestDefaults,
        ...this.#deps.requests,
        budget,
        timedOut: (ms) => timedOut(what, ms),
        overBudget: (ms) => overBudget(what, ms),
        ...overrides,
      },
      signal,
    )
  }

  #read(error: unknown, what: string, budget: RequestBudget): ErrorInfo {
    if (error instanceof DatadogHttpError) observe(budget, error.answer)
    return this.#explain(error, what)
  }

  #open(): DatadogClient {
    if (this.#client) return this.#client
    const keys = resolveDatadogKeys(this.#source, this.#deps.env)
    const limits = { ...answerLimits, ...this.#deps.requests }
    this.#client = createDatadogClient(apiBase(this.#source), keys, limits, this.#connections)
    return this.#client
  }
}

/** Enough of a trace's spans to tell whether they are any. */
function firstOf(items: TextItems): JsonValue[] {
  return Array.from({ length: Math.min(items.count, 20) }, (_, index) => items.item(index))
}

/** `https://api.datadoghq.eu`, or the endpoint that the source names. Throws SETTINGS for a site that is none. */
export function apiBase(source: DatadogSource): string {
  if (source.endpoint !== null) return source.endpoint
  const host = datadogApiHost(source.site)
  if (host) return `https://${host}`
  throw failure({ code: 'SETTINGS', platform: 'datadog', message: `"${source.site}" is not a Datadog site.` })
}

/** The limits are the organization's: others use them up too. When Datadog says that none is left, no request is made until it says. */
function observe(budget: RequestBudget, { headers }: RawAnswer): void {
  const wait = resetMs(headers)
  if (headers['x-ratelimit-remaining'] === '0' && wait !== null) budget.closeFor(wait)
}

function timedOut(what: string, ms: number): ErrorInfo {
  return failure({
    code: 'TIMED_OUT',
    platform: 'datadog',
    message: `Datadog did not answer within ${ms / 1000} s when asked ${what}.`,
    fix: fix('Check the network, or ask for a shorter time.'),
  }).info
}

function overBudget(what: string, waitMs: number): ErrorInfo {
  return failure({
    code: 'THROTTLED',
    platform: 'datadog',
    message: `Datadog allows no more requests ${what} for ${formatDuration(microseconds(waitMs * 1000))}.`,
    cause: 'The limit of requests in this span of time is used up: 300 searches an hour, 60 traces a minute.',
    fix: fix('Wait for the limit to reset, or raise the cache time of the source.'),
    retryAfterMs: waitMs,
  }).info
}
