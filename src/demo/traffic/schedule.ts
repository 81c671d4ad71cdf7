/**
 * When runs begin: a pure function of the seed and the time, without timers and without memory. Time is cut into slots from the epoch on, so that the same seed
 * gives the same runs whenever anybody looks.
 */

import { type Platform, platforms } from '../../shared/platform.ts'
import type { Plan } from './built-trace.ts'
import { crossingPaths, deckOf } from './deck.ts'
import { Random } from './random.ts'
import type { ScenarioName } from './scenarios/names.ts'

export interface Schedule {
  /** The plans of runs that begin in [from, to] (epoch milliseconds) and that this platform has a part in. Plans of the same run are the same object. */
  plans(platform: Platform, from: number, to: number): Plan[]
  /** Drops what is remembered of runs that begin outside [from, to]. */
  forget(from: number, to: number): void
}

const minute = 60_000
/** A new long run starts well before the last one ends (26 minutes), whatever the jitter. */
const runningPeriod = 20 * minute
/** A huge run on each platform, so that the last hour always holds a whole one. Older ones are forgotten: each holds 10,000 spans. */
const hugePeriod = 50 * minute
const hugeKept = 65 * minute
const crossingPeriod = 12 * minute
/** Kinds that are enough once an hour. */
const rare: readonly ScenarioName[] = ['indexing', 'approval', 'picture']
const rarePeriod = 19 * minute

/** What a stream says of its next run. */
type Dealt = Pick<Plan, 'scenario' | 'platforms'> & Partial<Pick<Plan, 'conversation'>>

/** A schedule with so many ordinary runs a minute on each platform; long, huge and crossing runs come on top. */
export function scheduleOf(seed: number, ratePerMinute: number): Schedule {
  const slot = minute / ratePerMinute
  const plans = new Map<string, Plan>()

  function plan(key: string, make: () => Dealt & Pick<Plan, 'start'>): Plan {
    let known = plans.get(key)
    if (!known) plans.set(key, (known = { key, size: null, conversation: null, ...make() }))
    return known
  }

  /** One plan in each period; its start lies in the first `spread` of the period. */
  function periodic(
    stream: string,
    period: number,
    phase: number,
    spread: number,
    from: number,
    to: number,
    of: (random: Random, index: number) => Dealt,
  ): Plan[] {
    const out: Plan[] = []
    for (let index = Math.floor((from - phase) / period); index * period + phase <= to; index++) {
      const one = plan(`${seed}/${stream}/${index}`, () => {
        const random = new Random(`${seed}/${stream}/${index}/when`)
        return { start: Math.round(index * period + phase + random.next() * spread), ...of(random, index) }
      })
      if (one.start >= from && one.start <= to) out.push(one)
    }
    return out
  }

  return {
    plans(platform, from, to) {
      const own = [platform] as const
      const position = platforms.indexOf(platform)
      return [
        ...periodic(`ordinary/${platform}`, slot, 0, slot * 0.9, from, to, (_, index) => ({
          ...cardAt(seed, platform, index),
          platforms: own,
        })),
        ...periodic(`rare/${platform}`, rarePeriod, position * 5 * minute, minute, from, to, (_, index) => ({
          scenario: rare[((index % rare.length) + rare.length) % rare.length]!,
          platforms: own,
        })),
        ...periodic(`running/${platform}`, runningPeriod, position * 3 * minute, 4 * minute, from, to, () => ({
          scenario: 'running',
          platforms: own,
        })),
        ...periodic(
          `huge/${platform}`,
          hugePeriod,
          position * 11 * minute,
          minute,
          Math.max(from, to - hugeKept),
          to,
          () => ({
            scenario: 'huge',
            platforms: own,
          }),
        ),
        ...periodic('crossing', crossingPeriod, 0, 9 * minute, from, to, (random) => ({
          scenario: 'crossing',
          platforms: random.pick(crossingPaths),
        })).filter((one) => one.platforms.includes(platform)),
      ]
    },
    forget(from, to) {
      for (const [key, { start }] of plans) if (start < from || start > to) plans.delete(key)
    },
  }
}

/** Ordinary runs are dealt like cards: each deck holds every kind, shuffled anew, so that none stays away for long. */
function cardAt(seed: number, platform: Platform, index: number): Pick<Plan, 'scenario' | 'conversation'> {
  const deck = deckOf[platform]
  const round = Math.floor(index / deck.length)
  const shuffled = new Random(`${seed}/deck/${platform}/${round}`).shuffled(deck)
  const scenario = shuffled[index - round * deck.length]!
  // A customer who writes to the shop once writes again: the same conversation, some minutes later.
  return { scenario, conversation: scenario === 'support' ? `${seed}/customer/${platform}/${round}` : null }
}
