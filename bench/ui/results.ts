/** From the rounds' figures to tables with the goals beside. */

import { mb, median, ms, section } from '../report.ts'
import type { Figures } from './timeline-rounds.ts'

/** The median of each figure over the rounds that have it. */
export function medians(rounds: readonly Figures[]): Figures {
  const names = new Set(rounds.flatMap((round) => Object.keys(round)))
  return Object.fromEntries(
    [...names].map((name) => [name, median(rounds.flatMap((round) => (name in round ? [round[name]!] : [])))]),
  )
}

type Unit = 'ms' | 'share' | 'bytes' | 'count'

export interface Line {
  readonly label: string
  readonly unit: Unit
  readonly app: number | undefined
  readonly bare?: number | undefined
  readonly idle?: number | undefined
  /** At most this is good; absent: no goal. */
  readonly goal?: number | undefined
}

/** Prints the lines that were measured, and returns how many goals were met and missed. */
export function printLines(title: string, note: string, lines: readonly Line[]): { met: number; missed: number } {
  const shown = lines.filter((line) => line.app !== undefined)
  const verdicts = shown.map((line) => (line.goal === undefined ? '' : line.app! <= line.goal ? 'met' : 'MISSED'))
  if (shown.length > 0)
    section(title, note, [
      ['', 'app', 'bare list', 'empty page', 'goal', ''],
      ...shown.map(({ label, unit, app, bare, idle, goal }, i) => [
        label,
        text(app, unit),
        text(bare, unit),
        text(idle, unit),
        goal === undefined ? '' : `≤ ${text(goal, unit)}`,
        verdicts[i] ?? '',
      ]),
    ])
  return {
    met: verdicts.filter((one) => one === 'met').length,
    missed: verdicts.filter((one) => one === 'MISSED').length,
  }
}

function text(value: number | undefined, unit: Unit): string {
  if (value === undefined) return ''
  if (Number.isNaN(value)) return 'not seen'
  if (unit === 'share') return `${(value * 100).toFixed(0)} %`
  if (unit === 'bytes') return mb(value)
  return unit === 'ms' ? ms(value) : value.toLocaleString('en-US')
}

/** The timeline's lines for one run. Goals are those for the largest run; opening has one for 10,000 steps too. */
export function timelineLines(steps: number, app: Figures, bare: Figures, idle: Figures): Line[] {
  const large = steps >= 100_000
  const goal = (value: number): number | undefined => (large ? value : undefined)
  const moving = (name: string, label: string): Line[] => [
    {
      label: `${label}: frame p50`,
      unit: 'ms',
      app: app[`${name} p50`],
      bare: bare[`${name} p50`],
      idle: idle['idle p50'],
    },
    {
      label: `${label}: frame p95`,
      unit: 'ms',
      app: app[`${name} p95`],
      bare: bare[`${name} p95`],
      idle: idle['idle p95'],
      // The clock of a page ticks in tenths of a millisecond.
      goal: goal((idle['idle p95'] ?? Number.NaN) + 0.5),
    },
    {
      label: `${label}: longest frame`,
      unit: 'ms',
      app: app[`${name} max`],
      bare: bare[`${name} max`],
      idle: idle['idle max'],
      // Two beats of the display, as its own clock jitters.
      goal: goal(33.6),
    },
    {
      label: `${label}: main thread`,
      unit: 'share',
      app: app[`${name} busy`],
      bare: bare[`${name} busy`],
      idle: idle['idle busy'],
      goal: goal(0.35),
    },
  ]
  const time = (name: string, label: string, limit: number | undefined): Line => ({
    label,
    unit: 'ms',
    app: app[name],
    bare: bare[name],
    goal: limit,
  })
  const over = (heap: number | undefined): number | undefined =>
    heap === undefined || idle['heap'] === undefined ? undefined : heap - idle['heap']
  return [
    time('open', 'answer in hand to first row', large ? 150 : steps >= 10_000 ? 60 : undefined),
    ...moving('scroll', 'scrolling'),
    ...moving('fling', 'whole run in 3 s'),
    ...moving('zoom', 'zooming'),
    time('fold all', 'fold all', goal(30)),
    time('unfold all', 'unfold all', goal(30)),
    time('search name', 'first hit: names', goal(100)),
    time('search attribute', 'first hit: attributes', goal(100)),
    time('search payload', 'first hit: payloads', goal(100)),
    time('detail', 'key press to detail', goal(30)),
    {
      label: 'heap over the empty page',
      unit: 'bytes',
      app: over(app['heap']),
      bare: over(bare['heap']),
      goal: goal(80 * 1024 * 1024),
    },
  ]
}
