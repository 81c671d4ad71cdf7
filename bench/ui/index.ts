/**
 * `npm run bench:ui`: the built page in Chromium, on runs from a fixed seed, beside an empty page and a bare virtual list in the same run.
 *
 *     BENCH_UI_ONLY=scroll,fold   only these parts: open, scroll, zoom, fold, search, detail, heap, list, payload, wire, start
 *     BENCH_UI_STEPS=100000       only these sizes;  BENCH_UI_SHAPES=agent  only these shapes;  BENCH_UI_ROUNDS=3
 *     BENCH_UI_PAGE=<folder>      another built page than out/renderer
 */

import { fork } from 'node:child_process'
import { cpus, loadavg, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { launchBrowser } from '../../tests/support/browser.ts'
import { startBareHost } from './bare-host.ts'
import { measureList, measurePayload, measureWire } from './other-rounds.ts'
import { medians, printLines, timelineLines } from './results.ts'
import { type Shape, shapes } from './shapes.ts'
import { answerAsService } from './stand-in.ts'
import { benchStart } from './start-rounds.ts'
import { type Figures, measureApp, measureBare, measureIdle, timelineParts } from './timeline-rounds.ts'

const env = process.env
const out = import.meta.dirname

if (process.argv[2] === 'service') await answerAsService(process.argv[3]!, Number(process.argv[4]))
else await bench()

function listed<T extends string>(name: string, all: readonly T[]): readonly T[] {
  const wanted = env[name]?.split(',').map((one) => one.trim())
  return wanted ? all.filter((one) => wanted.includes(one)) : all
}

async function bench(): Promise<void> {
  const rounds = Number(env['BENCH_UI_ROUNDS'] ?? 3)
  const sizes = (env['BENCH_UI_STEPS'] ?? '1000,10000,100000').split(',').map(Number)
  const parts = new Set(listed('BENCH_UI_ONLY', [...timelineParts, 'list', 'payload', 'wire', 'start']))
  const browser = await launchBrowser()
  const loadBefore = loadavg()[0]!.toFixed(1)
  console.log(`Chromium ${browser.version()}, Node ${process.version}, ${process.platform} ${process.arch}`)
  console.log(
    `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GB; load ${loadBefore} at the start`,
  )
  const bare = await startBareHost(join(out, 'bare'))
  const service = await startService(8)
  const full = parts.has('list') ? await startService(12_500) : null
  const sum = { met: 0, missed: 0 }
  const print = (...given: Parameters<typeof printLines>): void => {
    const { met, missed } = printLines(...given)
    sum.met += met
    sum.missed += missed
  }
  try {
    const idleRounds: Figures[] = []
    for (let round = 0; round < rounds; round++) idleRounds.push(await measureIdle(browser, bare.url))
    if (timelineParts.some((part) => parts.has(part)))
      for (const steps of sizes)
        for (const shape of listed<Shape>('BENCH_UI_SHAPES', shapes)) {
          const app: Figures[] = []
          const plain: Figures[] = []
          const note = (error: unknown): Figures => {
            console.log(
              `  not measured (${shape}, ${steps}): ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
            )
            return {}
          }
          for (let round = 0; round < rounds; round++) {
            // Beside each other within each round, so that a drift of the machine meets all of them.
            idleRounds.push(await measureIdle(browser, bare.url))
            plain.push(await measureBare(browser, bare.url, shape, steps, parts).catch(note))
            app.push(await measureApp(browser, service.url, shape, steps, parts).catch(note))
          }
          print(
            `${steps.toLocaleString('en-US')} steps, ${shape}`,
            `Medians of ${rounds} rounds.`,
            timelineLines(steps, medians(app), medians(plain), medians(idleRounds)),
          )
        }
    const idle = medians(idleRounds)
    if (full) {
      const lists: Figures[] = []
      for (let round = 0; round < rounds; round++) lists.push(await measureList(browser, full.url, 50_000))
      const list = medians(lists)
      print(
        'A list of runs from four sources',
        `${list['list rows']?.toLocaleString('en-US')} rows; medians of ${rounds}.`,
        [
          { label: 'scrolling: frame p50', unit: 'ms', app: list['list scroll p50'], idle: idle['idle p50'] },
          {
            label: 'scrolling: frame p95',
            unit: 'ms',
            app: list['list scroll p95'],
            idle: idle['idle p95'],
            goal: idle['idle p95']! + 0.5,
          },
          { label: 'scrolling: longest frame', unit: 'ms', app: list['list scroll max'], idle: idle['idle max'] },
          { label: 'scrolling: main thread', unit: 'share', app: list['list scroll busy'], idle: idle['idle busy'] },
        ],
      )
    }
    if (parts.has('payload')) {
      const opened: Figures[] = []
      for (let round = 0; round < rounds; round++) opened.push(await measurePayload(browser, service.url))
      print('A payload of 10 MB', `Median of ${rounds}.`, [
        { label: 'click to first text', unit: 'ms', app: medians(opened)['payload'], goal: 100 },
      ])
    }
    if (parts.has('wire')) {
      const wire = medians(await measureWire(100_000, rounds))
      print(
        'The Outline of 100,000 steps on the wire',
        'Pack, serialise, parse, unpack in Node. The column "bare list" is the same steps as JSON objects.',
        [
          { label: 'time', unit: 'ms', app: wire['wire ms'], bare: wire['objects ms'] },
          { label: 'size', unit: 'bytes', app: wire['wire bytes'], bare: wire['objects bytes'] },
        ],
      )
    }
    if (parts.has('start')) await benchStart(rounds)
    console.log(
      `\n${sum.met} goals met, ${sum.missed} missed; load ${loadBefore} at the start, ${loadavg()[0]!.toFixed(1)} at the end.`,
    )
  } finally {
    await browser.close()
    bare.close()
    service.stop()
    full?.stop()
  }
}

async function startService(rows: number): Promise<{ url: string; stop: () => void }> {
  const page = env['BENCH_UI_PAGE'] ?? resolve(out, '../renderer')
  const child = fork(import.meta.filename, ['service', resolve(page), String(rows)])
  const url = await new Promise<string>((ready, failed) => {
    child.once('message', (message) => ready(message as string))
    child.once('exit', (code) => failed(new Error(`The service ended with ${code}.`)))
  })
  return { url, stop: () => child.disconnect() }
}
