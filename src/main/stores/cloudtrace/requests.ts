/** The store's requests: every one through the request loop and the store's budget, with the credentials of the moment. */

import type { AuthClient } from 'google-auth-library'
import { errorInfo, fix, TraceCraftError } from '../../../shared/errors.ts'
import { type CloudTraceSource, isPlainLoopback } from '../../../shared/source.ts'
import { findGoogleCredentials, type GoogleCredentials } from '../../credentials/google.ts'
import { proxyOf } from '../../credentials/google-proxy.ts'
import { answerLimits, type AnswerLimits } from '../answer-limit.ts'
import { Connections } from '../connections.ts'
import { RequestBudget } from '../request-budget.ts'
import { request, type RequestContext, requestDefaults } from '../request-loop.ts'
import { ServerClock } from '../server-clock.ts'
import type { StoreDeps } from '../store-deps.ts'
import { type CloudTraceClient, cloudTraceClient, type ListTracesRequest, placeholderAuth } from './client.ts'
import { badAnswer, type CloudTraceCall, explainCloudTrace } from './explain.ts'

/** Google's read quota of a project: 300 units in 60 s. */
const quota = { units: 300, windowMs: 60_000 }
const listCost = 25
const getCost = 1

/** A JSON object as it came; its fields are not checked. */
export type JsonObject = Readonly<Record<string, unknown>>

interface Session {
  /** Null for a loopback endpoint, which gets a placeholder. */
  readonly credentials: GoogleCredentials | null
  readonly auth: AuthClient
  readonly client: CloudTraceClient
}

/** The requests of one source. */
export class CloudTraceRequests {
  readonly budget: RequestBudget
  readonly clock = new ServerClock('cloudtrace')
  readonly project: string
  readonly #endpoint: string | null
  readonly #deps: StoreDeps
  readonly #limits: AnswerLimits
  readonly #connections = new Connections()
  #session: Promise<Session> | null = null
  #used: GoogleCredentials | null = null

  constructor(source: CloudTraceSource, project: string, deps: StoreDeps) {
    this.project = project
    this.#endpoint = source.endpoint
    this.#deps = deps
    this.#limits = { ...answerLimits, ...deps.requests }
    // On the machine's own clock, as the request loop waits by it; deps.now may be held still.
    const { clock } = deps.requests ?? {}
    const ledger = deps.ledgers?.of('cloudtrace', this.host, project)
    this.budget = new RequestBudget(quota, clock?.now, clock?.sleep, ledger)
  }

  /** True for plain http on loopback, which never receives real credentials. */
  get usesPlaceholder(): boolean {
    return isPlainLoopback(this.#endpoint)
  }

  /** `cloudtrace.googleapis.com`, or host and port of the endpoint in its place. */
  get host(): string {
    return this.#endpoint === null ? 'cloudtrace.googleapis.com' : new URL(this.#endpoint).host
  }

  /** One page of ListTraces. */
  async list(ask: Omit<ListTracesRequest, 'projectId'>, signal: AbortSignal): Promise<JsonObject> {
    return this.#make(
      'list',
      null,
      listCost,
      (client, own) => client.list({ projectId: this.project, ...ask }, own),
      isTraceList,
      signal,
    )
  }

