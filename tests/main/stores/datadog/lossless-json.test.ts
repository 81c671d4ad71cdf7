import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { breather } from '../../../../src/main/breathe.ts'
import {
  parseLossless,
  parseLosslessInTurns,
  quoteBigIntegers,
  readItemsInTurns,
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

/** A plain reader of JSON that keeps the digits of every number, one character at a time: slow, and right by being simple. */
function readSlowly(text: string): unknown {
  let at = 0
  const skip = () => {
    while (' \n\r\t'.includes(text[at] ?? 'x')) at++
  }
  const value = (): unknown => {
    skip()
    if (text[at] === '"') return string()
    if (text[at] === '[') return list()
    if (text[at] === '{') return object()
    const token = /^(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/.exec(text.slice(at))![0]
    at += token.length
    return /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)) ? token : JSON.parse(token)
  }
  const string = (): string => {
    const from = at++
    while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
    return JSON.parse(text.slice(from, ++at)) as string
  }
  const list = (): unknown[] => {
    const out: unknown[] = []
    at++
    for (skip(); text[at] !== ']'; skip()) {
      out.push(value())
      skip()
      if (text[at] === ',') at++
    }
    at++
    return out
  }
  const object = (): unknown => {
    const out: [string, unknown][] = []
    at++
    for (skip(); text[at] !== '}'; skip()) {
      const key = string()
      skip()
      at++
      out.push([key, value()])
      skip()
      if (text[at] === ',') at++
    }
    at++
    return Object.fromEntries(out)
  }
  return value()
}

/** JSON text in which long runs of digits stand everywhere they can: as numbers, in keys, in texts that look like JSON, after backslashes, with and without white space. */
const jsonText: fc.Arbitrary<string> = fc.letrec((tie) => {
  const digits = fc.oneof(
    fc.bigInt({ min: 10n ** 15n, max: 10n ** 21n }).map(String),
    fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }).map(String),
    fc.nat().map(String),
  )
  const signed = fc.tuple(fc.constantFrom('', '-'), digits).map(([sign, text]) => sign + text)
  const number = fc.oneof(
    { weight: 4, arbitrary: signed },
    fc
      .tuple(signed, digits, fc.constantFrom('', 'e5', 'E-7'))
      .map(([whole, part, power]) => `${whole}.${part}${power}`),
    fc.tuple(signed, fc.constantFrom('e2', 'E+3')).map(([whole, power]) => whole + power),
  )
  const piece = fc.oneof(
    digits,
    fc.constantFrom('"', '\\', ':', ',', '{', '}', '[', ']', '-', '.', 'e', 'a', ' ', '"spanID":', '},{"', 'ü', '😀'),
  )
  const string = fc.array(piece, { maxLength: 8 }).map((parts) => JSON.stringify(parts.join('')))
  const gap = fc.constantFrom('', '', '', ' ', '\n  ')
  const key = fc.oneof({ weight: 3, arbitrary: fc.constantFrom('"spanID"', '"a"', '"_dd.x-1"', '"startTime"') }, string)
  return {
    value: fc.oneof({ maxDepth: 4 }, number, string, fc.constantFrom('true', 'null'), tie('list'), tie('object')),
    list: fc
      .tuple(fc.array(tie('value') as fc.Arbitrary<string>, { maxLength: 5 }), gap)
      .map(([items, space]) => `[${space}${items.join(`${space},${space}`)}${space}]`),
    object: fc
      .tuple(fc.array(fc.tuple(key, tie('value') as fc.Arbitrary<string>), { maxLength: 6 }), gap)
      .map(
        ([pairs, space]) =>
          `{${space}${pairs.map(([name, one]) => `${name}${space}:${space}${one}`).join(`,${space}`)}}`,
      ),
  }
}).value as fc.Arbitrary<string>

it('reads every number as a reader that goes character by character does', () => {
  fc.assert(
    fc.property(jsonText, (text) => {
      expect(parseLossless(text)).toEqual(readSlowly(text))
    }),
    { numRuns: 3000 },
  )
})

it('reads the items of a long array in turns as it reads them at once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(jsonText, { minLength: 1, maxLength: 12 }), async (parts) => {
      // Long enough to be read in turns.
      const items = Array.from(
        { length: 400 },
        (_, n) => `{"n":${n},"pad":"${'x'.repeat(600)}","v":${parts[n % parts.length]}}`,
      )
      const text = `{"data":{"attributes":{"spans":[${items.join(',')}]}}}`
      const taken: unknown[] = []
      const { items: held } = await readItemsInTurns(
        text,
        spans,
        () => {},
        (item) => void taken.push(item),
      )
      const wanted = items.map((item) => readSlowly(item))
      expect(taken).toEqual(wanted)
      expect(held!.count).toBe(400)
      for (const index of [0, 399, 17, 200, 18, 398]) expect(held!.item(index)).toEqual(wanted[index])
      expect(held!.item(400)).toBeNull()
    }),
    { numRuns: 20 },
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
