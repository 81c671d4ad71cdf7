import type { Platform } from '../../shared/platform.ts'
import { atMostMs, type BuiltTrace, buildTrace, longestRunMs, type Plan, traceIdOf } from './built-trace.ts'
import type { DemoTrace, TrafficSource } from './demo-trace.ts'
import { type ScenarioName, scenarioNames } from './scenarios/names.ts'
import { scheduleOf } from './schedule.ts'
import { visibleAt } from './visible.ts'

export interface TrafficOptions {
  /** The same seed and the same time give the same traces. Default 1. */
  readonly seed?: number
  /** Epoch milliseconds; default Date.now. */
  readonly now?: () => number
  /** How much history there is, in milliseconds: older runs are gone. Default 24 hours. */
  readonly backlogMs?: number
  /**
   * Ordinary runs a minute on each platform; 0 for none at all, so that a test sees only what it emits. Long, huge and crossing runs come on top. Default 0.5,
   * with which the last hour holds about 40 runs a platform and the last day about 850.
   */
  readonly ratePerMinute?: number
  /**
   * So many small runs of two steps on each platform that is named, spread evenly over the history, for lists of tens of thousands of rows: `{ xray: 50_000 }`. They do not grow with
   * time. Each is built when it is first listed.
   */
  readonly crowd?: Partial<Readonly<Record<Platform, number>>>
}

export interface EmitOptions {
  /** Epoch milliseconds of the start. Default: such that the run has just ended; a `running` one is in its middle. */
  readonly at?: number
  /** Default X-Ray; for `crossing`, X-Ray and then Cloud Trace. More than one, for a run that does not cross: each receives the whole of it. */
  readonly platforms?: readonly Platform[]
  /** Steps of `huge`, `wide` and `deep` (default 10,000), characters of `large-text` (default 10,000,000). No other scenario has a size. */
  readonly size?: number
  /** Runs that are emitted with the same text are of one conversation, user and environment. */
  readonly conversation?: string
}

/** Agent traffic that goes on by itself as time passes. */
export interface Traffic extends TrafficSource {
  readonly scenarioNames: readonly ScenarioName[]
  /** Adds a run on purpose. The whole trace, also what lies ahead of now. */
  emit(scenario: ScenarioName, options?: EmitOptions): DemoTrace
}

const dayMs = 24 * 3_600_000

/** A trace that may not have been built yet. */
interface Entry {
  readonly plan: Plan
  /** Always the same object. Its spans are built when they are first read. */
  readonly whole: DemoTrace
  build(): BuiltTrace
}

interface Listing {
  readonly now: number
  readonly revision: number
  readonly traces: readonly DemoTrace[]
  readonly byId: ReadonlyMap<string, DemoTrace>
}

