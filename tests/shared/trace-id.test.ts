import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { platforms } from '../../src/shared/platform.ts'
import { fromW3c, runIdOf, stepIdOf, toNative, toW3c } from '../../src/shared/trace-id.ts'

const hex = '65535f3cabcdefabcdefabcdefabcdef'
const xray = '1-65535f3c-abcdefabcdefabcdefabcdef'
const uuid = '65535f3c-abcd-efab-cdef-abcdefabcdef'
const w3c = fc.stringMatching(/^[0-9a-f]{32}$/)
const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

describe('a trace id', () => {
  it('goes from the W3C form to every platform and back', () => {
    fc.assert(
      fc.property(w3c, fc.constantFrom(...platforms), (id, platform) => {
        expect(toW3c(platform, fromW3c(platform, id))).toBe(id)
        expect(toNative(platform, fromW3c(platform, id))).toBe(fromW3c(platform, id))
      }),
    )
  })

  it('of Datadog is exact beyond what a number can hold', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), (value) => {
        const decimal = value.toString()
        // 32 digits are read as hex: Datadog writes 128-bit ids so.
        if (decimal.length === 32) return
        expect(BigInt(`0x${toW3c('datadog', decimal)}`)).toBe(value)
        expect(runIdOf('datadog', decimal).replaceAll('-', '')).toBe(value.toString(16).padStart(32, '0'))
      }),
    )
    expect(toW3c('datadog', (1n << 128n).toString())).toBeNull()
  })

  it('is taken in any form that a user may paste', () => {
    for (const pasted of [xray, hex, uuid, ` ${xray.toUpperCase()} `]) expect(toNative('xray', pasted)).toBe(xray)
    for (const pasted of [xray, hex, uuid, hex.toUpperCase()]) {
      expect(toNative('cloudtrace', pasted)).toBe(hex)
      expect(toNative('azuremonitor', pasted)).toBe(hex)
      expect(toNative('datadog', pasted)).toBe(hex)
    }
    expect(toNative('datadog', '17551449796724253880')).toBe('17551449796724253880')
    expect(toNative('datadog', 'F393A7B37E5B0CB8')).toBe(BigInt('0xf393a7b37e5b0cb8').toString())
    expect(toNative('azuremonitor', ' |abc.1901. ')).toBe('|abc.1901.')
    expect(toNative('xray', 'nonsense')).toBe('nonsense')
  })

  it('that is no 128 bits has no W3C form', () => {
    expect(toW3c('azuremonitor', '|abc.1901.')).toBeNull()
    expect(toW3c('xray', '')).toBeNull()
    expect(() => fromW3c('xray', 'abc')).toThrow(RangeError)
  })
})

describe('the ids of runs and steps', () => {
  it('are the native id, padded on the right', () => {
    expect(runIdOf('xray', xray)).toBe(uuid)
    expect(runIdOf('cloudtrace', hex)).toBe(uuid)
    expect(runIdOf('azuremonitor', 'abc')).toBe('abc00000-0000-0000-0000-000000000000')
    expect(runIdOf('datadog', '255')).toBe('00000000-0000-0000-0000-0000000000ff')
  })

  it('look like UUIDs and are the same every time, whatever the id', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...platforms), (id, platform) => {
        expect(runIdOf(platform, id)).toMatch(uuidPattern)
        expect(runIdOf(platform, id)).toBe(runIdOf(platform, id))
        expect(stepIdOf(id, 'a')).toMatch(uuidPattern)
      }),
    )
  })

  it('of 50,000 spans with consecutive ids differ', () => {
    const ids = new Set(Array.from({ length: 50_000 }, (_, i) => stepIdOf(uuid, i.toString(16).padStart(16, '0'))))
    expect(ids.size).toBe(50_000)
  })
})
