/** What a soak's minutes say about what the app promises under load. */

import type { MinuteSample } from './plan.ts'

/** One promise, and whether the soak kept it. */
export interface Finding {
  readonly promise: string
  readonly kept: boolean
  readonly figures: string
}

/** The host is never held longer than this, but for one turn in a hundred. */
const stallMs = 50
/** What memory may grow by after the warm-up without being called a leak: a share, and what an open run or a larger list makes of difference. */
const growth = { share: 1.1, bytes: 24_000_000 }

/** Judges the minutes after the warm-up. `limitHandles` is how many more of one kind there may be at the end than after the warm-up. */
export function verdict(samples: readonly MinuteSample[], warmUpMinutes: number, limitHandles = 40): Finding[] {
  const warm = samples.filter((one) => one.minute > warmUpMinutes)
  const third = Math.max(1, Math.floor(warm.length / 3))
  const early = warm.slice(0, third)
  const late = warm.slice(-third)
  const heapEarly = mean(early.map((one) => one.heapBytes))
  const heapLate = mean(late.map((one) => one.heapBytes))
  const handles = handleGrowth(early, late)
  const hostStall = worst(warm.map((one) => one.host.p99))
  const serviceStall = worst(warm.map((one) => one.service.p99))
  const overQuota = sum(samples.map((one) => one.overQuota))
  const empties = sum(samples.map((one) => one.page.falseEmpties))
  const strange = samples.flatMap((one) => one.page.strange)
  return [
    {
      promise: `the thread of the windows is held for at most ${stallMs} ms in 99 of 100 turns`,
      kept: hostStall <= stallMs,
      figures: `p99 ${hostStall.toFixed(1)} ms in the worst minute; the service's own thread ${serviceStall.toFixed(1)} ms`,
    },
    {
      promise: 'memory is flat after the warm-up',
      kept: warm.length > 0 && heapLate <= heapEarly * growth.share + growth.bytes,
      figures: `${megabytes(heapEarly)} in the first third, ${megabytes(heapLate)} in the last`,
    },
    {
      promise: 'handles do not grow',
      kept: handles.every(({ by }) => by <= limitHandles),
      figures: handles.map(({ kind, by }) => `${kind} ${by >= 0 ? '+' : ''}${by}`).join(', ') || 'none',
    },
    {
      promise: "no request above a platform's quota",
      kept: overQuota === 0,
      figures: `${overQuota} of ${sum(samples.map((one) => one.requests))} requests`,
    },
    { promise: 'no failure is shown as an empty list', kept: empties === 0, figures: `${empties}` },
    {
      promise: 'every failure has its code',
      kept: strange.length === 0,
      figures: strange.length === 0 ? '0 without' : strange.slice(0, 3).join('; '),
    },
  ]
}

/** By the least of each third: a minute may be looked at in the middle of a hundred requests, but what leaks is always there. */
function handleGrowth(early: readonly MinuteSample[], late: readonly MinuteSample[]): { kind: string; by: number }[] {
  const kinds = new Set([...early, ...late].flatMap((one) => Object.keys(one.handles)))
  const least = (samples: readonly MinuteSample[], kind: string) =>
    samples.reduce((fewest, one) => Math.min(fewest, one.handles[kind] ?? 0), Infinity)
  return [...kinds].map((kind) => ({ kind, by: least(late, kind) - least(early, kind) }))
}

/** A minute in one line. */
export function printMinute(sample: MinuteSample): string {
  const { page } = sample
  const handles = Object.values(sample.handles).reduce((all, count) => all + count, 0)
  const failures = Object.entries(page.failures).map(([code, count]) => `${code} ${count}`)
  return [
    `minute ${String(sample.minute).padStart(3)}`,
    `heap ${megabytes(sample.heapBytes)}`,
    `rss ${megabytes(sample.rssBytes)}`,
    `requests ${sample.requests}`,
    `faults ${sample.faults}`,
    `over quota ${sample.overQuota}`,
    `host p99 ${sample.host.p99.toFixed(1)} max ${sample.host.max.toFixed(0)} ms`,
    `service p99 ${sample.service.p99.toFixed(1)} max ${sample.service.max.toFixed(0)} ms`,
    `handles ${handles}`,
    `lists ${page.lists} rows ${page.rows} opened ${page.opened} filled ${page.filled}`,
    `longest ${Math.round(page.longestMs / 1000)} s`,
    failures.length === 0 ? 'no failures' : `failures ${failures.join(', ')}`,
  ].join(' · ')
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : sum(values) / values.length
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}

function worst(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0)
}
