import { describe, expect, it } from 'vitest'
import type { DemoSpan, DemoTrace } from '../../../src/demo/traffic/demo-trace.ts'
import { createTraffic, type Traffic, type TrafficOptions } from '../../../src/demo/traffic/traffic.ts'
import { platforms } from '../../../src/shared/platform.ts'

const hour = 3_600_000
const noon = Date.UTC(2026, 2, 4, 12, 0, 0)

/** Traffic whose clock the test holds. */
function held(options: Omit<TrafficOptions, 'now'> & { at?: number } = {}) {
  let time = options.at ?? noon
  const traffic = createTraffic({ ...options, now: () => time })
  return {
    traffic,
    step: (milliseconds: number) => {
      time += milliseconds
    },
  }
}

const quiet = (options: { at?: number } = {}) => held({ ...options, ratePerMinute: 0 })

const latestEnd = (trace: DemoTrace) => Math.max(...trace.spans.map(({ end }) => end ?? Infinity))

function partOn(trace: DemoTrace, platform: (typeof platforms)[number]): readonly DemoSpan[] {
  return trace.partOf ? trace.partOf(platform) : trace.spans
}

describe('the stream of traffic', () => {
  it('is the same for the same seed and time, and another for another seed', () => {
    const digest = (traffic: Traffic) =>
      (['xray', 'datadog'] as const).map((platform) =>
        traffic.traces(platform).map(({ traceId, scenario, start, spans }) => [traceId, scenario, start, spans.length]),
      )
    const options = { backlogMs: hour }
    expect(digest(held(options).traffic)).toEqual(digest(held(options).traffic))
    expect(digest(held({ ...options, seed: 2 }).traffic)).not.toEqual(digest(held(options).traffic))
  })

  it('does not depend on when or how often it was looked at', () => {
    const looked = held({ at: noon - hour, backlogMs: 2 * hour })
    for (let minute = 0; minute < 60; minute++) {
      looked.traffic.traces('datadog')
      looked.step(60_000)
    }
    const fresh = held({ backlogMs: 2 * hour })
    const plain = (traffic: Traffic) =>
      traffic.traces('datadog').map((trace) => JSON.stringify({ ...trace, partOf: null, platforms: [] }))
    expect(plain(looked.traffic)).toEqual(plain(fresh.traffic))
  })

  it.each(platforms)('shows 25 to 45 runs of the last hour and several hundred of the last day on %s', (platform) => {
    for (const seed of [1, 2, 3]) {
      const { traffic } = held({ seed })
      const all = traffic.traces(platform)
      const lastHour = all.filter(({ start }) => start > (noon - hour) * 1000)
      expect(lastHour.length).toBeGreaterThanOrEqual(25)
      expect(lastHour.length).toBeLessThanOrEqual(45)
      expect(all.length).toBeGreaterThan(400)
      expect(all.length).toBeLessThan(1000)
    }
  })

  it.each(platforms)(
    'lists the newest first on %s, with nothing from the future or from before its history',
    (platform) => {
      const { traffic } = held({ backlogMs: 3 * hour })
      const starts = traffic.traces(platform).map(({ start }) => start)
      expect(starts).toEqual(starts.toSorted((a, b) => b - a))
      expect(Math.max(...starts)).toBeLessThanOrEqual(noon * 1000)
      expect(Math.min(...starts)).toBeGreaterThanOrEqual((noon - 3 * hour) * 1000)
    },
  )

  it('brings new runs as time passes and keeps the ids and times of the old ones', () => {
    const { traffic, step } = held({ backlogMs: 2 * hour })
    const old = traffic.traces('xray')
    const before = new Map(old.map((trace) => [trace.traceId, trace.start]))
    step(10 * 60_000)
    const after = traffic.traces('xray')
    const fresh = after.filter(({ traceId }) => !before.has(traceId))
    expect(fresh.length).toBeGreaterThanOrEqual(4)
    for (const { traceId, start } of fresh) expect([traceId, start > noon * 1000]).toEqual([traceId, true])
    const kept = after.filter(({ traceId }) => before.has(traceId))
    const inHistory = old.filter(({ start }) => start >= (traffic.now() - 2 * hour) * 1000)
    for (const { traceId, scenario } of inHistory)
      if (scenario !== 'huge') expect(kept.map((trace) => trace.traceId)).toContain(traceId)
    for (const { traceId, start } of kept) expect(start).toBe(before.get(traceId))
  })

  it('gives the same object for a finished run, so that a platform may keep what it made of it', () => {
    const { traffic, step } = held({ backlogMs: hour })
    const finished = traffic.traces('xray').filter((trace) => latestEnd(trace) < noon * 1000)
    step(1000)
    for (const trace of finished.slice(0, -3)) expect(traffic.trace('xray', trace.traceId)).toBe(trace)
  })

  it.each(platforms)('always has a run that is still going on %s', (platform) => {
    const { traffic, step } = held({ backlogMs: hour })
    for (let minute = 0; minute < 180; minute += 3) {
      const going = traffic
        .traces(platform)
        .filter(({ scenario, spans }) => scenario === 'running' && spans[0]!.end === null)
      expect(going.length).toBeGreaterThanOrEqual(1)
      step(3 * 60_000)
    }
  })

  it.each(platforms)('always has a whole run of 10,000 steps from the last hour on %s', (platform) => {
    const { traffic, step } = held({ backlogMs: 2 * hour, at: noon + platforms.indexOf(platform) * 7 * 60_000 })
    for (let minute = 0; minute < 120; minute += 13) {
      const huge = traffic
        .traces(platform)
        .filter(({ scenario, start }) => scenario === 'huge' && start > traffic.now() * 1000 - hour * 1000)
      expect(huge.some(({ spans }) => spans.length === 10_000 && spans.every(({ end }) => end !== null))).toBe(true)
      step(13 * 60_000)
    }
  })

  it.each(platforms)('has every kind of ordinary run within the last hour on %s', (platform) => {
    const { traffic } = held({ backlogMs: hour })
    const kinds = new Set(traffic.traces(platform).map(({ scenario }) => scenario))
    for (const kind of [
      'support',
      'rag',
      'research',
      'coding',
      'failing-tool',
      'throttled',
      'streaming',
      'running',
      'orphaned',
      'cut-short',
      'huge',
      'markdown',
      'multilingual',
      'long-text',
      'indexing',
      'approval',
      'picture',
    ] as const)
      expect(kinds).toContain(kind)
  })

  it('finds a trace by its id on the platforms that hold it, and on no other', () => {
    const { traffic } = quiet()
    const { traceId } = traffic.emit('support', { platforms: ['azuremonitor'] })
    expect(traffic.trace('azuremonitor', traceId)?.scenario).toBe('support')
    expect(traffic.trace('xray', traceId)).toBeUndefined()
    expect(traffic.trace('azuremonitor', traceId.replace(/^./, 'f'))).toBeUndefined()
  })
})

