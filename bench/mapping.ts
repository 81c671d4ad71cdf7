/**
 * From the text of a payload to the outline of its run, for 100,000 spans a platform, beside JSON.parse of the very same text. Each platform is measured in a process of its own,
 * so that none works in the heap that another left behind.
 */

import { fork } from 'node:child_process'
import { assembleRun } from '../src/main/semantics/assemble.ts'
import type { Span } from '../src/main/semantics/span.ts'
import { readAnswer } from '../src/main/stores/azuremonitor/answer.ts'
import { mapRun } from '../src/main/stores/azuremonitor/map.ts'
import { breather } from '../src/main/breathe.ts'
import { rawSpans, SpanMapper } from '../src/main/stores/cloudtrace/map.ts'
import { readItemsInTurns } from '../src/main/stores/datadog/lossless-json.ts'
import { TraceMapper } from '../src/main/stores/datadog/map-trace.ts'
import { SegmentCollector } from '../src/main/stores/xray/map.ts'
import type { JsonValue } from '../src/shared/model/json-value.ts'
import type { Outline } from '../src/shared/model/outline.ts'
import { type Platform, platforms, platformTitle } from '../src/shared/platform.ts'
import { type LoopWatch, watchBusyLoop } from './loop-watch.ts'
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
  /** JSON.parse of the text and then of every JSON text that lies in it as a value; null on platforms that have none. */
  readonly parseAll: readonly number[] | null
  readonly whole: readonly number[]
  /** Processor time of the same three, all threads counted: what it says does not depend on who else works on the machine. */
  readonly cpu: {
    readonly parse: readonly number[]
    readonly parseAll: readonly number[]
    readonly whole: readonly number[]
  }
  /** Of each run: the longest hold of the event loop after the platform's own one call of JSON.parse. */
  readonly stall: readonly number[]
  /** Of each run: that call, where the platform's answer is parsed in one piece. */
  readonly parseStall: readonly number[]
}

/** Prints the section. `script` is the bench's own bundle. */
export async function benchMapping(script: string, runs: number): Promise<void> {
  const rows = [
    [
      '',
      'text',
      'JSON.parse',
      'and of texts in it',
      'to outline',
      'ratio',
      'ratio to both',
      'in cpu',
      'both in cpu',
      'stall',
      'parse stall',
    ],
  ]
  for (const platform of platforms) {
    const found = await inProcess(script, platform, runs)
    const parse = median(found.parse)
    const whole = median(found.whole)
    const atOnce = Math.max(...found.parseStall)
    rows.push([
      platformTitle[platform],
      mb(found.characters),
      ms(parse),
      found.parseAll === null ? 'none' : ms(median(found.parseAll)),
      ms(whole),
      ratio(whole, parse),
      ratio(whole, found.parseAll === null ? parse : median(found.parseAll)),
      ratio(median(found.cpu.whole), median(found.cpu.parse)),
      ratio(median(found.cpu.whole), median(found.cpu.parseAll)),
      ms(Math.max(...found.stall)),
      atOnce === 0 ? 'none' : ms(atOnce),
    ])
    if (found.steps < steps) throw new Error(`${platform}: an outline of ${found.steps} steps`)
  }
  section(
    `From payload to outline, ${steps.toLocaleString('en')} spans`,
    `Median of ${runs} rounds after a warm-up, in turn in one process. X-Ray's segments and Azure's properties are JSON texts within the JSON: to read them, each has to be parsed besides, which the second figure holds. The stall is the longest hold of the event loop in any round; that of parsing an answer at once, as the SDK does, is counted by itself.`,
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
  const parseAll: number[] = []
  const whole: number[] = []
  const stall: number[] = []
  const parseStall: number[] = []
  const cpu: { parse: number[]; parseAll: number[]; whole: number[] } = { parse: [], parseAll: [], whole: [] }
  let length = 0
  for (let n = 0; n <= runs; n++) {
    const parsed = timeOfParse(text)
    await turn()
    const parsedAll = textsIn[platform] === undefined ? null : timeOfParse(text, textsIn[platform])
    await turn()
    const watch = watchBusyLoop()
    const before = process.cpuUsage()
    const started = performance.now()
    const { outline, atOnce } = await outlineOf(platform, text, watch)
    const took = performance.now() - started
    const used = cpuSince(before)
    const longest = watch.end()
    length = outline.length
    await turn()
    // The first round warms up.
    if (n === 0) continue
    parse.push(parsed.ms)
    cpu.parse.push(parsed.cpu)
    if (parsedAll !== null) parseAll.push(parsedAll.ms)
    cpu.parseAll.push((parsedAll ?? parsed).cpu)
    whole.push(took)
    cpu.whole.push(used)
    stall.push(longest)
    parseStall.push(atOnce)
  }
  const answer: Measured = {
    characters: text.length,
    steps: length,
    parse,
    parseAll: parseAll.length === 0 ? null : parseAll,
    whole,
    cpu,
    stall,
    parseStall,
  }
  process.send?.(answer, () => process.disconnect())
}

/** Everything that was parsed is used after the clock has stopped, so that nothing is thrown away before. */
function timeOfParse(text: string, textsOf: (value: unknown) => Iterable<string> = () => []): Taken {
  const before = process.cpuUsage()
  const started = performance.now()
  const value: unknown = JSON.parse(text)
  const inner: unknown[] = []
  for (const one of textsOf(value)) inner.push(JSON.parse(one))
  const taken = { ms: performance.now() - started, cpu: cpuSince(before) }
  if (typeof value !== 'object' || inner.includes(undefined)) throw new Error('not an object')
  return taken
}

interface Taken {
  readonly ms: number
  readonly cpu: number
}

/** Milliseconds of the processor, user's and system's. */
function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

interface XRayAnswer {
  readonly Traces: readonly { readonly Segments: readonly { readonly Id: string; readonly Document: string }[] }[]
}

interface AzureAnswer {
  readonly tables: readonly { readonly rows: readonly (readonly unknown[])[] }[]
}

/** The JSON texts that are values of an answer. */
const textsIn: Partial<Readonly<Record<Platform, (value: unknown) => Iterable<string>>>> = {
  *xray(value) {
    for (const { Document: document } of (value as XRayAnswer).Traces[0]!.Segments) yield document
  },
  *azuremonitor(value) {
    // The two bags are the last columns of the query.
    for (const row of (value as AzureAnswer).tables[0]!.rows)
      for (const cell of row.slice(-2)) if (typeof cell === 'string' && cell !== '') yield cell
  },
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
    for (const segment of (value as XRayAnswer).Traces[0]!.Segments) {
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
    const mapper = new SpanMapper()
    const spans: Span[] = []
    for (const [index, raw] of rawSpans(value).entries()) {
      spans.push(mapper.span(raw, index))
      const pause = breathe()
      if (pause) await pause
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
    const mapper = new TraceMapper()
    const take = (item: JsonValue, index: number) => mapper.take(item, index)
    const { items } = await readItemsInTurns(text, { key: 'spans', depth: 3 }, breathe, take)
    mapper.heldBy(items!)
    const { spans } = await mapper.withExtras(new Map(), breathe)
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

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
