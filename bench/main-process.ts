/**
 * How long the process that owns the windows is held while a page opens a long run through it: the real host with the built service in its thread, the real carriers, and a page
 * that is not in that process's main thread. What the platform answers with lies ready in a process of its own.
 */

import { fork } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel, type MessagePort, Worker, workerData } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import type { WebSocket } from 'ws'
import { joinService } from '../src/main/headless/join-service.ts'
import { startWebHost } from '../src/main/headless/web-host.ts'
import { startService } from '../src/main/service/host.ts'
import type { Client } from '../src/renderer/src/client.ts'
import { type Platform, platforms, platformTitle } from '../src/shared/platform.ts'
import type { SourceSettings } from '../src/shared/source.ts'
import { toNative } from '../src/shared/trace-id.ts'
import { keysWith, openSocket, tokenOf } from '../tests/support/page-keys.ts'
import { watchIdleLoop } from './loop-watch.ts'
import { longTrace } from './payloads/long-trace.ts'
import { payloadOf } from './payloads/payload.ts'
import { median, ms, section } from './report.ts'

const sizes = [10_000, 100_000]
const carriers = ['port', 'socket'] as const
type Carrier = (typeof carriers)[number]

/** What the process that owns the windows is to open, how often, and over which carrier. */
interface HostTask {
  readonly platform: Platform
  readonly endpoint: string
  readonly traceId: string
  readonly carrier: Carrier
  readonly rounds: number
  readonly mainDir: string
}

/** Whom a page asks for what. `url` is the host's address with its token; null for a page that was given a port. */
interface PageTask {
  readonly url: string | null
  readonly traceId: string
  readonly rounds: number
}

/** What a page tells when a round begins and ends. */
type PageNews = { readonly kind: 'opening' } | { readonly kind: 'opened'; readonly ms: number; readonly steps: number }

interface Held {
  readonly times: readonly number[]
  /** Longest hold of the main thread in each round. */
  readonly main: readonly number[]
  /** Longest wait of a small question that was asked while the run was opened: how long the service's own thread was held. */
  readonly waits: readonly number[]
  readonly steps: number
}

/** Prints the section. `script` is the bench's own bundle, `mainDir` the folder of the built app's main bundle. */
export async function benchMainProcess(script: string, mainDir: string, runs: number): Promise<void> {
  const rows = [
    ['', 'steps', 'window: opened', 'main process', 'its thread', 'browser: opened', 'main process', 'its thread'],
  ]
  for (const steps of sizes)
    for (const platform of platforms) {
      const { child: server, answer } = started<{ endpoint: string; traceId: string }>(script, [
        'answers',
        platform,
        String(steps),
      ])
      try {
        const { endpoint, traceId } = await answer
        const cells: string[] = []
        for (const carrier of carriers) {
          const task: HostTask = { platform, endpoint, traceId, carrier, rounds: runs, mainDir }
          const { answer: held } = started<Held>(script, ['host', JSON.stringify(task)])
          const { times, main, waits, steps: seen } = await held
          if (seen < steps) throw new Error(`${platform}: a run of ${seen} steps`)
          cells.push(ms(median(times)), ms(Math.max(...main)), ms(Math.max(...waits)))
        }
        rows.push([platformTitle[platform], steps.toLocaleString('en'), ...cells])
      } finally {
        server.kill()
      }
    }
  section(
    'What the process that owns the windows feels',
    `A page opens a run, from its question to the outline in its hands; median of ${runs} rounds after a warm-up, cache cold. "Main process" is the longest hold of that process's event loop in any round, "its thread" the longest wait of another small question to the service meanwhile. A window's page is joined by a MessagePort, a browser's by a WebSocket.`,
    rows,
  )
}