describe('a run that is still going', () => {
  it('shows what has happened by now: open spans without an end, later spans not at all', () => {
    const { traffic, step } = quiet()
    const whole = traffic.emit('running', { at: noon - 1 })
    const count = () => traffic.trace('xray', whole.traceId)!.spans.length
    const counts = [count()]
    for (let minute = 0; minute < 25; minute++) {
      const seen = traffic.trace('xray', whole.traceId)!
      const now = traffic.now() * 1000
      expect(seen.spans[0]!.end).toBeNull()
      for (const span of seen.spans) {
        expect(span.start).toBeLessThanOrEqual(now)
        expect(span.end ?? 0).toBeLessThanOrEqual(now)
        const final = whole.spans.find(({ spanId }) => spanId === span.spanId)!
        expect(span.end).toBe(final.end! <= now ? final.end : null)
        for (const { at } of span.events) expect(at).toBeLessThanOrEqual(now)
      }
      step(60_000)
      counts.push(count())
    }
    expect(counts).toEqual(counts.toSorted((a, b) => a - b))
    step(5 * 60_000)
    expect(traffic.trace('xray', whole.traceId)!.spans).toEqual(whole.spans)
  })

  it('does not know the outcome of what is still open', () => {
    const { traffic } = quiet()
    const whole = traffic.emit('support', { at: noon - 1500 })
    const open = traffic.trace('xray', whole.traceId)!.spans.filter(({ end }) => end === null)
    expect(open.length).toBeGreaterThan(1)
    for (const { attributes, status } of open) {
      expect(status).toBe('unset')
      expect(Object.keys(attributes).filter((key) => /usage|output|response|result|^error/.test(key))).toEqual([])
    }
  })
})

