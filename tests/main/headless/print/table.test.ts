import { describe, expect, it } from 'vitest'
import { table, width } from '../../../../src/main/headless/print/table.ts'

const plain = (text: string) => text
const cell = (text: string, max = 10) =>
  table([{ title: 'A', max }, { title: 'B' }], [[{ text }, { text: 'end' }]], plain)[1]!

describe('a table in a terminal', () => {
  it('lines its columns up by what a letter takes on screen', () => {
    expect(cell('東京')).toBe('東京  end')
    expect(cell('abcd')).toBe('abcd  end')
  })

  it('cuts a long text in its middle, and never within a letter', () => {
    expect(cell('abcdefghijklmnop')).toBe('abcde…mnop  end')
    expect(width(cell('😀'.repeat(50)).replace(/ +end$/, ''))).toBeLessThanOrEqual(10)
    for (const text of ['😀'.repeat(5000), `a${'😀'.repeat(5000)}`, '\u{20000}'.repeat(5000)])
      expect(cell(text)).not.toMatch(/\p{Surrogate}/u)
  })

  it('lets no name take more than its place: marks upon marks, joined letters, letters without end', () => {
    for (const text of [`Z${'\u0335\u0489'.repeat(20_000)}algo`, '👩\u200d'.repeat(20_000), 'x'.repeat(1_000_000)])
      expect(cell(text).length).toBeLessThan(100)
  })
})
