import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layoutBar, narrowestBar, timeAt, xOf } from '../../src/renderer/src/features/timeline/bar-layout.ts'
import {
  clampWindow,
  closestSpan,
  fitted,
  panned,
  wholeWindow,
  zoomed,
} from '../../src/renderer/src/features/timeline/time-window.ts'
import { formatTokenPair, formatTokens } from '../../src/renderer/src/features/timeline/token-format.ts'

const extent = fc.double({ min: 1000, max: 1e11, noNaN: true })
const share = fc.double({ min: 0, max: 1, noNaN: true })

describe('the window over a run', () => {
  it('never leaves the run, and never comes closer than it can be drawn', () => {
    fc.assert(
      fc.property(
        extent,
        share,
        share,
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        share,
        (all, a, b, factor, anchor) => {
          const start = clampWindow(Math.min(a, b) * all, Math.max(a, b) * all, all)
          for (const window of [start, zoomed(start, factor, anchor, all), panned(start, factor - 1, all)]) {
            expect(window.from).toBeGreaterThanOrEqual(0)
            expect(window.to).toBeLessThanOrEqual(all * (1 + 1e-12))
            expect(window.to - window.from).toBeGreaterThanOrEqual(closestSpan * (1 - 1e-4))
          }
        },
      ),
    )
  })

  it('keeps the moment under the pointer while zooming in', () => {
    fc.assert(
      fc.property(extent, share, fc.double({ min: 0.1, max: 0.99, noNaN: true }), (all, anchor, factor) => {
        const before = wholeWindow(all)
        const after = zoomed(before, factor, anchor, all)
        const moment = (w: { from: number; to: number }) => w.from + (w.to - w.from) * anchor
        expect(Math.abs(moment(after) - moment(before))).toBeLessThan(all * 1e-6)
      }),
    )
  })

  it('fits a step with room on both sides', () => {
    expect(fitted(1000, 2000, 10_000)).toEqual({ from: 940, to: 2060 })
    expect(fitted(0, 0, 10_000).from).toBe(0)
  })
})

describe('the layout of a bar', () => {
  const view = { window: { from: 0, to: 1_000_000 }, width: 816 }

  it('places a moment and finds it again', () => {
    expect(xOf(view, 0)).toBe(8)
    expect(xOf(view, 1_000_000)).toBe(808)
    expect(timeAt(view, xOf(view, 123_456))).toBeCloseTo(123_456, 3)
  })

  it('keeps a step of next to no time visible', () => {
    expect(layoutBar(view, 500, 501, 40, 40)?.width).toBe(narrowestBar)
    expect(layoutBar(view, 500, Number.NaN, 40, 40)?.width).toBe(narrowestBar)
  })

  it('puts name and duration inside a wide bar, the duration beside a narrow one, on the freer side', () => {
    expect(layoutBar(view, 0, 500_000, 60, 40)).toMatchObject({ inside: 'both', outside: null })
    expect(layoutBar(view, 0, 90_000, 40, 40)).toMatchObject({ inside: 'name', outside: 'after' })
    expect(layoutBar(view, 0, 20_000, 60, 40)).toMatchObject({ inside: 'nothing', outside: 'after' })
    expect(layoutBar(view, 970_000, 1_000_000, 60, 40)).toMatchObject({ inside: 'nothing', outside: 'before' })
  })

  it('never draws far beyond the column, however close the zoom', () => {
    const close = { window: { from: 500_000, to: 500_010 }, width: 816 }
    expect(layoutBar(close, 0, 1_000_000, 60, 40)).toMatchObject({ left: -8, width: 832, away: null })
    expect(layoutBar(close, 0, 100, 60, 40)?.away).toBe('left')
    expect(layoutBar(close, 900_000, 900_100, 60, 40)?.away).toBe('right')
  })

  it('has no bar for a step without a start', () => {
    expect(layoutBar(view, Number.NaN, 5, 60, 40)).toBeNull()
  })
})

describe('token counts', () => {
  it('are exact while they are short, and absent where nothing was recorded', () => {
    expect(formatTokens(0)).toBe('0')
    expect(formatTokens(9999)).toBe('9,999')
    expect(formatTokens(12_345)).toBe('12.3k')
    expect(formatTokens(1_292_723)).toBe('1.29M')
    expect(formatTokenPair(Number.NaN, null)).toBe('')
    expect(formatTokenPair(12, null)).toBe('12 → –')
  })
})
