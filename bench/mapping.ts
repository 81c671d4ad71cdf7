/**
 * From the text of a payload to the outline of its run, for 100,000 spans a platform, beside JSON.parse of the very same text. Each platform is measured in a process of its own,
 * so that none works in the heap that another left behind.
 */

import { fork } from 'node:child_process'
import { assembleRun } from '../src/main/semantics/assemble.ts'
import type { Span } from '../src/main/semantics/span.ts'
import { readAnswer } from '../src/main/stores/azuremonitor/answer.ts'
import { mapRun } from '../src/main/stores/azuremonitor/map.ts'
import { breather } from '../src/main/stores/breathe.ts'
import { mapSpan, rawSpans } from '../src/main/stores/cloudtrace/map.ts'
import { list, record } from '../src/main/stores/datadog/fields.ts'
import { parseLosslessInTurns } from '../src/main/stores/datadog/lossless-json.ts'
import { mapTraceSpans } from '../src/main/stores/datadog/map.ts'
import { SegmentCollector } from '../src/main/stores/xray/map.ts'
import type { Outline } from '../src/shared/model/outline.ts'
import { type Platform, platforms, platformTitle } from '../src/shared/platform.ts'
import { longTrace } from './payloads/long-trace.ts'
import { payloadOf } from './payloads/payload.ts'
import { median, mb, ms, ratio, section } from './report.ts'

const steps = 100_000
const never = new AbortController().signal

/** What one platform's process found. Times in milliseconds. */
interface Measured {
  readonly characters: number
  readonly steps: number
  readonly parse: readonly number[]
  readonly whole: readonly number[]
  /** Of each run: the longest hold of the event loop after the platform's own one call of JSON.parse. */
  readonly stall: readonly number[]
  /** Of each run: that call, where the platform's answer is parsed in one piece. */
  readonly parseStall: readonly number[]
}

/** Prints the section. `script` is the bench's own bundle. */
export async function benchMapping(script: string, runs: number): Promise<void> {
  const rows = [['', 'text', 'JSON.parse', 'to outline', 'ratio', 'longest stall', 'stall of parsing at once']]
  for (const platform of platforms) {
    const found = await inProcess(script, platform, runs)
    const parse = median(found.parse)
    const whole = median(found.whole)
    const atOnce = Math.max(...found.parseStall)
    rows.push([
      platformTitle[platform],
      mb(found.characters),
      ms(parse),
      ms(whole),
      ratio(whole, parse),
      ms(Math.max(...found.stall)),
      atOnce === 0 ? 'none' : ms(atOnce),
    ])
    if (found.steps < steps) throw new Error(`${platform}: an outline of ${found.steps} steps`)
  }
  section(
    `From payload to outline, ${steps.toLocaleString('en')} spans`,
    `Median of ${runs} rounds after a warm-up, both in turn in one process. X-Ray's segments are JSON texts within the JSON: each is parsed besides. The longest stall is the worst of all rounds.`,
    rows,
  )
}

function inProcess(script: string, platform: Platform, runs: number): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const child = fork(script, ['mapping', platform, String(runs)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    child.once('message', (message) => resolve(message as Measured))
    child.once('exit', (code) => reject(new Error(`the bench of ${platform} ended with ${code}`)))
  })
}

/** In the child: measures and answers. */
export async function answerMapping(platform: Platform, runs: number): Promise<void> {
  const text = payloadOf(platform, longTrace(platform, steps))
  const parse: number[] = []
  const whole: number[] = []
  const stall: number[] = []
  const parseStall: number[] = []
  let length = 0
  for (let n = 0; n <= runs; n++) {
    const parsed = timeOfParse(text)
    await turn()
    const watch = watchLoop()
    const started = performance.now()
    const { outline, atOnce } = await outlineOf(platform, text, watch)
    const took = performance.now() - started
    const longest = watch.end()
    length = outline.length
    await turn()
    // The first round warms up.
    if (n === 0) continue
    parse.push(parsed)
    whole.push(took)
    stall.push(longest)
    parseStall.push(atOnce)
  }
  const answer: Measured = { characters: text.length, steps: length, parse, whole, stall, parseStall }
  process.send?.(answer, () => process.disconnect())
}

/** The value is used after the clock has stopped, so that it is not thrown away before. */
function timeOfParse(text: string): number {
  const started = performance.now()
  const value: unknown = JSON.parse(text)
  const took = performance.now() - started
  if (typeof value !== 'object') throw new Error('not an object')
  return took
}

async function outlineOf(
  platform: Platform,
  text: string,
  watch: LoopWatch,
): Promise<{ outline: Outline; atOnce: number }> {
  const { spans, atOnce } = await readers[platform](text, watch)
  const run = await assembleRun({ platform, nativeId: 'bench', spans, complete: true, notices: [] })
  return { outline: run.outline, atOnce }
}

type Reader = (text: string, watch: LoopWatch) => Promise<{ spans: readonly Span[]; atOnce: number }>

/** What each store does between the text of an answer and its spans. */
const readers: Readonly<Record<Platform, Reader>> = {
  async xray(text, watch) {
    const { value, atOnce } = parseAtOnce(text, watch)
    const breathe = breather()
    const collector = new SegmentCollector()
    for (const segment of (value as { Traces: { Segments: { Id: string; Document: string }[] }[] }).Traces[0]!
      .Segments) {
      collector.add({ id: segment.Id, document: segment.Document })
      const pause = breathe()
      if (pause) await pause
    }
    const finishing = collector.finishing()
    let step = finishing.next()
    for (; step.done !== true; step = finishing.next()) await breathe()
    return { spans: step.value.spans, atOnce }
  },
  async cloudtrace(text, watch) {
    const { value, atOnce } = parseAtOnce(text, watch)
    const breathe = breather()
    const spans: Span[] = []
    for (const [index, raw] of rawSpans(value).entries()) {
      spans.push(mapSpan(raw, index))
      await breathe()
    }
    return { spans, atOnce }
  },
  async azuremonitor(text) {
    const { table } = await readAnswer(text, never)
    const { spans } = await mapRun(table, null)
    return { spans, atOnce: 0 }
  },
  async datadog(text) {
    const breathe = breather()
    const body = record(await parseLosslessInTurns(text, { key: 'spans', depth: 3 }, breathe))
    const { spans } = await mapTraceSpans(list(record(record(body.data).attributes).spans), breathe)
    return { spans, atOnce: 0 }
  },
}

/** JSON.parse of a whole answer, as the platform's SDK does it: its hold of the loop is counted by itself. */
function parseAtOnce(text: string, watch: LoopWatch): { value: unknown; atOnce: number } {
  const started = performance.now()
  const value: unknown = JSON.parse(text)
  const atOnce = performance.now() - started
  watch.forget()
  return { value, atOnce }
}

interface LoopWatch {
  /** What has held the loop until now does not count. */
  forget(): void
  /** Ends the watch; the longest hold in milliseconds. */
  end(): number
}

/** setImmediate comes once in each turn of the loop: the longest time between two turns is the longest hold. */
function watchLoop(): LoopWatch {
  let last = performance.now()
  let longest = 0
  let watching = true
  const tick = () => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    if (watching) setImmediate(tick)
  }
  setImmediate(tick)
  return {
    forget: () => void (last = performance.now()),
    end: () => {
      tick()
      watching = false
      return longest
    },
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
