import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { breather } from '../../../../src/main/breathe.ts'
import {
  parseLossless,
  parseLosslessInTurns,
  quoteBigIntegers,
} from '../../../../src/main/stores/datadog/lossless-json.ts'

const spans = { key: 'spans', depth: 3 }

describe('integers that a number cannot hold', () => {
  it('keep all their digits as text', () => {
    expect(parseLossless('{"spanID":17551449796724253880,"n":-9223372036854775808}')).toEqual({
      spanID: '17551449796724253880',
      n: '-9223372036854775808',
    })
  })

  it('are told apart from those that fit exactly', () => {
    expect(parseLossless('[9007199254740991,9007199254740992,9007199254740993]')).toEqual([
      9007199254740991,
      '9007199254740992',
      '9007199254740993',
    ])
  })

  it('are left alone in fractions and exponents, which are numbers', () => {
    const text = '[1234567890123456789.5,12345678901234567890e2,0.12345678901234567890]'
    expect(parseLossless(text)).toEqual(JSON.parse(text))
  })

  it('are left alone inside strings, also where a string looks like JSON', () => {
    const tricky = {
      a: '17551449796724253880',
      b: ': 17551449796724253880, "x": 17551449796724253880}',
      c: ':17551449796724253880,',
      d: 'ends with a backslash \\',
      e: '\\"17551449796724253880',
      ['1'.repeat(20)]: 1,
    }
    expect(parseLossless(JSON.stringify(tricky))).toEqual(tricky)
  })

  it('are found at the top, in arrays and between line breaks', () => {
    expect(parseLossless('17551449796724253880')).toBe('17551449796724253880')
    expect(parseLossless('[\n  17551449796724253880 ,\n  17551449796724253881\n]')).toEqual([
      '17551449796724253880',
      '17551449796724253881',
    ])
  })
})

it('reads any JSON as JSON.parse does where every number is exact', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const text = JSON.stringify(value)
      const bigs = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').match(/(?<![\d.e+-])-?\d{16,}(?![\d.e])/g) ?? []
      fc.pre(bigs.every((digits) => Number.isSafeInteger(Number(digits))))
      expect(quoteBigIntegers(text)).toBe(text)
      expect(parseLossless(text)).toEqual(JSON.parse(text))
    }),
    { numRuns: 300 },
  )
})

describe('a long answer', () => {
  const item = (n: number) =>
    `{"spanID":175514497967242538${String(n % 100).padStart(2, '0')},"meta":{"text":"a ] } , { [ \\" b","spans":"[]"},"metrics":{"spans":[1,2]},"n":${n}}`
  const body = (count: number, head = '') =>
    `{"data":{${head}"attributes":{"is_truncated":false,"spans":[${Array.from({ length: count }, (_, n) => item(n)).join(',')}],"after":[7]},"id":"x"}}`

  it('read in turns is the same as read at once', async () => {
    for (const text of [body(3000), body(3000, '"relationships":{"spans":{"data":[{"a":1}]}},')])
      expect(await parseLosslessInTurns(text, spans, breather(0))).toEqual(parseLossless(text))
  })

  it('with an empty long array stays whole', async () => {
    const text = body(0, `"pad":"${'x'.repeat(300_000)}",`)
    expect(await parseLosslessInTurns(text, spans, () => {})).toEqual(parseLossless(text))
  })

  it('without the long array is read at once', async () => {
    const text = JSON.stringify({ errors: ['x'.repeat(300_000)] })
    expect(await parseLosslessInTurns(text, spans, () => {})).toEqual(JSON.parse(text))
  })

  it('that ends in the middle is a SyntaxError, wherever it was cut', async () => {
    const text = body(3000)
    for (const share of [0.1, 0.5, 0.9, 0.999])
      await expect(
        parseLosslessInTurns(text.slice(0, Math.floor(text.length * share)), spans, () => {}),
      ).rejects.toThrow(SyntaxError)
  })

  it('gives others a turn', async () => {
    let turns = 0
    await parseLosslessInTurns(body(9000), spans, () => {
      turns++
    })
    expect(turns).toBeGreaterThan(2)
  })
})