/** Starts a stream of traffic. Nothing runs in the background: what has happened is worked out when it is asked for. */
export function createTraffic(options: TrafficOptions = {}): Traffic {
  const seed = options.seed ?? 1
  const now = options.now ?? Date.now
  const backlog = options.backlogMs ?? dayMs
  const rate = options.ratePerMinute ?? 0.5
  const schedule = rate > 0 ? scheduleOf(seed, rate) : null
  const entries = new Map<string, Entry>()
  const listings = new Map<Platform, Listing>()
  const crowds = crowdsOf(seed, options.crowd ?? {}, now() - backlog, backlog)
  let emitted: Plan[] = []
  let emissions = 0
  let lastPruned = -Infinity

  function entryOf(plan: Plan): Entry {
    let entry = entries.get(plan.key)
    if (!entry) entries.set(plan.key, (entry = lazyEntry(plan)))
    return entry
  }

  function list(platform: Platform): Listing {
    const at = now()
    const known = listings.get(platform)
    if (known?.now === at && known.revision === emissions) return known
    prune(at)
    const plans = [
      ...(schedule?.plans(platform, at - backlog, at) ?? []),
      ...(crowds.get(platform) ?? []).filter(({ start }) => start <= at && start >= at - backlog),
      ...emitted.filter(({ platforms, start }) => platforms.includes(platform) && start <= at && start >= at - backlog),
    ].sort((a, b) => b.start - a.start || (a.key < b.key ? -1 : 1))
    const traces = plans.flatMap((plan) => seen(entryOf(plan), platform, at) ?? [])
    const listing: Listing = {
      now: at,
      revision: emissions,
      traces,
      byId: new Map(traces.map((trace) => [trace.traceId, trace])),
    }
    listings.set(platform, listing)
    return listing
  }

  function prune(at: number): void {
    if (Math.abs(at - lastPruned) < 60_000) return
    lastPruned = at
    const oldest = at - backlog - longestRunMs
    emitted = emitted.filter(({ start }) => start >= oldest)
    schedule?.forget(oldest, at)
    for (const [key, { plan }] of entries) {
      // A huge trace leaves its listing early; what it holds must not stay.
      const kept = plan.scenario === 'huge' && !emitted.includes(plan) ? at - 2 * 3_600_000 : oldest
      if (plan.start < kept) entries.delete(key)
    }
  }

  return {
    scenarioNames,
    now,
    traces: (platform) => list(platform).traces,
    trace: (platform, traceId) => list(platform).byId.get(traceId),
    emit(scenario, { at, platforms, size, conversation } = {}) {
      const [first, ...others] = platforms ?? (scenario === 'crossing' ? ['xray', 'cloudtrace'] : ['xray'])
      if (first === undefined) throw new RangeError('A run needs at least one platform.')
      const key = `${seed}/emitted/${emissions}/${scenario}`
      const plan = (start: number): Plan => ({
        key,
        scenario,
        platforms: [first, ...others] as Plan['platforms'],
        start,
        size: size ?? null,
        conversation: conversation === undefined ? null : `${seed}/asked/${conversation}`,
      })
      const start = at ?? now() - Math.ceil(durationMs(plan(now())) * (scenario === 'running' ? 0.5 : 1)) - 1
      emissions += 1
      const made = plan(start)
      emitted.push(made)
      return entryOf(made).whole
    },
  }
}

/** What a platform holds of a trace at this moment (epoch milliseconds); undefined while nothing has reached it. */
function seen(entry: Entry, platform: Platform, at: number): DemoTrace | undefined {
  if (at - entry.plan.start > atMostMs(entry.plan.scenario)) return entry.whole
  const built = entry.build()
  if (built.end <= at * 1000) return entry.whole
  const trace = visibleAt(built, at * 1000)
  const part = trace.partOf ? trace.partOf(platform) : trace.spans
  return part.length > 0 ? trace : undefined
}

function lazyEntry(plan: Plan): Entry {
  let built: BuiltTrace | null = null
  const build = () => (built ??= buildTrace(plan))
  const whole: DemoTrace = {
    traceId: traceIdOf(plan),
    scenario: plan.scenario,
    platforms: plan.platforms,
    start: Math.round(plan.start * 1000),
    get spans() {
      return build().spans
    },
    get partOf() {
      return plan.platforms.length === 1 ? null : build().partOf
    },
    get cut() {
      return build().cut
    },
  }
  return { plan, whole, build }
}

/** Small runs, the oldest first, at even distances. */
function crowdsOf(
  seed: number,
  wanted: NonNullable<TrafficOptions['crowd']>,
  from: number,
  length: number,
): ReadonlyMap<Platform, readonly Plan[]> {
  const crowd = (platform: Platform, count: number): Plan[] =>
    Array.from({ length: count }, (_, index) => ({
      key: `${seed}/crowd/${platform}/${index}`,
      scenario: 'small',
      platforms: [platform],
      start: Math.floor(from + ((index + 0.5) / count) * length),
      size: null,
      conversation: `${seed}/crowd/${platform}/${Math.floor(index / 5)}`,
    }))
  return new Map(
    Object.entries(wanted).map(([platform, count]) => [platform as Platform, crowd(platform as Platform, count)]),
  )
}

function durationMs(plan: Plan): number {
  const { start, end } = buildTrace(plan)
  return (end - start) / 1000
}