describe('a run that was added on purpose', () => {
  it('has just ended, unless a time is given', () => {
    const { traffic } = quiet()
    const { traceId, start } = traffic.emit('support')
    const [seen] = traffic.traces('xray')
    expect(seen!.traceId).toBe(traceId)
    expect(latestEnd(seen!)).toBeLessThanOrEqual(noon * 1000)
    expect(latestEnd(seen!)).toBeGreaterThan((noon - 1000) * 1000)
    const earlier = traffic.emit('support', { at: noon - hour })
    expect(earlier.start).toBe((noon - hour) * 1000)
    expect(earlier.start).toBeLessThan(start)
    expect(traffic.traces('xray').map((trace) => trace.traceId)).toEqual([traceId, earlier.traceId])
  })

  it('appears when its time comes, and goes when the history ends', () => {
    const { traffic, step } = held({ ratePerMinute: 0, backlogMs: hour })
    traffic.emit('support', { at: noon + 5000 })
    expect(traffic.traces('xray')).toHaveLength(0)
    step(5000)
    expect(traffic.traces('xray')).toHaveLength(1)
    step(hour + 1)
    expect(traffic.traces('xray')).toHaveLength(0)
  })

  it('of the same kind is another run with other ids each time', () => {
    const { traffic } = quiet()
    const ids = Array.from({ length: 20 }, () => traffic.emit('rag').traceId)
    expect(new Set(ids).size).toBe(20)
  })

  it('of the kind running is in its middle', () => {
    const { traffic } = quiet()
    traffic.emit('running')
    const [seen] = traffic.traces('xray')
    expect(seen!.spans[0]!.end).toBeNull()
    expect(seen!.spans.length).toBeGreaterThan(20)
  })

  it('is whole on each platform when it was exported to several', () => {
    const { traffic } = quiet()
    const { traceId, spans } = traffic.emit('support', { platforms: ['xray', 'datadog'] })
    for (const platform of ['xray', 'datadog'] as const)
      expect(partOn(traffic.trace(platform, traceId)!, platform)).toEqual(spans)
  })
})

describe('a run that crosses platforms', () => {
  it('gives each its own services, and all of them together are the run', () => {
    const { traffic } = quiet()
    const { traceId } = traffic.emit('crossing', { platforms: [...platforms] })
    const whole = traffic.trace('xray', traceId)!
    const parts = platforms.map((platform) => partOn(traffic.trace(platform, traceId)!, platform))
    expect(parts.flatMap((part) => part.map(({ spanId }) => spanId)).toSorted()).toEqual(
      whole.spans.map(({ spanId }) => spanId).toSorted(),
    )
    const services = parts.flatMap((part) => [...new Set(part.map(({ service }) => service))])
    expect(services).toHaveLength(new Set(services).size)
    for (const part of parts.slice(1)) {
      const entry = part.find(({ parentSpanId }) => !part.some(({ spanId }) => spanId === parentSpanId))!
      expect(entry.kind).toBe('server')
      expect(whole.spans.find(({ spanId }) => spanId === entry.parentSpanId)?.kind).toBe('client')
    }
  })

  it('reaches a platform only when its part there has begun', () => {
    const { traffic, step } = quiet()
    const { traceId, spans } = traffic.emit('crossing', { at: noon })
    step(1)
    expect(traffic.trace('xray', traceId)).toBeDefined()
    expect(traffic.trace('cloudtrace', traceId)).toBeUndefined()
    step(Math.ceil((latestEnd({ ...traffic.trace('xray', traceId)!, spans }) - noon * 1000) / 1000))
    expect(partOn(traffic.trace('cloudtrace', traceId)!, 'cloudtrace').length).toBeGreaterThan(3)
  })
})

