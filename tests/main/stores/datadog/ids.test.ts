import { describe, expect, it } from 'vitest'
import {
  idText,
  joinTraceId,
  parentText,
  spanIdDecimal,
  traceIdForms,
} from '../../../../src/main/stores/datadog/ids.ts'

describe('a trace id', () => {
  it('of 64 bits is a decimal and nothing is known of its other half', () => {
    expect(traceIdForms('17551449796724253880')).toEqual({ low: '17551449796724253880', full: null })
  })

  it('of 128 bits is read from 32 hex digits or from a long decimal', () => {
    const full = '690001f000000000f3930b2c5e4ae8b8'
    const low = BigInt('0xf3930b2c5e4ae8b8').toString()
    expect(traceIdForms(full)).toEqual({ low, full })
    expect(traceIdForms(full.toUpperCase())).toEqual({ low, full })
    expect(traceIdForms(BigInt(`0x${full}`).toString())).toEqual({ low, full })
  })

  it('of 32 digits without a letter is hex', () => {
    const digits = '12345678901234567890123456789012'
    expect(traceIdForms(digits)).toEqual({ low: BigInt(`0x${digits.slice(16)}`).toString(), full: digits })
  })

  it('that is none is refused', () => {
    for (const id of ['', 'not an id', '1-5759e988-bd862e3fe1be46a994272793', '9'.repeat(40), 'f'.repeat(33)])
      expect(traceIdForms(id)).toBeNull()
  })

  it('is joined from its high half in hex and its low half as a decimal', () => {
    expect(joinTraceId('690001f000000000', '17551449796724253880')).toBe('690001f000000000f39346993ad9e4b8')
    expect(joinTraceId('690001F0', '1')).toBe('00000000690001f00000000000000001')
    for (const [high, low] of [
      [null, '1'],
      ['xyz', '1'],
      ['1', 'abc'],
      ['1', '99999999999999999999'],
    ] as const)
      expect(joinTraceId(high, low)).toBeNull()
  })
})

it('a parent of 0 in any spelling is a root', () => {
  for (const root of [0, '0', '0000000000000000', '', null, undefined, 'undefined']) expect(parentText(root)).toBeNull()
  expect(parentText('448280336884642854')).toBe('448280336884642854')
})

it('an id is text or a safe integer, never a rounded number', () => {
  expect(idText(48)).toBe('48')
  expect(idText('17551449796724253880')).toBe('17551449796724253880')
  for (const odd of [1.5, -1, 2 ** 60, NaN, true, {}, [], '  ']) expect(idText(odd)).toBeNull()
})

it('a span id in hex is printed as the decimal that APM has', () => {
  expect(spanIdDecimal('f39346993ad9e4b8')).toBe('17551449796724253880')
  expect(spanIdDecimal('1234567890123456')).toBe('1234567890123456')
})
