import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ancestorsOf,
  hasChildren,
  isWithin,
  nextSibling,
  previousSibling,
  siblingPositions,
} from '../../src/shared/model/outline-tree.ts'
import { ancestors, descendants, flatten, forest, forestAndStep, outlineOf } from './outline-reference.ts'

describe('the tree of an outline', () => {
  it('knows ancestors, children and siblings of every step', () => {
    fc.assert(
      fc.property(forestAndStep, ({ nodes, step }) => {
        const flat = flatten(nodes)
        const outline = outlineOf(nodes)
        const { siblings, children } = flat[step]!
        const place = siblings.indexOf(step)
        expect(ancestorsOf(outline, step)).toEqual(ancestors(flat, step))
        expect(hasChildren(outline, step)).toBe(children.length > 0)
        expect(nextSibling(outline, step)).toBe(siblings[place + 1] ?? -1)
        expect(previousSibling(outline, step)).toBe(siblings[place - 1] ?? -1)
      }),
    )
  })

  it('tells whether a step lies within the subtree of another', () => {
    fc.assert(
      fc.property(forestAndStep, ({ nodes, step }) => {
        const flat = flatten(nodes)
        const outline = outlineOf(nodes)
        const below = new Set([step, ...descendants(flat, step)])
        for (const { index } of flat) expect(isWithin(outline, step, index)).toBe(below.has(index))
      }),
    )
  })

  it('gives every step its place among its siblings', () => {
    fc.assert(
      fc.property(forest, (nodes) => {
        const positions = siblingPositions(outlineOf(nodes))
        for (const { index, siblings } of flatten(nodes)) {
          expect(positions.position[index]).toBe(siblings.indexOf(index) + 1)
          expect(positions.count[index]).toBe(siblings.length)
        }
      }),
    )
  })
})
