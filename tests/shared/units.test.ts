import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatDuration,
  formatInstant,
  formatLookback,
  fromMilliseconds,
  fromSeconds,
  microseconds,
  milliseconds,
  parseInstant,
  parseLookback,
  toMilliseconds,
} from '../../src/shared/units.ts'

describe('an instant', () => {
  it.each([
    ['2023-11-14T22:13:20Z', 1_700_000_000_000_000],
    ['2023-11-14T22:13:20.123456789Z', 1_700_000_000_123_456],
    ['2023-11-14T22:13:20.1234567Z', 1_700_000_000_123_456],
    ['2023-11-14T22:13:20.5', 1_700_000_000_500_000],
    ['2023-11-14 22:13:20', 1_700_000_000_000_000],
    ['2023-11-14T23:13:20+01:00', 1_700_000_000_000_000],
    ['2023-11-14T16:43:20-0530', 1_700_000_000_000_000],
    ['2024-02-29T00:00:00Z', 1_709_164_800_000_000],
    ['1969-12-31T23:59:59.999999Z', -1],
    ['2016-12-31T23:59:60Z', 1_483_228_800_000_000],
    ['2023-11-14T24:00:00Z', 1_700_006_400_000_000],
  ])('%s is read to the microsecond', (text, value) => expect(parseInstant(text)).toBe(value))

  it.each([
    '2023-02-30T00:00:00Z',
    '2023-13-01T00:00:00Z',
    '2023-00-10T00:00:00Z',
    '2023-01-00T00:00:00Z',
    '2023-01-01T25:00:00Z',
    '2023-01-01T24:30:00Z',
    '2023-01-01T00:60:00Z',
    '2023-01-01T00:00:61Z',
    '2023-01-01T00:00:00+25:00',
    '2023-01-01T00:00:00+01:75',
    '2023-01-01',
    'now',
    '',
    null,
    undefined,
    1_700_000_000,
  ])('%j is none', (text) => expect(parseInstant(text)).toBeNull())

  it('of the first century keeps its century', () => {
    expect(formatInstant(parseInstant('0001-01-01T00:00:00Z'))).toBe('0001-01-01T00:00:00.000000Z')
    expect(formatInstant(parseInstant('0099-12-31T00:00:00Z'))).toBe('0099-12-31T00:00:00.000000Z')
  })

  it('is printed so that it is read back exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: -4_000_000_000_000_000, max: 4_999_999_999_999_999 }), (value) => {
        expect(parseInstant(formatInstant(microseconds(value)))).toBe(value)
      }),
    )
  })

  it('between two microseconds is rounded, over the millisecond too', () => {
    expect(formatInstant(microseconds(999.7))).toBe('1970-01-01T00:00:00.001000Z')
    expect(formatInstant(microseconds(0.2))).toBe('1970-01-01T00:00:00.000000Z')
  })

  it('that is unknown stays null', () => {
    expect(formatInstant(null)).toBeNull()
    expect(formatInstant(microseconds(Number.NaN))).toBeNull()
  })

  it.each([
    [1_568_835_610.432, 1_568_835_610_432_000],
    [1.568835610432e9, 1_568_835_610_432_000],
    ['1568835610', null],
    [Number.NaN, null],
    [Infinity, null],
    [null, null],
  ])('of float seconds %j is %j', (seconds, value) => expect(fromSeconds(seconds)).toBe(value))

  it('goes between microseconds and milliseconds and keeps its fraction', () => {
    expect(toMilliseconds(microseconds(1500))).toBe(1.5)
    expect(fromMilliseconds(1.5)).toBe(1500)
  })
})

describe('a duration for people', () => {
  it.each([
    [0, '0 µs'],
    [412, '412 µs'],
    [999.6, '1.00 ms'],
    [3420, '3.42 ms'],
    [34_200, '34.2 ms'],
    [999_499, '999 ms'],
    [999_500, '1.00 s'],
    [1_280_000, '1.28 s'],
    [59_949_000, '59.9 s'],
    [59_950_000, '1 m 00 s'],
    [125_000_000, '2 m 05 s'],
    [3_599_600_000, '1 h 00 m'],
    [11_520_000_000, '3 h 12 m'],
    [-1500, '-1.50 ms'],
  ])('%d microseconds are %s', (value, text) => expect(formatDuration(microseconds(value))).toBe(text))

  it('that is unknown is a dash', () => {
    expect(formatDuration(null)).toBe('–')
    expect(formatDuration(microseconds(Number.NaN))).toBe('–')
  })
})

describe('a look-back', () => {
  it.each([
    ['30s', 30_000],
    ['90m', 5_400_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    [' 1.5 H ', 5_400_000],
  ])('%s is read', (text, value) => expect(parseLookback(text)).toBe(value))

  it.each(['', '0h', '5', 'h', '-1h', '1w', '1h30m'])('%j is none', (text) => expect(parseLookback(text)).toBeNull())

  it('is printed so that it is read back exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 * 86_400_000 }), (value) => {
        expect(parseLookback(formatLookback(milliseconds(value)))).toBe(value)
      }),
    )
  })

  it('is printed in the largest whole unit', () => {
    expect([86_400_000, 5_400_000, 3_600_000, 1500].map((value) => formatLookback(milliseconds(value)))).toEqual([
      '1d',
      '90m',
      '1h',
      '1.5s',
    ])
  })
})
