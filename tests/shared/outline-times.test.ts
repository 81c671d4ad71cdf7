import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outlineTimes } from '../../src/shared/model/outline-times.ts'
import { microseconds } from '../../src/shared/units.ts'
import { type Flat, flatten, forest, outlineOf } from './outline-reference.ts'

const start = 1_700_000_000_000_000
const fetchedAfter = 1500

/** Start and end as drawn, or null where one of them is not known. */
function spanOf({ node }: Flat): { from: number; to: number } | null {
  if (node.offset === null) return null
  if (node.duration !== null) return { from: node.offset, to: node.offset + node.duration }
  return node.running ? { from: node.offset, to: Math.max(node.offset, fetchedAfter) } : null
}

describe('the times of an outline', () => {
  it('counts as self time every microsecond of a step in which no child runs', () => {
    fc.assert(
      fc.property(forest, (nodes) => {
        const flat = flatten(nodes)
        const times = outlineTimes(outlineOf(nodes, start), microseconds(start + fetchedAfter))
        for (const one of flat) {
          const own = spanOf(one)
          if (!own) {
            expect(times.self[one.index]).toBeNaN()
            expect(times.end[one.index]).toBeNaN()
            continue
          }
          const children = one.children.map((i) => spanOf(flat[i]!)).filter((child) => child !== null)
          let alone = 0
          for (let at = own.from; at < own.to; at++)
            if (!children.some((child) => child.from <= at && at < child.to)) alone++
          expect(times.self[one.index]).toBe(alone)
          expect(times.end[one.index]).toBe(own.to)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('reaches to the latest start or end, and never to nothing', () => {
    fc.assert(
      fc.property(forest, (nodes) => {
        const known = flatten(nodes).flatMap((one) => [one.node.offset ?? 0, spanOf(one)?.to ?? 0])
        const times = outlineTimes(outlineOf(nodes, start), microseconds(start + fetchedAfter))
        expect(times.extent).toBe(Math.max(1, ...known))
      }),
    )
  })
})
