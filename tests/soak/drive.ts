/** Drives a soak from the process that owns the windows: the real host with the built service in its thread, a page in another, the platforms in a process of their own. */

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BroadcastChannel, MessageChannel, Worker } from 'node:worker_threads'
import { startService } from '../../src/main/service/host.ts'
import type { SourceSettings } from '../../src/shared/source.ts'
import type { PageTask } from './page-load.ts'
import type { DemoCounts, MinuteSample, PageCounts, SoakPlan, Stalls } from './plan.ts'

/** What a thread tells of itself. */
interface ThreadTold {
  readonly kind: 'told'
  readonly ask: number
  readonly name: string
  readonly stalled: Stalls
  readonly heapUsed: number
  readonly handles: Readonly<Record<string, number>>
}

/** Runs the plan. `script` is the soak's own bundle; `minuteDone` gets each simulated minute. Resolves to all minutes. */
export async function soak(
  script: string,
  plan: SoakPlan,
  minuteDone: (sample: MinuteSample) => void,
): Promise<MinuteSample[]> {
  const demo = fork(script, ['demo', JSON.stringify(plan)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const [sources] = (await once(demo, 'message')) as [SourceSettings[]]
  const service = await startService({
    mainDir: plan.mainDir,
    env: process.env,
    configPath: join(tmpdir(), `tracecraft-soak-none-${process.pid}.yaml`),
    environment: null,
    argumentSources: sources,
    info: { version: '0', carrier: 'desktop', os: process.platform },
    logLevel: 'error',
    memoryBytes: plan.cacheBytes,
  })
  const { port1, port2 } = new MessageChannel()
  const line = service.connect(
    (data) => port1.postMessage(data),
    () => port1.close(),
  )
  port1.on('message', (data) => line.send(data))
  const task: PageTask = { port: port2, runsPerSource: plan.runsPerSource }
  const page = new Worker(script, { argv: ['page'], workerData: task, transferList: [port2] })
  const samples: MinuteSample[] = []
  try {
    for (let minute = 1; minute <= plan.minutes; minute++) {
      // By this process's clock, which goes as fast as that of all others.
      await new Promise((later) => setTimeout(later, 60_000))
      const sample = await look(minute, demo, page)
      samples.push(sample)
      minuteDone(sample)
    }
  } finally {
    page.postMessage('stop')
    const gone = once(page, 'exit')
    await Promise.race([gone, new Promise((later) => setTimeout(later, 60_000))])
    port1.close()
    await service.close()
    demo.disconnect()
  }
  return samples
}

async function look(minute: number, demo: ChildProcess, page: Worker): Promise<MinuteSample> {
  const rssBytes = process.memoryUsage.rss()
  const threads = await tellAll(minute, ['host', 'service'])
  const counts = once(demo, 'message') as Promise<[DemoCounts]>
  demo.send('counts')
  const got = once(page, 'message') as Promise<[PageCounts]>
  page.postMessage('counts')
  const service = threads.get('service')!
  return {
    minute,
    heapBytes: service.heapUsed,
    rssBytes,
    host: threads.get('host')!.stalled,
    service: service.stalled,
    handles: service.handles,
    ...(await counts)[0],
    page: (await got)[0],
  }
}

/** Asks every thread of this process how it stands; resolves when those of these names have told. */
async function tellAll(ask: number, names: readonly string[]): Promise<Map<string, ThreadTold>> {
  const channel = new BroadcastChannel('soak')
  const told = new Map<string, ThreadTold>()
  try {
    await new Promise<void>((done) => {
      channel.addEventListener('message', (event) => {
        const message = (event as unknown as { readonly data: ThreadTold }).data
        if (message.kind !== 'told' || message.ask !== ask) return
        told.set(message.name, message)
        if (names.every((name) => told.has(name))) done()
      })
      channel.postMessage({ kind: 'tell', ask })
    })
  } finally {
    channel.close()
  }
  return told
}
