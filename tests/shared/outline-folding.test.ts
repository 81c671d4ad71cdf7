import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  deepestVisibleLevel,
  foldedAll,
  foldedBelow,
  type Folding,
  foldingCarriedOver,
  revealed,
  rowAtOrAfter,
  rowOf,
  rowStandingFor,
  unfoldedAll,
  visibleRows,
  withFolded,
  withSubtreeFolded,
} from '../../src/shared/model/outline-folding.ts'
import {
  ancestors,
  descendants,
  flatten,
  forest,
  forestAndFolding,
  forestAndStep,
  outlineOf,
} from './outline-reference.ts'

function foldingOf(length: number, folded: ReadonlySet<number>): Folding {
  return Uint8Array.from({ length }, (_, i) => (folded.has(i) ? 1 : 0))
}

describe('folding an outline', () => {
  it('shows exactly the steps that have no folded ancestor', () => {
    fc.assert(
      fc.property(forestAndFolding, ({ nodes, folded }) => {
        const flat = flatten(nodes)
        const outline = outlineOf(nodes)
        const expected = flat.map((one) => one.index).filter((i) => !ancestors(flat, i).some((up) => folded.has(up)))
        expect([...visibleRows(outline, foldingOf(outline.length, folded))]).toEqual(expected)
      }),
    )
  })

  it('finds the row of a step, or the row that stands for a hidden one', () => {
    fc.assert(
      fc.property(forestAndFolding, ({ nodes, folded }) => {
        const flat = flatten(nodes)
        const outline = outlineOf(nodes)
        const rows = visibleRows(outline, foldingOf(outline.length, folded))
        for (const { index } of flat) {
          const standing = [index, ...ancestors(flat, index)].find((i) => rows.includes(i))
          expect(rowOf(rows, index)).toBe(rows.indexOf(index))
          expect(rowStandingFor(outline, rows, index)).toBe(standing === undefined ? -1 : rows.indexOf(standing))
          const after = rows.findIndex((i) => i >= index)
          expect(rowAtOrAfter(rows, index)).toBe(after < 0 ? rows.length : after)
        }
      }),
    )
  })

  it('folds all to the roots, and unfolds all to every step', () => {
    fc.assert(
      fc.property(forest, (nodes) => {
        const outline = outlineOf(nodes)
        const roots = flatten(nodes).filter((one) => one.parent < 0)
        expect([...visibleRows(outline, foldedAll(outline))]).toEqual(roots.map((one) => one.index))
        expect(visibleRows(outline, unfoldedAll(outline))).toHaveLength(outline.length)
      }),
    )
  })

  it('folds to a level', () => {
    fc.assert(
      fc.property(forest, fc.nat({ max: 5 }), (nodes, level) => {
        const outline = outlineOf(nodes)
        const rows = visibleRows(outline, foldedBelow(outline, level))
        const shown = flatten(nodes).filter((one) => one.depth <= level)
        expect([...rows]).toEqual(shown.map((one) => one.index))
        expect(deepestVisibleLevel(outline, rows)).toBe(Math.max(0, ...shown.map((one) => one.depth)))
      }),
    )
  })

  it('folds one step and leaves the folding below it as it was', () => {
    fc.assert(
      fc.property(forestAndStep, fc.boolean(), ({ nodes, step }, folded) => {
        const outline = outlineOf(nodes)
        const before = foldedBelow(outline, 1)
        const after = withFolded(outline, before, step, folded)
        for (let i = 0; i < outline.length; i++)
          expect(after[i]).toBe(i === step ? (folded && outline.size[i]! > 1 ? 1 : 0) : before[i])
        expect(withFolded(outline, after, step, folded)).toBe(after)
      }),
    )
  })

  it('folds a subtree and nothing else', () => {
    fc.assert(
      fc.property(forestAndStep, fc.boolean(), ({ nodes, step }, folded) => {
        const flat = flatten(nodes)
        const outline = outlineOf(nodes)
        const before = foldedBelow(outline, 1)
        const after = withSubtreeFolded(outline, before, step, folded)
        const subtree = new Set([step, ...descendants(flat, step)])
        for (const { index, children } of flat)
          expect(after[index]).toBe(subtree.has(index) ? (folded && children.length > 0 ? 1 : 0) : before[index])
      }),
    )
  })

  it('reveals a step by unfolding its ancestors only', () => {
    fc.assert(
      fc.property(forestAndStep, ({ nodes, step }) => {
        const flat = flatten(nodes)
        const outline = outlineOf(nodes)
        const before = foldedAll(outline)
        const after = revealed(outline, before, step)
        const up = new Set(ancestors(flat, step))
        expect(rowOf(visibleRows(outline, after), step)).toBeGreaterThanOrEqual(0)
        for (const { index } of flat) expect(after[index]).toBe(up.has(index) ? 0 : before[index])
        expect(revealed(outline, after, step)).toBe(after)
      }),
    )
  })

  it('keeps what was folded when a refresh brings more steps', () => {
    fc.assert(
      fc.property(forestAndFolding, forest, ({ nodes, folded }, more) => {
        const old = outlineOf(nodes)
        const fresh = outlineOf([...nodes, ...more])
        const carried = foldingCarriedOver(old, foldingOf(old.length, folded), fresh)
        for (let i = 0; i < fresh.length; i++) expect(carried[i]).toBe(folded.has(i) ? 1 : 0)
      }),
    )
  })
})
