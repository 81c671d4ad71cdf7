import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  foldedAll,
  foldedGroups,
  foldingCarriedOver,
  revealed,
  rowOf,
  rowStandingFor,
  unfoldedAll,
  visibleRows,
  withFolded,
} from '../../src/shared/model/outline-folding.ts'
import { foldSizes, groupFigures, groupOf, isGroup } from '../../src/shared/model/outline-groups.ts'
import { outlineTimes } from '../../src/shared/model/outline-times.ts'
import { microseconds } from '../../src/shared/units.ts'
import { alikeForest, flatten, type Flat, groupsOf, outlineOf } from './outline-reference.ts'

const start = 1_700_000_000_000_000

/** The steps that have a row when these groups are folded and nothing else. */
function rowsWithout(flat: readonly Flat[], folded: readonly (readonly number[])[]): number[] {
  const hidden = new Set(folded.flatMap((members) => members.slice(1)))
  return flat.map((one) => one.index).filter((i) => !hidden.has(i))
}

describe('runs of alike steps', () => {
  it('are three or more leaves in a row under one parent with the same name and type', () => {
    fc.assert(
      fc.property(alikeForest, (nodes) => {
        const flat = flatten(nodes)
        const outline = outlineOf(nodes)
        const sizes = foldSizes(outline)
        const groups = groupsOf(flat)
        for (const { index } of flat) {
          const group = groups.find((members) => members.includes(index))
          const begins = group?.[0] === index
          expect(isGroup(outline, sizes, index)).toBe(begins)
          expect(groupOf(outline, sizes, index)).toBe(group?.[0] ?? -1)
          expect(sizes[index]).toBe(begins ? group.length : outline.size[index])
        }
      }),
    )
  })

  it('have one row when they are folded, and stand for their members', () => {
    fc.assert(
      fc.property(alikeForest, (nodes) => {
        const flat = flatten(nodes)
        const outline = outlineOf(nodes)
        const sizes = foldSizes(outline)
        const rows = visibleRows(outline, foldedGroups(outline, sizes), sizes)
        expect([...rows]).toEqual(rowsWithout(flat, groupsOf(flat)))
        for (const members of groupsOf(flat))
          for (const member of members)
            expect(rowStandingFor(outline, rows, member, sizes)).toBe(rowOf(rows, members[0]!))
        expect(visibleRows(outline, unfoldedAll(outline), sizes)).toHaveLength(outline.length)
      }),
    )
  })

  it('unfold one by one, when one is opened or a member of one is gone to', () => {
    fc.assert(
      fc.property(alikeForest, fc.nat(), fc.nat(), (nodes, whichGroup, whichMember) => {
        const flat = flatten(nodes)
        const groups = groupsOf(flat)
        fc.pre(groups.length > 0)
        const outline = outlineOf(nodes)
        const sizes = foldSizes(outline)
        const members = groups[whichGroup % groups.length]!
        const others = groups.filter((one) => one !== members)
        const folded = foldedGroups(outline, sizes)
        const opened = withFolded(outline, folded, members[0]!, false, sizes)
        expect([...visibleRows(outline, opened, sizes)]).toEqual(rowsWithout(flat, others))
        const member = members[1 + (whichMember % (members.length - 1))]!
        const gone = revealed(outline, foldedAll(outline, sizes), member, sizes)
        expect(rowOf(visibleRows(outline, gone, sizes), member)).toBeGreaterThanOrEqual(0)
        for (const other of others) expect(gone[other[0]!]).toBe(1)
      }),
    )
  })

  it('say how long their members took, and how many failed', () => {
    fc.assert(
      fc.property(alikeForest, (nodes) => {
        const flat = flatten(nodes)
        const outline = outlineOf(nodes, start)
        const sizes = foldSizes(outline)
        const { end } = outlineTimes(outline, microseconds(start + 1500))
        for (const members of groupsOf(flat)) {
          const known = members
            .map((i) => end[i]! - outline.offset[i]!)
            .filter((one) => !Number.isNaN(one))
            .sort((a, b) => a - b)
          const figures = groupFigures(outline, sizes, end, members[0]!)
          expect(figures.count).toBe(members.length)
          expect(figures.failed).toBe(members.filter((i) => flat[i]!.node.error).length)
          expect(figures.total).toBe(known.length === 0 ? null : known.reduce((a, b) => a + b, 0))
          expect(figures.longest).toBe(known.at(-1) ?? null)
          const middle = known.length / 2
          const median = (known[Math.ceil(middle) - 1]! + known[Math.floor(middle)]!) / 2
          expect(figures.median).toBe(known.length === 0 ? null : median)
        }
      }),
    )
  })

  it('are remembered over a refresh: open ones stay open, new ones come folded', () => {
    fc.assert(
      fc.property(alikeForest, alikeForest, fc.nat(), (nodes, more, which) => {
        const old = outlineOf(nodes)
        const oldSizes = foldSizes(old)
        const oldGroups = groupsOf(flatten(nodes))
        const opened = oldGroups.length > 0 ? oldGroups[which % oldGroups.length]![0]! : -1
        const folded = foldedGroups(old, oldSizes)
        const before = opened < 0 ? folded : withFolded(old, folded, opened, false, oldSizes)
        const fresh = outlineOf([...nodes, ...more])
        const sizes = foldSizes(fresh)
        const after = foldingCarriedOver(old, before, fresh, sizes)
        for (let i = 0; i < fresh.length; i++) {
          const wanted = !isGroup(fresh, sizes, i) ? 0 : i < old.length ? before[i] : 1
          expect(after[i]).toBe(wanted)
        }
      }),
    )
  })
})