  /** One trace. Rejects with NOT_FOUND when the project does not have it. */
  async get(traceId: string, signal: AbortSignal): Promise<JsonObject> {
    return this.#make(
      'get',
      traceId,
      getCost,
      (client, own) => client.get({ projectId: this.project, traceId }, own),
      isTrace,
      signal,
    )
  }

  /** The credentials that requests are made with; null for a loopback endpoint. Rejects when there are none. No request is made. */
  async credentials(): Promise<GoogleCredentials | null> {
    try {
      return (await this.#open()).credentials
    } catch (error) {
      throw error instanceof TraceCraftError ? error : new TraceCraftError(this.#explain('sign-in', null)(error))
    }
  }

  /** Gets an access token with them, so that an expired sign-in is told apart from a lacking role. */
  async signIn(signal: AbortSignal): Promise<void> {
    const attempt = async () => void (await (await this.#open()).auth.getAccessToken())
    await this.#droppingBadCredentials(
      request({ cost: 0, attempt, explain: this.#explain('sign-in', null) }, this.#context('sign in'), signal),
    )
  }

  /** Cuts every connection; requests that wait on one fail as if the network had. */
  cut(): void {
    this.#connections.cut()
  }

  close(): void {
    this.forget()
    this.#connections.close()
  }

  /** Forgets the client, so that the next request looks for credentials again. */
  forget(): void {
    this.#session = null
  }

  async #make(
    what: 'list' | 'get',
    traceId: string | null,
    cost: number,
    ask: (client: CloudTraceClient, signal: AbortSignal) => Promise<unknown>,
    isAnswer: (answer: JsonObject) => boolean,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    const attempt = async (own: AbortSignal) => {
      const { client } = await this.#signedIn()
      own.throwIfAborted()
      const answer = await ask(client, own)
      if (typeof answer !== 'object' || answer === null || Array.isArray(answer) || !isAnswer(answer as JsonObject))
        throw new TraceCraftError(badAnswer(answer, this.#call(what, traceId)))
      return answer as JsonObject
    }
    const plan = { cost, attempt, explain: this.#explain(what, traceId) }
    return this.#droppingBadCredentials(
      request(plan, this.#context(what === 'list' ? 'list traces' : 'read the trace'), signal),
    )
  }

  /** With a token in hand: a sign-in that fails here costs none of the quota, as Cloud Trace was not asked. */
  async #signedIn(): Promise<Session> {
    const session = await this.#open()
    if (session.credentials === null) return session
    try {
      await session.auth.getAccessToken()
      return session
    } catch (error) {
      throw error instanceof TraceCraftError ? error : new TraceCraftError(this.#explain('sign-in', null)(error))
    }
  }

  /** Whoever signs in again in a terminal must not have to restart the app: refused credentials are read anew the next time. */
  async #droppingBadCredentials<T>(outcome: Promise<T>): Promise<T> {
    try {
      return await outcome
    } catch (error) {
      if (error instanceof TraceCraftError && error.info.code.startsWith('CREDENTIALS_')) this.forget()
      throw error
    }
  }

  #open(): Promise<Session> {
    if (this.#session === null) {
      const opening = this.#makeSession()
      this.#session = opening
      opening.catch(() => {
        if (this.#session === opening) this.#session = null
      })
    }
    return this.#session
  }

  async #makeSession(): Promise<Session> {
    const credentials = this.usesPlaceholder ? null : await findGoogleCredentials(this.#deps.env)
    this.#used = credentials
    const auth = credentials === null ? await placeholderAuth() : await credentials.authClient()
    const wire = {
      ...this.#limits,
      onDate: (date: string | null, age: string | null) => this.clock.observe(date, age),
      // An agent that is given takes the place of the proxy's.
      connections: proxyOf(this.#deps.env) === null || this.usesPlaceholder ? this.#connections : null,
    }
    return { credentials, auth, client: await cloudTraceClient(auth, this.#endpoint, wire) }
  }

  #call(what: CloudTraceCall['what'], traceId: string | null): CloudTraceCall {
    return {
      what,
      project: this.project,
      traceId,
      host: this.host,
      serviceAccount: this.#used?.principal ?? null,
      credentialType: this.#used?.type ?? null,
      maxAnswerBytes: this.#limits[what === 'get' ? 'runBytes' : 'pageBytes'],
    }
  }

  #explain(what: CloudTraceCall['what'], traceId: string | null) {
    return (error: unknown) => explainCloudTrace(error, this.#call(what, traceId))
  }

  #context(deed: string): RequestContext {
    return {
      ...requestDefaults,
      ...this.#deps.requests,
      budget: this.budget,
      timedOut: (timeoutMs) =>
        errorInfo({
          code: 'TIMED_OUT',
          platform: 'cloudtrace',
          message: `${this.host} did not ${deed} within ${Math.round(timeoutMs / 1000)} s.`,
          fix: fix('Try again; if it stays, look at the network and the proxy.'),
        }),
      overBudget: (waitMs) =>
        errorInfo({
          code: 'THROTTLED',
          platform: 'cloudtrace',
          message: `The read quota of Cloud Trace in ${this.project} is spent for the next ${Math.ceil(waitMs / 1000)} s.`,
          cause: `A project may spend ${quota.units} units a minute; a list costs ${listCost}, an opened trace ${getCost}.`,
          fix: fix('Wait for the minute to pass, or give the source a longer cache time.'),
          retryAfterMs: waitMs,
        }),
    }
  }
}

/** Fields that are empty are left out on the wire: `{}` is a list without traces, and any other object without a field of a list is somebody else's. */
function isTraceList(answer: JsonObject): boolean {
  const { traces } = answer
  if (traces === undefined) return Object.keys(answer).length === 0 || typeof answer.nextPageToken === 'string'
  return Array.isArray(traces) && (traces.length === 0 || traces.some((trace) => textField(trace, 'traceId')))
}

/** A trace has its spans, or says at least which one it is. */
function isTrace(answer: JsonObject): boolean {
  return Array.isArray(answer.spans) || (answer.spans === undefined && textField(answer, 'traceId'))
}

function textField(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && typeof (value as JsonObject)[key] === 'string'
}
