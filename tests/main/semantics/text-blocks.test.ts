import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TextBlocks } from '../../../src/main/semantics/text-blocks.ts'

function blocksOf(steps: readonly (readonly string[])[]): TextBlocks {
  const blocks = new TextBlocks()
  for (const texts of steps) {
    for (const text of texts) blocks.add(text)
    blocks.endStep()
  }
  blocks.end()
  return blocks
}

const filler = 'the quick brown fox jumps over the lazy dog. '.repeat(400)

describe('the stretches of a run that may hold a text', () => {
  it('are never passed over when a step of theirs holds it, in whatever case', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ unit: 'binary-ascii', maxLength: 30 }), { maxLength: 3 }), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.nat(),
        fc.nat(),
        fc.boolean(),
        (steps, at, from, long) => {
          const whole = long ? steps.map((texts) => [...texts, filler]) : steps
          const step = at % whole.length
          const text = whole[step]!.join('')
          const wanted = text.slice(from % (text.length + 1), (from % (text.length + 1)) + 8)
          if (!whole[step]!.some((one) => one.toLowerCase().includes(wanted.toLowerCase()))) return
          const blocks = blocksOf(whole)
          expect(blocks.steps).toBe(whole.length)
          expect(blocks.look([wanted.toUpperCase()])(step)).toBe(true)
          expect(blocks.look([wanted.toLowerCase()])(step)).toBe(true)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('are passed over when they lack any part of what is wanted', () => {
    const blocks = blocksOf([[filler], [filler], [filler, 'zirconium'], [filler]])
    const look = blocks.look(['Zirconium'])
    expect([0, 1, 2, 3].map(look)).toEqual([false, false, true, true])
    // Asked in any order, with several texts, all of which must be there.
    expect([3, 0, 2].map(blocks.look(['zirconium', 'quick']))).toEqual([true, false, true])
    expect([3, 0, 2].map(blocks.look(['zirconium', 'tungsten']))).toEqual([false, false, false])
  })

  it('are all read for a text of two letters, for steps that came since, and around a text too long to take apart', () => {
    const blocks = blocksOf([[filler.repeat(2)], ['x'.repeat(2 ** 20 + 1)]])
    expect([0, 1].map(blocks.look(['zq']))).toEqual([true, true])
    expect([0, 1].map(blocks.look(['tungsten']))).toEqual([false, true])
    blocks.add('tungsten')
    expect(blocks.look(['zirconium'])(2)).toBe(true)
  })
})
