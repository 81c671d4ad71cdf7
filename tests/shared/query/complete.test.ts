import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { completionsAt, type SeenValues } from '../../../src/shared/query/complete.ts'
import { parseQuery } from '../../../src/shared/query/parse.ts'

const seen: SeenValues = (field) =>
  field === 'model'
    ? [
        { value: 'claude-sonnet-4', count: 9 },
        { value: 'gpt-4o', count: 5 },
        { value: 'my gpt', count: 1 },
      ]
    : field === 'is'
      ? [{ value: 'error', count: 3 }]
      : []

/** `|` is the caret. Gives the labels. */
function offered(text: string): string[] {
  const caret = text.indexOf('|')
  return completionsAt(text.replace('|', ''), caret, seen).items.map(({ label }) => label)
}

/** The text once the offer with this label is taken. */
function taken(text: string, label: string): string {
  const caret = text.indexOf('|')
  const plain = text.replace('|', '')
  const { from, to, items } = completionsAt(plain, caret, seen)
  const item = items.find((one) => one.label === label)
  if (!item) throw new Error(`${label} is not offered`)
  return plain.slice(0, from) + item.insert + plain.slice(to)
}

describe('completion of the filter offers', () => {
  it('fields that begin as the word does, with what they mean', () => {
    expect(offered('mo|')).toEqual(['model'])
    expect(offered('is:ok s|')).toEqual(['status', 'steps', 'session', 'service', 'source'])
    expect(completionsAt('to', 2, seen).items[0]?.about).toMatch(/tokens/)
  })

  it('all fields where nothing is begun, after a bracket and after a minus', () => {
    expect(offered('|').length).toBeGreaterThan(10)
    expect(offered('(|')).toEqual(offered('|'))
    expect(offered('-|').length).toBeGreaterThan(0)
  })

  it('the operators that a field takes, once it is whole', () => {
    expect(offered('duration|')).toEqual(['duration>', 'duration>=', 'duration<', 'duration<='])
    expect(taken('x duration|', 'duration>=')).toBe('x duration>=')
  })

  it('values that were seen, with their counts, those that begin so first', () => {
    expect(offered('model:|')).toEqual(['claude-sonnet-4', 'gpt-4o', 'my gpt'])
    expect(completionsAt('model:', 6, seen).items.map(({ count }) => count)).toEqual([9, 5, 1])
    expect(offered('model:gpt|')).toEqual(['gpt-4o', 'my gpt'])
    expect(offered('is:|')).toEqual(['error', 'ok', 'running', 'unknown'])
  })

  it('values in quotes where they need them', () => {
    expect(taken('model:my|', 'my gpt')).toBe('model:"my gpt" ')
    expect(taken('model:"my|', 'my gpt')).toBe('model:"my gpt" ')
  })

  it('nothing in the middle of a word, in free text in quotes, and for a value that is there in full', () => {
    expect(offered('mo|del')).toEqual([])
    expect(offered('"mo|')).toEqual([])
    expect(offered('model:gpt-4o|')).toEqual([])
  })

  it('only what can be read, wherever the text could be read before', () => {
    const word = fc.constantFrom('is:ok', 'tokens>1k', '(', ')', '-', 'or', 'weather', 'model:', '"a b"', 'duration>')
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5 }), (words) => {
        const text = words.join(' ')
        for (const item of completionsAt(text, text.length, seen).items) {
          if (item.kind !== 'value') continue
          const { from } = completionsAt(text, text.length, seen)
          const next = parseQuery(text.slice(0, from) + item.insert)
          // Another part may be wrong; the value itself never is.
          if (!next.ok)
            expect(next.error.position < from || next.error.position >= from + item.insert.length - 1).toBe(true)
        }
      }),
    )
  })
})
