/** A list of 1,000 X-Ray traces: the store, which draws rows from summaries alone, beside a plain loop over the same SDK client that opens every trace by BatchGetTraces. */

import { fork } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { startPlatformServer } from '../src/demo/http/server.ts'
import { createTraffic } from '../src/demo/traffic/traffic.ts'
import { xrayPlatform } from '../src/demo/xray/platform.ts'
import { answerLimits } from '../src/main/stores/answer-limit.ts'
import { Connections } from '../src/main/stores/connections.ts'
import { openXRayClient } from '../src/main/stores/xray/client.ts'
import { openXRayStore } from '../src/main/stores/xray/store.ts'
import type { XRaySource } from '../src/shared/source.ts'
import { microseconds } from '../src/shared/units.ts'
import { mb, median, ms, ratio, section } from './report.ts'

const traces = 1000
/** BatchGetTraces takes no more. */
const idsOfCall = 5
const noon = Date.UTC(2026, 10, 22, 12)
const hour = 3_600_000
const keys = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'placeholder' }

interface Listed {
  readonly ms: number
  readonly firstMs: number
  readonly firstCalls: number
  readonly calls: number
  readonly opened: number
  readonly bytes: number
  readonly rows: number
}

/** Lists all traces; tells when it has the first rows; resolves to how many there were. */
type Lister = (endpoint: string, first: () => void) => Promise<number>

/** Prints the section. `script` is the bench's own bundle. */
export async function benchListing(script: string, runs: number): Promise<void> {
  const child = fork(script, ['xray'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  try {
    const endpoint = await new Promise<string>((resolve, reject) => {
      child.once('message', (message) => resolve(message as string))
      child.once('exit', (code) => reject(new Error(`the demo ended with ${code}`)))
    })
    const ours: Listed[] = []
    const plain: Listed[] = []
    for (let n = 0; n <= runs; n++) {
      const one = await measured(endpoint, byStore)
      const other = await measured(endpoint, byOpening)
      if (one.rows !== traces || other.rows !== traces) throw new Error(`${one.rows} and ${other.rows} traces listed`)
      // The first round loads the SDK, and lets the demo build its traces.
      if (n > 0) {
        ours.push(one)
        plain.push(other)
      }
    }
    print(ours, plain, runs)
  } finally {
    child.kill()
  }
}

/** In the child: an X-Ray that holds 1,000 traces of the last hour and refuses no request for its number. */
export async function answerAsXRay(): Promise<void> {
  const traffic = createTraffic({ seed: 7, ratePerMinute: 0, now: () => noon })
  const scenarios = traffic.scenarioNames.filter((name) => !['huge', 'running', 'crossing'].includes(name))
  for (let i = 0; i < traces; i++)
    traffic.emit(scenarios[i % scenarios.length]!, { platforms: ['xray'], at: noon - hour + i * 3000 })
  const quota = { requests: Infinity, windowMs: 1000 }
  const server = await startPlatformServer(xrayPlatform(traffic, { quota }), { now: () => noon })
  process.send?.(server.url)
}

async function byStore(endpoint: string, first: () => void): Promise<number> {
  const source: XRaySource = {
    type: 'xray',
    name: 'bench',
    color: 'amber',
    service: null,
    lookbackHours: 1,
    cacheTtlSeconds: 60,
    region: 'us-east-1',
    profile: null,
    endpoint,
  }
  const store = openXRayStore(source, { env: keys, now: () => noon })
  const window = { from: microseconds((noon - 1.1 * hour) * 1000), to: microseconds(noon * 1000) }
  let rows = 0
  for await (const page of store.list({ window, errorsOnly: false }, new AbortController().signal)) {
    rows += page.runs.length
    if (rows > 0) first()
  }
  store.close()
  return rows
}

/** What a program without summaries in mind does: asks which traces there are, then opens all of them. */
async function byOpening(endpoint: string, first: () => void): Promise<number> {
  const { signal } = new AbortController()
  const connections = new Connections()
  const client = await openXRayClient({
    region: 'us-east-1',
    endpoint,
    credentials: () =>
      Promise.resolve({ accessKeyId: keys.AWS_ACCESS_KEY_ID, secretAccessKey: keys.AWS_SECRET_ACCESS_KEY }),
    maxAnswerBytes: answerLimits.pageBytes,
    onHeaders: () => {},
    connections,
  })
  const ids: string[] = []
  let nextToken: string | null = null
  do {
    const question = { from: new Date(noon - 1.1 * hour), to: new Date(noon), filter: null, nextToken }
    const page = await client.getTraceSummaries(question, signal)
    for (const { Id: id } of page.TraceSummaries ?? []) if (id !== undefined) ids.push(id)
    nextToken = page.NextToken ?? null
  } while (nextToken !== null)
  let rows = 0
  for (let i = 0; i < ids.length; i += idsOfCall) {
    const answer = await client.batchGetTraces(ids.slice(i, i + idsOfCall), signal)
    for (const trace of answer.Traces ?? []) {
      for (const { Document: document } of trace.Segments ?? []) JSON.parse(document ?? 'null')
      rows++
    }
    first()
  }
  connections.close()
  return rows
}

/** Counts what goes over the wire where Node itself sees it, so that both ways are counted alike. */
async function measured(endpoint: string, list: Lister): Promise<Listed> {
  let calls = 0
  let opened = 0
  let bytes = 0
  let firstMs = 0
  let firstCalls = 0
  const count = (message: unknown) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage }
    calls++
    if (request.path === '/Traces') opened++
    bytes += Number(response.headers['content-length'])
  }
  subscribe('http.client.response.finish', count)
  try {
    const started = performance.now()
    const rows = await list(endpoint, () => {
      if (firstCalls > 0) return
      firstMs = performance.now() - started
      firstCalls = calls
    })
    return { ms: performance.now() - started, firstMs, firstCalls, calls, opened, bytes, rows }
  } finally {
    unsubscribe('http.client.response.finish', count)
  }
}

function print(ours: readonly Listed[], plain: readonly Listed[], runs: number): void {
  const line = (name: string, key: keyof Listed, show: (value: number) => string) => {
    const store = median(ours.map((one) => one[key]))
    const loop = median(plain.map((one) => one[key]))
    return [name, show(store), show(loop), store === 0 ? '' : ratio(loop, store)]
  }
  section(
    `Listing ${traces.toLocaleString('en')} X-Ray traces`,
    `Median of ${runs} after a warm-up, each time with a new client. The loop asks for the same summaries, then for every trace, ${idsOfCall} in a call of BatchGetTraces. The ratio is the loop to the store; bytes are those of the answers' bodies.`,
    [
      ['', 'store', 'loop', 'ratio'],
      line('time to first rows', 'firstMs', ms),
      line('calls to first rows', 'firstCalls', String),
      line('time to all rows', 'ms', ms),
      line('calls', 'calls', String),
      line('of them BatchGetTraces', 'opened', String),
      line('bytes', 'bytes', mb),
    ],
  )
}
