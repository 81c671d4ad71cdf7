import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conversation } from '../../src/renderer/src/features/detail/conversation.ts'
import { foldAt, pieces } from '../../src/renderer/src/features/detail/long-text.tsx'
import { parsedStructure } from '../../src/renderer/src/features/detail/value.tsx'
import type { Message, MessagePart } from '../../src/shared/model/message.ts'

function message(role: string, ...parts: MessagePart[]): Message {
  return { role, name: null, parts, finishReason: null, direction: 'input', cut: false }
}
const call = (id: string | null): MessagePart => ({ kind: 'tool_call', id, name: 'search', arguments: { id } })
const result = (id: string | null, value = `of ${id}`): MessagePart => ({
  kind: 'tool_result',
  id,
  name: 'search',
  result: value,
})

describe('a conversation', () => {
  it('answers each call with the result of its id and drops messages that held nothing else', () => {
    const turns = conversation([
      message('assistant', call('a'), call('b')),
      message('tool', result('b')),
      message('tool', result('a'), { kind: 'text', text: 'and a word' }),
    ])
    expect(turns.map((turn) => turn.message.role)).toEqual(['assistant', 'tool'])
    expect(turns[0]!.pieces).toMatchObject([{ answer: { result: 'of a' } }, { answer: { result: 'of b' } }])
    expect(turns[1]!.pieces).toEqual([{ kind: 'text', text: 'and a word' }])
  })

  it('leaves a result without a call where it is, and a call without a result open', () => {
    const turns = conversation([message('tool', result('x')), message('assistant', call('y'), call(null))])
    expect(turns[0]!.pieces).toMatchObject([{ kind: 'tool_result', id: 'x' }])
    expect(turns[1]!.pieces).toMatchObject([{ answer: null }, { answer: null }])
  })

  it('counts messages that are not given in its paths, and marks where they would stand', () => {
    const text = (): MessagePart => ({ kind: 'text', text: 'a word' })
    const turns = conversation([message('user', text()), message('tool', result('x')), message('user', text())], {
      from: 1,
      count: 500,
    })
    expect(turns.map(({ paths }) => paths[0])).toEqual([
      '/messages/0/parts/0',
      '/messages/501/parts/0',
      '/messages/502/parts/0',
    ])
    expect(turns.map(({ behindLeftOut }) => behindLeftOut)).toEqual([false, true, false])
  })

  it('pairs in order where an id was used twice', () => {
    const turns = conversation([
      message('assistant', call('a')),
      message('tool', result('a', 'first')),
      message('assistant', call('a')),
      message('tool', result('a', 'second')),
    ])
    expect(turns.map((turn) => turn.pieces[0])).toMatchObject([
      { answer: { result: 'first' } },
      { answer: { result: 'second' } },
    ])
  })

  it('loses no part and shows none twice', () => {
    const part = fc.oneof(
      fc.constantFrom('a', 'b', null).map(call),
      fc.constantFrom('a', 'b', null).map((id) => result(id)),
      fc.constant<MessagePart>({ kind: 'text', text: 't' }),
    )
    fc.assert(
      fc.property(fc.array(fc.array(part, { maxLength: 4 }), { maxLength: 6 }), (all) => {
        const drawn = conversation(all.map((parts) => message('any', ...parts))).flatMap((turn) => turn.pieces)
        const answers = drawn.filter((piece) => piece.kind === 'tool_call' && piece.answer !== null).length
        expect(drawn.length + answers).toBe(all.flat().length)
      }),
    )
  })
})

describe('long texts', () => {
  it('come in pieces that make the whole again', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.integer({ min: 0, max: 400 }), (text, times) => {
        const long = text.repeat(times)
        expect(pieces(long).join('')).toBe(long)
      }),
    )
  })

  it('are folded only where that saves something', () => {
    expect(foldAt('short')).toBe(5)
    expect(foldAt('x'.repeat(2500))).toBe(2500)
    expect(foldAt('x'.repeat(5000))).toBe(2400)
    expect(foldAt('line\n'.repeat(200))).toBeLessThan(250)
  })
})

describe('a value', () => {
  it('that is text holding JSON is read as the structure, and other text is left alone', () => {
    expect(parsedStructure(' {"a": 1}')).toEqual({ a: 1 })
    expect(parsedStructure('[1, 2]')).toEqual([1, 2])
    expect(parsedStructure('{not json')).toBeNull()
    expect(parsedStructure('17')).toBeNull()
  })
})