describe('every scenario', () => {
  const { traffic } = quiet()
  const told = traffic.scenarioNames.flatMap((name) =>
    platforms.map((platform) => [name, platform, traffic.emit(name, { platforms: [platform] })] as const),
  )

  it.each(told)('%s on %s is a sound tree of spans', (name, _, trace) => {
    expect(trace.traceId).toMatch(/^[0-9a-f]{32}$/)
    expect(Number.parseInt(trace.traceId.slice(0, 8), 16)).toBe(Math.floor(trace.start / 1e6))
    const byId = new Map(trace.spans.map((span) => [span.spanId, span]))
    expect(byId.size).toBe(trace.spans.length)
    expect(trace.spans.filter(({ parentSpanId }) => parentSpanId === null)).toHaveLength(1)
    expect(trace.spans[0]!.parentSpanId).toBeNull()
    const path: string[] = []
    const faults: string[] = []
    for (const span of trace.spans) {
      const check = (right: boolean, fault: string) => {
        if (!right) faults.push(`${span.name} ${span.spanId}: ${fault}`)
      }
      const { start, parentSpanId } = span
      const end = span.end!
      check(/^[0-9a-f]{16}$/.test(span.spanId), 'is not 16 hex digits')
      check(Number.isSafeInteger(start) && Number.isSafeInteger(end) && end > start, `${start} to ${end}`)
      check(span.service !== '', 'has no service')
      check(/^(production|staging)$/.test(String(span.resource['deployment.environment.name'])), 'has no environment')
      for (const { at } of span.events) check(at >= start && at <= end, `has an event at ${at}`)
      if (parentSpanId !== null) {
        const parent = byId.get(parentSpanId)
        check(parent !== undefined, 'has no parent')
        check(start >= parent!.start && end <= parent!.end!, 'is not within its parent')
        check(path.includes(parentSpanId), 'does not come after its parent in pre-order')
        path.length = path.indexOf(parentSpanId) + 1
      }
      path.push(span.spanId)
    }
    expect(faults).toEqual([])
    expect(trace.spans.some(({ lost }) => lost)).toBe(name === 'orphaned')
    expect(trace.cut).toBe(name === 'cut-short')
  })

  it.each(told)('%s on %s carries messages that parse, and tokens that are whole numbers', (_, __, trace) => {
    const faults: string[] = []
    for (const { attributes } of trace.spans)
      for (const [key, value] of Object.entries(attributes)) {
        if (/^gen_ai\.(input|output)\.messages$/.test(key)) {
          for (const message of JSON.parse(value as string) as { role: string; parts: { type: string }[] }[]) {
            if (!['system', 'user', 'assistant', 'tool'].includes(message.role)) faults.push(`role ${message.role}`)
            if (!message.parts.every(({ type }) => typeof type === 'string')) faults.push(`parts ${String(value)}`)
          }
        }
        if (/tokens$|token_count/.test(key) && !Number.isInteger(value)) faults.push(`${key} = ${String(value)}`)
      }
    expect(faults).toEqual([])
  })
})

