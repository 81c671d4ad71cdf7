/** One source's way to X-Ray: its client, credentials and budget, and the loop that every request goes through. */

import { errorInfo, fix, TraceCraftError } from '../../../shared/errors.ts'
import type { XRaySource } from '../../../shared/source.ts'
import { AwsCredentials } from '../../credentials/aws.ts'
import { answerLimits } from '../answer-limit.ts'
import { Connections } from '../connections.ts'
import { RequestBudget } from '../request-budget.ts'
import { request, type RequestContext, requestDefaults } from '../request-loop.ts'
import { ServerClock } from '../server-clock.ts'
import type { StoreDeps } from '../store-deps.ts'
import { openXRayClient, type XRayReadClient } from './client.ts'
import { explainXRay, notXRays, type XRayPlace, type XRayTask } from './explain.ts'

/** The calls that are made, with the words for what each is for. */
export const tasks = {
  list: { operation: 'GetTraceSummaries', doing: 'list traces' },
  open: { operation: 'BatchGetTraces', doing: 'read a trace' },
  destination: { operation: 'GetTraceSegmentDestination', doing: 'read where spans are kept' },
  indexing: { operation: 'GetIndexingRules', doing: 'read what share of traces is indexed' },
  retrieve: { operation: 'StartTraceRetrieval', doing: 'retrieve a trace from Transaction Search' },
  retrieved: { operation: 'ListRetrievedTraces', doing: 'read a retrieved trace' },
  cancel: { operation: 'CancelTraceRetrieval', doing: 'cancel a retrieval' },
} as const satisfies Record<string, XRayTask>

/** What a test may set otherwise. */
export interface XRayTuning {
  readonly timeoutMs?: number
  readonly maxAttempts?: number
  /** Between two looks at a retrieval that is under way. */
  readonly pollMs?: number
}

/**
 * Our own limit: X-Ray publishes none for its read calls and shares an account's quota with other tools. 10 a second on average is well
 * below where throttling was reported.
 */
const limit = { units: 100, windowMs: 10_000 }

export class XRayConnection {
  readonly budget: RequestBudget
  readonly credentials: AwsCredentials
  readonly clock = new ServerClock('xray')
  readonly #source: XRaySource
  readonly #context: RequestContext
  readonly #maxAnswerBytes: number
  readonly #connections = new Connections()
  #client: Promise<XRayReadClient> | null = null

  constructor(source: XRaySource, deps: StoreDeps, tuning: XRayTuning = {}) {
    const given = deps.requests ?? {}
    const ledger = deps.ledgers?.of('xray', source.endpoint, source.region, source.profile)
    this.budget = new RequestBudget(limit, given.clock?.now, given.clock?.sleep, ledger)
    // A call brings at most five traces of 500 kB each: there is one limit for lists and for runs.
    this.#maxAnswerBytes = given.pageBytes ?? answerLimits.pageBytes
    this.credentials = new AwsCredentials(source, deps.env, deps.now)
    this.#source = source
    this.#context = {
      budget: this.budget,
      ...requestDefaults,
      ...given,
      ...(tuning.timeoutMs === undefined ? {} : { timeoutMs: tuning.timeoutMs }),
      ...(tuning.maxAttempts === undefined ? {} : { maxAttempts: tuning.maxAttempts }),
      timedOut: (timeoutMs) =>
        errorInfo({
          code: 'TIMED_OUT',
          platform: 'xray',
          message: `X-Ray in ${source.region} did not answer within ${Math.round(timeoutMs / 1000)} s.`,
          fix: fix('Check the network, or ask for a shorter time.'),
        }),
      overBudget: (waitMs) =>
        errorInfo({
          code: 'THROTTLED',
          platform: 'xray',
          message: `X-Ray in ${source.region} has asked for fewer requests.`,
          cause: 'TraceCraft holds back until the time that it was given has passed.',
          fix: fix('Wait a little. A longer cache time of the source asks less often.'),
          retryAfterMs: waitMs,
        }),
    }
  }

  /** Where requests go and with whose credentials, as far as that is known by now. */
  get place(): XRayPlace {
    const { region, endpoint, profile } = this.#source
    const { used } = this.credentials
    return { region, endpoint, profile: used?.profile ?? profile, renewal: used?.renewal ?? null }
  }

  /** Makes a call through the loop. Rejects with a TraceCraftError. */
  call<T>(
    task: XRayTask,
    ask: (client: XRayReadClient, signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    return this.#through(task, async (inner) => ask(await this.#open(), inner), signal)
  }

  /** A call to another AWS service (STS), by the same rules. */
  beside<T>(task: XRayTask, ask: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#through(task, ask, signal)
  }

  /** The BAD_ANSWER of JSON that is not X-Ray's, thrown from within a call. */
  notXRays(task: XRayTask): TraceCraftError {
    return new TraceCraftError(errorInfo({ platform: 'xray', status: 200, ...notXRays(200, task, this.place) }))
  }

  /** The next call makes a new client and looks for credentials again. */
  renew(): void {
    this.#client = null
    this.credentials.forget()
  }

  /** Cuts every connection; requests that wait on one fail as if the network had. */
  cut(): void {
    this.#connections.cut()
  }

  close(): void {
    this.renew()
    this.#connections.close()
  }

  async #through<T>(task: XRayTask, attempt: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      const explain = (error: unknown) => explainXRay(error, task, this.place)
      return await request({ attempt, explain, setRight: clockCorrected }, this.#context, signal)
    } catch (error) {
      // Credentials that were refused are looked for again at the next request, which may come after a new sign-in.
      if (error instanceof TraceCraftError && error.info.code.startsWith('CREDENTIALS_')) this.renew()
      throw error
    }
  }

  #open(): Promise<XRayReadClient> {
    this.#client ??= openXRayClient({
      region: this.place.region,
      endpoint: this.place.endpoint,
      credentials: this.credentials.provider,
      connections: this.#connections,
      maxAnswerBytes: this.#maxAnswerBytes,
      onHeaders: ({ date, age }) => this.clock.observe(date, age),
    }).catch((error: unknown) => {
      this.#client = null
      throw error
    })
    return this.#client
  }
}

/** The SDK has seen by the answer's Date that this machine's clock is wrong, and signs by the right time from now on. */
function clockCorrected(error: unknown): boolean {
  const metadata = (error as { $metadata?: { clockSkewCorrected?: unknown; httpStatusCode?: number } } | null)
    ?.$metadata
  return metadata?.clockSkewCorrected === true && (metadata.httpStatusCode ?? 0) >= 400
}
