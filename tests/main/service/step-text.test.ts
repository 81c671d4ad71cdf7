import { describe, expect, it } from 'vitest'
import { assembleRun } from '../../../src/main/semantics/assemble.ts'
import { shortDetail, stepText } from '../../../src/main/service/step-text.ts'
import { longTextLimit, manyMessages } from '../../../src/shared/model/step-detail.ts'
import { span, traceOf } from '../../support/agent-spans.ts'

const emoji = '😀'

async function detailOf(values: Record<string, unknown>, raw: object = {}) {
  const spans = [span({ spanId: '1', name: 'step', ms: 1, values, raw: { ...raw } })]
  const assembled = await assembleRun(traceOf(spans))
  return { assembled, detail: shortDetail(assembled, '1')! }
}

/** The whole text at a path, piece by piece. */
function rest(assembled: Awaited<ReturnType<typeof assembleRun>>, path: string, from: number): string {
  let text = ''
  for (let offset: number | null = from; offset !== null;) {
    const piece = stepText(assembled, { spanId: '1', path, offset })
    text += piece.text
    offset = piece.next
  }
  return text
}

describe('long texts of a step', () => {
  it('are whole up to the limit', async () => {
    const { detail } = await detailOf({ note: 'x'.repeat(longTextLimit) })
    expect(detail.shortened).toEqual([])
  })

  it('are given up to the limit, with their path and whole length, and the rest is served by offset', async () => {
    const text = Array.from({ length: 60_000 }, (_, i) => `line ${i}`).join('\n')
    const { assembled, detail } = await detailOf(
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: text }] }]),
      },
      { 'a/b~c': text },
    )
    const paths = detail.shortened.map((one) => one.path)
    expect(paths).toContain('/messages/0/parts/0/text')
    expect(paths).toContain('/attributeList/1/value')
    expect(paths).toContain('/raw')
    const part = detail.messages[0]!.parts[0]!
    expect(part).toMatchObject({ kind: 'text', text: text.slice(0, longTextLimit) })
    expect(detail.shortened.find((one) => one.path === '/messages/0/parts/0/text')!.length).toBe(text.length)
    expect(rest(assembled, '/messages/0/parts/0/text', longTextLimit)).toBe(text.slice(longTextLimit))
    expect(JSON.parse(detail.raw + rest(assembled, '/raw', detail.raw.length))).toEqual({ 'a/b~c': text })
  })

  it('inside structures are found by pointers with escaped keys', async () => {
    const long = 'y'.repeat(longTextLimit + 10)
    const { assembled, detail } = await detailOf({ 'input.value': JSON.stringify({ 'a/b': { '~k': [1, long] } }) })
    const path = '/inputs/a~1b/~0k/1'
    expect(detail.shortened.map((one) => one.path)).toContain(path)
    expect(rest(assembled, path, longTextLimit)).toBe('y'.repeat(10))
  })

  it('are never cut within a surrogate pair, wherever the pieces meet', async () => {
    const text = `x${emoji.repeat(300_000)}`
    const { assembled, detail } = await detailOf({ note: text })
    const first = detail.attributeList[0]!.value as string
    expect(first).not.toMatch(/\p{Surrogate}/u)
    expect(first + rest(assembled, '/attributeList/0/value', first.length)).toBe(text)
    for (let offset: number | null = first.length; offset !== null;) {
      const piece = stepText(assembled, { spanId: '1', path: '/attributeList/0/value', offset })
      expect(piece.text).not.toMatch(/\p{Surrogate}/u)
      offset = piece.next
    }
    // An offset within a pair begins with the whole pair.
    expect(stepText(assembled, { spanId: '1', path: '/attributeList/0/value', offset: 2 }).text.startsWith(emoji)).toBe(
      true,
    )
  })

  it('together never weigh more than a few megabytes', async () => {
    const values = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`k${i}`, 'z'.repeat(60_000)]))
    const { detail } = await detailOf(values)
    expect(JSON.stringify(detail).length).toBeLessThan(4_000_000)
    expect(detail.shortened.length).toBeGreaterThan(100)
  })

  it('that are structures too large for a tree are given as their JSON text', async () => {
    const rows = Array.from({ length: 200_000 }, (_, i) => ({ id: i, name: `row ${i}` }))
    const { assembled, detail } = await detailOf({ 'output.value': JSON.stringify({ rows }) })
    const given = detail.outputs.rows as string
    expect(given.startsWith('[\n  {')).toBe(true)
    expect(JSON.parse(given + rest(assembled, '/outputs/rows', given.length))).toEqual(rows)
  })

  it('are not found under a path that is none, nor past the end', async () => {
    const { assembled } = await detailOf({ note: 'short' })
    expect(() => stepText(assembled, { spanId: '1', path: '/nothing/here', offset: 0 })).toThrow(
      'no text at /nothing/here',
    )
    expect(() => stepText(assembled, { spanId: '1', path: '/messages/__proto__', offset: 0 })).toThrow('no text')
    expect(() => stepText(assembled, { spanId: 'nobody', path: '/raw', offset: 0 })).toThrow('no text')
    expect(stepText(assembled, { spanId: '1', path: '/name', offset: 99 })).toEqual({ text: '', length: 4, next: null })
  })
})

describe('very many messages of a step', () => {
  const given = (count: number, text: (i: number) => string) =>
    detailOf({
      'gen_ai.operation.name': 'chat',
      'gen_ai.input.messages': JSON.stringify(
        Array.from({ length: count }, (_, i) => ({ role: 'user', parts: [{ type: 'text', content: text(i) }] })),
      ),
    })
  const said = (detail: Awaited<ReturnType<typeof given>>['detail']) =>
    detail.messages.map(({ parts }) => (parts[0]?.kind === 'text' ? parts[0].text.slice(0, 12) : ''))

  it('are given whole up to the limit', async () => {
    const { detail } = await given(manyMessages, (i) => `message ${i}`)
    expect(detail.messages).toHaveLength(manyMessages)
    expect(detail.leftOut).toBeNull()
  })

  it('are given by their beginning and end, which says how many are left out between', async () => {
    const { detail } = await given(manyMessages + 7, (i) => `message ${i}`)
    expect(detail.messages).toHaveLength(manyMessages)
    expect(detail.leftOut).toEqual({ from: manyMessages / 2, count: 7 })
    expect(said(detail).slice(manyMessages / 2 - 1, manyMessages / 2 + 1)).toEqual([
      `message ${manyMessages / 2 - 1}`,
      `message ${manyMessages / 2 + 7}`,
    ])
    expect(said(detail).at(-1)).toBe(`message ${manyMessages + 6}`)
  })

  it('keep their numbers in the paths of long texts', async () => {
    const last = manyMessages + 6
    const long = 'z'.repeat(longTextLimit + 5)
    const { assembled, detail } = await given(last + 1, (i) => (i === last ? long : `message ${i}`))
    const path = `/messages/${last}/parts/0/text`
    expect(detail.shortened.map((one) => one.path)).toContain(path)
    expect(detail.messages.at(-1)!.parts[0]).toMatchObject({ text: long.slice(0, longTextLimit) })
    expect(rest(assembled, path, longTextLimit)).toBe('zzzzz')
  })
})
