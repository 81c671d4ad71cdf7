import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compressedAxis, idleGaps, plainAxis } from '../../src/shared/model/outline-idle.ts'
import { selfStretches, subtreeEnds } from '../../src/shared/model/outline-spread.ts'
import { outlineTimes } from '../../src/shared/model/outline-times.ts'
import { microseconds } from '../../src/shared/units.ts'
import { descendants, flatten, forest, outlineOf } from './outline-reference.ts'

const start = 1_700_000_000_000_000
const timesOf = (outline: ReturnType<typeof outlineOf>) => outlineTimes(outline, microseconds(start + 1500))

describe('idle stretches', () => {
  it('are exactly the long stretches in which no leaf ran', () => {
    fc.assert(
      fc.property(forest, (nodes) => {
        const flat = flatten(nodes)
        const outline = outlineOf(nodes, start)
        const times = timesOf(outline)
        fc.pre(times.extent > 10)
        const leaves = flat
          .filter((one) => one.children.length === 0 && one.node.offset !== null)
          .map(({ index }) => {
            const from = outline.offset[index]!
            return { from, to: Number.isNaN(times.end[index]!) ? from : times.end[index]! }
          })
        // Every edge of a leaf is an edge of a stretch, or lies within work.
        const edges = [...new Set([0, times.extent, ...leaves.flatMap(({ from, to }) => [from, to])])].sort(
          (a, b) => a - b,
        )
        const expected: { from: number; to: number }[] = []
        for (let k = 1; k < edges.length; k++) {
          const from = edges[k - 1]!
          const to = edges[k]!
          const worked = leaves.some((leaf) => leaf.from < to && leaf.to > from)
          if (!worked && to - from >= times.extent * 0.02) expected.push({ from, to })
        }
        expect(idleGaps(outline, times)).toEqual(expected)
      }),
      { numRuns: 300 },
    )
  })
})

describe('a compressed axis', () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 0, max: 10_000 }), { minLength: 2, maxLength: 8 }).map((points) => {
    const ordered = points.sort((a, b) => a - b)
    const gaps: { from: number; to: number }[] = []
    for (let k = 1; k < ordered.length; k += 2) gaps.push({ from: ordered[k - 1]!, to: ordered[k]! })
    return gaps
  })

  it('keeps the order of moments and gives each its place back', () => {
    fc.assert(
      fc.property(
        cuts,
        fc.array(fc.double({ min: -100, max: 10_100, noNaN: true }), { maxLength: 20 }),
        (gaps, times) => {
          const axis = compressedAxis(10_000, gaps)
          const ordered = times.sort((a, b) => a - b)
          const places = ordered.map((time) => axis.at(time))
          for (let k = 1; k < places.length; k++) expect(places[k]!).toBeGreaterThanOrEqual(places[k - 1]! - 1e-6)
          for (const [k, place] of places.entries()) expect(axis.timeAt(place)).toBeCloseTo(ordered[k]!, 1)
        },
      ),
    )
  })

  it('leaves work as long as it was and makes no stretch longer', () => {
    fc.assert(
      fc.property(cuts, (gaps) => {
        const axis = compressedAxis(10_000, gaps)
        let end = 0
        for (const { from, to } of gaps) {
          expect(axis.at(from) - axis.at(end)).toBeCloseTo(from - end, 6)
          expect(axis.at(to) - axis.at(from)).toBeLessThanOrEqual(to - from + 1e-9)
          end = to
        }
        expect(axis.at(10_000)).toBeCloseTo(axis.extent, 6)
      }),
    )
  })

  it('is the plain one where there is nothing to make short', () => {
    const axis = plainAxis(500)
    expect([axis.extent, axis.at(123), axis.timeAt(123)]).toEqual([500, 123, 123])
    expect(compressedAxis(500, []).at(123)).toBe(123)
  })
})

describe('the inside of a bar', () => {
  it('shows the stretches in which no child ran, which add up to the self time', () => {
    fc.assert(
      fc.property(forest, (nodes) => {
        const flat = flatten(nodes)
        const outline = outlineOf(nodes, start)
        const times = timesOf(outline)
        for (const { index, children } of flat) {
          const stretches = selfStretches(outline, times, index)
          let sum = 0
          for (let k = 0; k < stretches.length; k += 2) {
            const from = stretches[k]!
            const to = stretches[k + 1]!
            sum += to - from
            for (const child of children)
              expect(
                times.end[child]! > from && outline.offset[child]! < to && times.end[child]! > outline.offset[child]!,
              ).toBe(false)
          }
          expect(sum).toBe(Number.isNaN(times.self[index]!) ? 0 : times.self[index])
        }
      }),
    )
  })

  it('reaches as far as the last descendant does', () => {
    fc.assert(
      fc.property(forest, (nodes) => {
        const flat = flatten(nodes)
        const outline = outlineOf(nodes, start)
        const times = timesOf(outline)
        const ends = subtreeEnds(outline, times)
        for (const { index } of flat) {
          const known = [index, ...descendants(flat, index)]
            .map((i) => times.end[i]!)
            .filter((end) => !Number.isNaN(end))
          expect(ends[index]).toBe(known.length === 0 ? Number.NaN : Math.max(...known))
        }
      }),
    )
  })
})
