import { act, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { formatDateTime, formatDay, useTimeZone, zoneName, zoneUnlike } from '../../src/renderer/src/app/time-format.ts'
import { usePreferences } from '../../src/renderer/src/app/preferences.ts'
import { localRemark, printLocal, readLocal } from '../../src/renderer/src/features/runs/window-choice.ts'
import { type Microseconds, parseInstant } from '../../src/shared/units.ts'

const zones = [
  'Europe/Berlin',
  'America/St_Johns',
  'Asia/Kolkata',
  'Pacific/Apia',
  'Australia/Lord_Howe',
  'UTC',
] as const

const before = process.env['TZ']
afterEach(() => {
  if (before === undefined) delete process.env['TZ']
  else process.env['TZ'] = before
})

/** The machine is in this zone from now on. */
function moveTo(zone: string): void {
  process.env['TZ'] = zone
  // That Node has taken it, by what its clocks show: it may know the zone by another of its names.
  const shown = (timeZone?: string) => new Date(1.79e12).toLocaleString('en-GB', timeZone ? { timeZone } : {})
  expect(shown()).toBe(shown(zone))
}

function at(iso: string): Microseconds {
  const instant = parseInstant(iso)
  if (instant === null) throw new Error(iso)
  return instant
}

describe.each(zones)('times in %s', (zone) => {
  beforeEach(() => moveTo(zone))

  it('that are printed for a range are read back as the same instant, all through the year and every half hour of a day', () => {
    for (let day = 0; day < 366; day += 7)
      for (let half = 0; half < 48; half++) {
        const instant = (Date.UTC(2026, 0, 1 + day) + half * 1_800_000) * 1000
        const text = printLocal(instant as Microseconds, 'local')
        const ends = [readLocal(text, 'local', 'from')!, readLocal(text, 'local', 'to')!]
        // One of the two where the time comes twice.
        expect(ends).toContain(instant)
        expect(ends[0]).toBeLessThanOrEqual(ends[1]!)
      }
  })

  it('never leave out what a range may mean: its start is the earliest instant with that time, its end the latest', () => {
    for (let hour = 0; hour < 366 * 24; hour++) {
      const instant = ((Date.UTC(2026, 0, 1) + hour * 3_600_000) * 1000) as Microseconds
      const text = printLocal(instant, 'local')
      expect(readLocal(text, 'local', 'from')).toBeLessThanOrEqual(instant)
      expect(readLocal(text, 'local', 'to')).toBeGreaterThanOrEqual(instant)
    }
  })

  it('are the same in UTC whatever the zone is', () => {
    const instant = at('2026-10-25T01:30:00Z')
    expect(printLocal(instant, 'utc')).toBe('2026-10-25T01:30:00')
    expect(readLocal('2026-10-25T01:30:00', 'utc', 'from')).toBe(instant)
    expect(formatDateTime(instant, 'utc')).toBe('25 Oct 2026, 01:30:00.000 UTC')
  })

  it('have the year beside the day where it is not this one there, and not where it only is another one in UTC', () => {
    const local = (year: number, month: number, day: number, hour: number) =>
      (new Date(year, month, day, hour).getTime() * 1000) as Microseconds
    const now = new Date(2027, 0, 2, 12)
    expect(formatDay(local(2027, 0, 1, 0), 'local', now)).toBe('1 Jan')
    expect(formatDay(local(2026, 11, 31, 23), 'local', now)).toBe('31 Dec 2026')
    expect(formatDay(local(2026, 11, 31, 0), 'local', new Date(2026, 11, 31, 23))).toBe('31 Dec')
  })
})

describe('on the day on which clocks are changed', () => {
  it.each([
    // Put back: the time comes twice.
    ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', 'this time comes twice'],
    ['America/St_Johns', '2026-11-01T01:30', '2026-11-01T04:00:00Z', '2026-11-01T05:00:00Z', 'this time comes twice'],
    // By half an hour.
    [
      'Australia/Lord_Howe',
      '2026-04-05T01:45',
      '2026-04-04T14:45:00Z',
      '2026-04-04T15:15:00Z',
      'this time comes twice',
    ],
    // Put forward: there is no such time.
    ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T00:30:00Z', '2026-03-29T01:30:00Z', 'there is no such time'],
    [
      'Australia/Lord_Howe',
      '2026-10-04T02:15',
      '2026-10-03T15:15:00Z',
      '2026-10-03T15:45:00Z',
      'there is no such time',
    ],
    // A whole day that an island left out when it moved to the other side of the date line.
    ['Pacific/Apia', '2011-12-30T12:00', '2011-12-29T22:00:00Z', '2011-12-30T22:00:00Z', 'there is no such time'],
  ])('in %s, %s is read as %s or %s, and it is said: %s', (zone, text, from, to, said) => {
    moveTo(zone)
    const [start, end] = [at(from), at(to)].sort((a, b) => a - b)
    expect(readLocal(text, 'local', 'from')).toBe(start)
    expect(readLocal(text, 'local', 'to')).toBe(end)
    expect(localRemark(text, 'local', 'from')).toContain(said)
    expect(localRemark(text, 'local', 'to')).toContain(said)
    expect(localRemark(text, 'utc', 'to')).toBeNull()
  })

  it('nothing is said of a time that is plain, also on that day', () => {
    moveTo('Europe/Berlin')
    expect(localRemark('2026-10-25T12:00', 'local', 'from')).toBeNull()
    expect(localRemark('2026-06-01T12:00', 'local', 'from')).toBeNull()
    expect(localRemark('no time', 'local', 'from')).toBeNull()
    expect(readLocal('no time', 'local', 'from')).toBeNull()
  })

  it('a time has its own offset beside it where it is not that of the column', () => {
    moveTo('Europe/Berlin')
    const winter = new Date('2026-11-01T12:00:00Z')
    expect(zoneUnlike(at('2026-10-25T00:30:00Z'), 'local', winter)).toBe('UTC+02:00')
    expect(zoneUnlike(at('2026-10-25T01:30:00Z'), 'local', winter)).toBe('')
    expect(zoneUnlike(at('2026-10-25T00:30:00Z'), 'utc', winter)).toBe('')
  })
})

describe('a machine that moves to another zone while the page is open', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    usePreferences.setState({ timeZone: 'local' })
  })
  afterEach(() => vi.useRealTimers())

  function Clock() {
    const zone = useTimeZone()
    return <p>{formatDateTime(at('2026-11-22T12:00:00Z'), zone)}</p>
  }

  it('has its times drawn anew, each with the zone that it is in now', () => {
    moveTo('Europe/Berlin')
    render(<Clock />)
    expect(screen.getByText('22 Nov 2026, 13:00:00.000 UTC+01:00')).toBeTruthy()
    moveTo('Asia/Kolkata')
    act(() => void vi.advanceTimersByTime(3000))
    expect(screen.getByText('22 Nov 2026, 17:30:00.000 UTC+05:30')).toBeTruthy()
    expect(zoneName('local', new Date('2026-11-22T12:00:00Z'))).toMatch(/^UTC\+05:30 \(Asia\/(Kolkata|Calcutta)\)$/)
  })
})
