import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorsBelow, nextOf, outlineErrors } from '../../src/shared/model/outline-errors.ts'
import { descendants, flatten, forest, forestAndStep, outlineOf } from './outline-reference.ts'

describe('the errors of an outline', () => {
  it('counts the errors below every step', () => {
    fc.assert(
      fc.property(forest, (nodes) => {
        const flat = flatten(nodes)
        const outline = outlineOf(nodes)
        const errors = outlineErrors(outline)
        expect([...errors.steps]).toEqual(flat.filter((one) => one.node.error).map((one) => one.index))
        for (const { index } of flat)
          expect(errorsBelow(outline, errors, index)).toBe(
            descendants(flat, index).filter((i) => flat[i]!.node.error).length,
          )
      }),
    )
  })

  it('goes to the next and the previous error, around the end', () => {
    fc.assert(
      fc.property(forestAndStep, ({ nodes, step }) => {
        const failed = flatten(nodes)
          .filter((one) => one.node.error)
          .map((one) => one.index)
        const { steps } = outlineErrors(outlineOf(nodes))
        expect(nextOf(steps, step, 1)).toBe(failed.find((i) => i > step) ?? failed[0] ?? -1)
        expect(nextOf(steps, step, -1)).toBe(failed.findLast((i) => i < step) ?? failed.at(-1) ?? -1)
        expect(nextOf(steps, -1, 1)).toBe(failed[0] ?? -1)
      }),
    )
  })
})
