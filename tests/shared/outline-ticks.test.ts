import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatTick, roundStep, ticksWithin } from '../../src/shared/model/outline-ticks.ts'

const span = fc.double({ min: 1, max: 30 * 86_400e6, noNaN: true })
const from = fc.double({ min: 0, max: 86_400e6, noNaN: true })

describe('the ticks of the ruler', () => {
  it('steps by 1, 2 or 5 below a minute, and by the steps of a clock above', () => {
    expect([0.3, 1, 1.5, 3, 7, 11, 21, 60, 450, 1001].map(roundStep)).toEqual([1, 1, 2, 5, 10, 20, 50, 100, 500, 2000])
    expect([12e6, 25e6, 31e6, 70e6, 400e6, 3 * 3600e6].map(roundStep)).toEqual([
      20e6,
      30e6,
      60e6,
      120e6,
      600e6,
      6 * 3600e6,
    ])
  })

  it('never gives more ticks than asked for, all within the window, one step apart', () => {
    fc.assert(
      fc.property(from, span, fc.integer({ min: 2, max: 30 }), (start, length, most) => {
        const { step, at } = ticksWithin(start, start + length, most)
        expect(at.length).toBeLessThanOrEqual(most + 1)
        for (const tick of at) {
          expect(tick).toBeGreaterThanOrEqual(start - step * 1e-6)
          expect(tick).toBeLessThanOrEqual(start + length + step * 1e-6)
        }
        for (let k = 1; k < at.length; k++) expect(at[k]! - at[k - 1]!).toBeCloseTo(step, 3)
      }),
    )
  })

  it('prints no two ticks of one ruler alike', () => {
    fc.assert(
      fc.property(from, span, fc.integer({ min: 2, max: 20 }), (start, length, most) => {
        const { step, at } = ticksWithin(start, start + length, most)
        const texts = at.map((tick) => formatTick(tick, step))
        expect(new Set(texts).size).toBe(texts.length)
      }),
    )
  })

  it('prints a tick as exactly as its neighbours need', () => {
    expect(formatTick(0, 500)).toBe('0')
    expect(formatTick(250, 50)).toBe('250 µs')
    expect(formatTick(1500, 500)).toBe('1.5 ms')
    expect(formatTick(1_250_000, 50_000)).toBe('1.25 s')
    expect(formatTick(2_000_000, 1_000_000)).toBe('2 s')
    expect(formatTick(150e6, 30e6)).toBe('2:30')
    expect(formatTick(3750e6, 30e6)).toBe('1:02:30')
    expect(formatTick(119.25e6, 250_000)).toBe('1:59.3')
    expect(formatTick(119.25e6, 50_000)).toBe('1:59.25')
    expect(formatTick(119_999_999, 100_000)).toBe('2:00.0')
  })

  it('has no ticks for a window without length', () => {
    expect(ticksWithin(5, 5, 10).at).toEqual([])
    expect(ticksWithin(Number.NaN, 5, 10).at).toEqual([])
  })
})