function started<T>(script: string, args: readonly string[]) {
  const child = fork(script, [...args], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const answer = new Promise<T>((resolve, reject) => {
    child.once('message', (message) => resolve(message as T))
    child.once('exit', (code) => reject(new Error(`${args.join(' ')} ended with ${code}`)))
  })
  return { child, answer }
}

/** The path of the request that opens a run; everything else is not found. */
const opens: Readonly<Record<Platform, RegExp>> = {
  xray: /^\/Traces$/,
  cloudtrace: /\/traces\//,
  azuremonitor: /\/query$/,
  datadog: /\/trace\//,
}

/** In a child: a platform that knows one run, and answers with it at once. */
export async function answerAsPlatform(platform: Platform, steps: number): Promise<void> {
  const trace = longTrace(platform, steps)
  const body = Buffer.from(payloadOf(platform, trace))
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      const known = opens[platform].test(new URL(request.url ?? '/', 'http://127.0.0.1').pathname)
      response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' })
      response.end(known ? body : '{"errors":["not found"]}')
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  process.send?.({ endpoint: `http://127.0.0.1:${port}`, traceId: toNative(platform, trace.traceId) })
}

/** In a child: the process that owns the windows. */
export async function answerAsHost(script: string, given: readonly string[]): Promise<void> {
  const { platform, endpoint, traceId, carrier, rounds, mainDir } = JSON.parse(given[0]!) as HostTask
  const service = await startService({
    mainDir,
    env: { ...process.env, DD_API_KEY: 'placeholder', DD_APP_KEY: 'placeholder' },
    configPath: join(tmpdir(), `tracecraft-bench-none-${process.pid}.yaml`),
    environment: null,
    argumentSources: [sourceOf(platform, endpoint)],
    info: { version: '0', carrier: carrier === 'port' ? 'desktop' : 'browser', os: process.platform },
    logLevel: 'error',
  })
  const times: number[] = []
  const main: number[] = []
  const waits: number[] = []
  let length = 0
  let watch = watchIdleLoop()
  let asking = askOften(service)
  let round = 0
  const hear = (news: PageNews) => {
    if (news.kind === 'opening') {
      watch = watchIdleLoop()
      asking = askOften(service)
      return
    }
    length = news.steps
    const held = watch.end()
    const waited = asking()
    // The first round loads the SDK.
    if (round++ === 0) return
    times.push(news.ms)
    main.push(held)
    waits.push(waited)
  }
  watch.end()
  asking()
  await (carrier === 'port' ? openByPort : openBySocket)(script, service, { traceId, rounds }, hear)
  await service.close()
  process.send?.({ times, main, waits, steps: length } satisfies Held, () => process.exit(0))
}

type Service = Awaited<ReturnType<typeof startService>>
type Ask = Pick<PageTask, 'traceId' | 'rounds'>

/** As the desktop joins a window's port to the service; the page is a thread, where Electron has a process. */
function openByPort(script: string, service: Service, ask: Ask, hear: (news: PageNews) => void): Promise<void> {
  const { port1, port2 } = new MessageChannel()
  const line = service.connect(
    (data) => port1.postMessage(data),
    () => port1.close(),
  )
  port1.on('message', (data) => line.send(data))
  const task: PageTask & { port: MessagePort } = { ...ask, url: null, port: port2 }
  const page = new Worker(script, { argv: ['page'], workerData: task, transferList: [port2] })
  return new Promise((resolve, reject) => {
    page.on('message', hear)
    page.once('error', reject)
    page.once('exit', () => {
      port1.close()
      resolve()
    })
  })
}

async function openBySocket(script: string, service: Service, ask: Ask, hear: (news: PageNews) => void): Promise<void> {
  const host = await startWebHost({
    pageDir: tmpdir(),
    port: 0,
    accept: (socket) => joinService(service, socket),
  })
  const page = fork(script, ['page'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  page.send({ ...ask, url: host.url } satisfies PageTask)
  page.on('message', (news) => hear(news as PageNews))
  await new Promise((gone) => page.once('exit', gone))
  await host.close()
}

/** In a thread or a child: a page. */
export async function answerAsPage(): Promise<void> {
  const given = workerData as (PageTask & { port: MessagePort }) | null
  const task =
    given ?? (await new Promise<PageTask>((resolve) => process.once('message', (m) => resolve(m as PageTask))))
  const { parentPort } = await import('node:worker_threads')
  const tell = (news: PageNews) => (parentPort ? parentPort.postMessage(news) : process.send?.(news))
  const client: Client =
    given === null
      ? createORPCClient(new SocketLink({ websocket: await pageSocket(task.url ?? '') }))
      : createORPCClient(new PortLink({ port: given.port }))
  const [source] = (await client.sources.list()).sources
  for (let n = 0; n <= task.rounds; n++) {
    await client.sources.refresh({ ids: null })
    tell({ kind: 'opening' })
    await turnsOfOthers()
    const asked = performance.now()
    const opened = await client.runs.open({ sourceId: source!.id, traceId: task.traceId, startedAt: null })
    tell({ kind: 'opened', ms: performance.now() - asked, steps: opened.outline.length })
    await turnsOfOthers()
  }
  process.exit(0)
}

/** Lets what was told arrive before the next question. */
function turnsOfOthers(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50))
}

async function pageSocket(address: string): Promise<WebSocket> {
  const socket = await openSocket(new URL(address).origin, '/rpc', keysWith(tokenOf(address)))
  socket.binaryType = 'arraybuffer'
  return socket
}

/** Asks the service something small every 5 ms over a line of its own; the returned function ends it and gives the longest wait in milliseconds. */
function askOften(service: Service): () => number {
  const { port1, port2 } = new MessageChannel()
  const line = service.connect(
    (data) => port1.postMessage(data),
    () => port1.close(),
  )
  port1.on('message', (data) => line.send(data))
  const client: Client = createORPCClient(new PortLink({ port: port2 }))
  let longest = 0
  const stop = new AbortController()
  const ask = async () => {
    while (!stop.signal.aborted) {
      const asked = performance.now()
      const waited = () => performance.now() - asked
      pending = waited
      await client.app.info()
      pending = () => 0
      longest = Math.max(longest, waited())
      await new Promise((later) => setTimeout(later, 5))
    }
    line.close()
    port1.close()
  }
  let pending = () => 0
  void ask()
  return () => {
    stop.abort()
    return Math.max(longest, pending())
  }
}

function sourceOf(platform: Platform, endpoint: string): SourceSettings {
  const common = { name: 'bench', color: 'amber', service: null, lookbackHours: 1, cacheTtlSeconds: 60, endpoint }
  switch (platform) {
    case 'xray':
      return { ...common, type: platform, region: 'us-east-1', profile: null }
    case 'cloudtrace':
      return { ...common, type: platform, project: 'demo-project' }
    case 'azuremonitor':
      return { ...common, type: platform, workspaceId: '00000000-0000-4000-8000-000000000000', resourceId: null }
    case 'datadog':
      return { ...common, type: platform, site: 'us1', apiKeyEnv: 'DD_API_KEY', appKeyEnv: 'DD_APP_KEY' }
  }
}