describe('a run of a size that is asked for', () => {
  const childrenOf = (spans: readonly DemoSpan[]) => {
    const counts = new Map<string | null, number>()
    for (const { parentSpanId } of spans) counts.set(parentSpanId, (counts.get(parentSpanId) ?? 0) + 1)
    return counts
  }

  it.each([1000, 30_000])('has %i steps, agent-shaped, all beside or all inside one another', (size) => {
    const { traffic } = quiet()
    const [agents, wide, deep] = (['huge', 'wide', 'deep'] as const).map((name) => traffic.emit(name, { size }).spans)
    for (const spans of [agents!, wide!, deep!]) expect(spans).toHaveLength(size)
    expect(childrenOf(wide!).get(wide![0]!.spanId)).toBe(size - 1)
    expect(Math.max(...childrenOf(deep!).values())).toBe(1)
    expect(Math.max(...childrenOf(agents!).values())).toBeLessThan(size / 2)
  })

  it('has its usual size when none is asked for', () => {
    const { traffic } = quiet()
    for (const name of ['huge', 'wide', 'deep'] as const) expect(traffic.emit(name).spans).toHaveLength(10_000)
  })

  it('holds a text of so many characters', () => {
    const { traffic } = quiet()
    const { spans } = traffic.emit('large-text', { size: 2_000_000, platforms: ['datadog'] })
    const longest = Math.max(...spans.map((span) => String(span.attributes['gen_ai.input.messages'] ?? '').length))
    expect(longest).toBeGreaterThan(2_000_000)
    expect(longest).toBeLessThan(2_200_000)
  })
})

describe('what there is to see', () => {
  const { traffic } = quiet()

  it('steps of one name many times in a row, and one that failed and was repeated', () => {
    const { spans } = traffic.emit('indexing')
    const siblings = spans.filter(({ name }) => name.startsWith('embeddings '))
    expect(new Set(siblings.map(({ parentSpanId, name }) => `${parentSpanId} ${name}`)).size).toBe(1)
    expect(siblings.length).toBeGreaterThanOrEqual(19)
    expect(siblings.filter(({ status }) => status === 'error')).toHaveLength(1)
    expect(siblings.findIndex(({ status }) => status === 'error')).toBe(siblings.length - 2)
  })

  it('a run in which nothing happens for 98 % of its time or more', () => {
    const { spans } = traffic.emit('approval')
    const [root, ...steps] = spans
    const busy = steps
      .filter(({ parentSpanId }) => parentSpanId === root!.spanId)
      .reduce((sum, { start, end }) => sum + (end! - start), 0)
    expect(busy / (root!.end! - root!.start)).toBeLessThan(0.02)
    expect(root!.events.map(({ name }) => name)).toEqual(['approval.requested', 'approval.granted'])
  })

  it('messages with a picture inside and one by its link', () => {
    const { spans } = traffic.emit('picture')
    const text = spans.map((span) => String(span.attributes['gen_ai.input.messages'] ?? '')).join('')
    expect(text).toContain('"type":"blob"')
    expect(text).toContain('"type":"uri"')
  })

  it('several runs of one conversation, where one is named, and by themselves in the stream', () => {
    const asked = ['support', 'rag'].map((name) => traffic.emit(name as 'support' | 'rag', { conversation: 'a' }))
    const sessionOf = (trace: DemoTrace) =>
      trace.spans.map((span) => span.attributes['gen_ai.conversation.id']).find((id) => id !== undefined)
    expect(new Set(asked.map(sessionOf)).size).toBe(1)
    expect(sessionOf(traffic.emit('support', { conversation: 'b' }))).not.toBe(sessionOf(asked[0]!))
    const sessions = held({ backlogMs: 2 * hour })
      .traffic.traces('xray')
      .filter(({ scenario }) => scenario === 'support')
      .map(sessionOf)
    expect(new Set(sessions).size).toBeLessThan(sessions.length)
  })
})

describe('a crowd', () => {
  it('is so many small runs, spread over the history, on the platforms that were named', () => {
    const { traffic } = held({ ratePerMinute: 0, crowd: { xray: 20_000, datadog: 100 } })
    const starts = traffic.traces('xray').map(({ start }) => start)
    expect(starts).toHaveLength(20_000)
    expect(starts).toEqual(starts.toSorted((a, b) => b - a))
    expect(starts.at(-1)!).toBeLessThan((noon - 23 * hour) * 1000)
    expect(traffic.traces('datadog')).toHaveLength(100)
    expect(traffic.traces('cloudtrace')).toHaveLength(0)
    expect(traffic.traces('xray')[0]!.spans).toHaveLength(2)
  })
})
