import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  defaultLayout,
  fitColumns,
  leastWidth,
  moved,
  mostWidth,
  resized,
  toggled,
} from '../../src/renderer/src/features/runs/column-layout.ts'
import { between, nearestPoint, plotOf } from '../../src/renderer/src/features/runs/chart-plot.ts'
import { rowsOf } from '../../src/renderer/src/features/runs/run-row.ts'
import { columnKeys, parseSort, printSort } from '../../src/renderer/src/features/runs/run-sort.ts'
import { readListPreferences, withView } from '../../src/renderer/src/features/runs/saved-views.ts'
import { atOnce } from '../../src/renderer/src/features/runs/slices.ts'
import { parseSourceUrl } from '../../src/shared/source.ts'
import { milliseconds } from '../../src/shared/units.ts'
import { row } from '../support/fake-store.ts'

const keys = (layout: { key: string }[] | readonly { key: string }[]) => layout.map(({ key }) => key)

describe('columns fitted into the room of the list', () => {
  it('are all there in a wide window, and the least important are left out first in a narrow one', () => {
    expect(fitColumns(defaultLayout, 1900).leftOut).toEqual([])
    expect(fitColumns(defaultLayout, 1030).leftOut).toEqual(['models'])
    expect(fitColumns(defaultLayout, 420).keys).toEqual(expect.arrayContaining(['status', 'name', 'start']))
  })

  it('never need more than the room, as long as a few fit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 400, max: 2600 }),
        fc.subarray([...columnKeys], { minLength: 1 }),
        (width, chosen) => {
          const { keys: shown, template } = fitColumns(
            chosen.map((key) => ({ key, width: null })),
            width,
          )
          const tracks = template.split(/ (?![^(]*\))/)
          expect(tracks).toHaveLength(shown.length)
          const least = tracks.reduce((sum, track) => sum + Number(/\d+/.exec(track)![0]), 0)
          expect(least + 10 * (tracks.length - 1)).toBeLessThanOrEqual(width)
        },
      ),
    )
  })

  it('keep a width that was set, within its limits, while there is room to choose', () => {
    const layout = resized(defaultLayout, 'name', 333)
    expect(fitColumns(layout, 1200).template).toContain('333px')
    expect(fitColumns(layout, 700).template).not.toContain('333px')
    expect(resized(defaultLayout, 'name', 5).find(({ key }) => key === 'name')?.width).toBe(leastWidth)
    expect(resized(defaultLayout, 'name', 5000).find(({ key }) => key === 'name')?.width).toBe(mostWidth)
    expect(resized(layout, 'name', null)).toEqual(defaultLayout)
  })

  it('are shown in their usual place, hidden, and moved, but never all hidden', () => {
    const withSession = toggled(defaultLayout, 'session')
    expect(keys(withSession).at(-1)).toBe('session')
    expect(keys(toggled(toggled(withSession, 'name'), 'name'))).toEqual(keys(withSession))
    expect(keys(moved(defaultLayout, 'name', 1)).slice(0, 3)).toEqual(['status', 'source', 'name'])
    expect(moved(defaultLayout, 'status', -1)).toEqual(defaultLayout)
    const last = [{ key: 'name' as const, width: null }]
    expect(toggled(last, 'name')).toBe(last)
  })
})

describe('an order', () => {
  it('is printed and read back', () => {
    for (const key of columnKeys)
      for (const descending of [true, false])
        expect(parseSort(printSort({ key, descending }))).toEqual({ key, descending })
  })

  it('that nobody knows is newest first', () => {
    expect(parseSort('-colour')).toEqual({ key: 'start', descending: true })
  })
})

describe('kept settings', () => {
  it('are read as far as they are understood', () => {
    const good = {
      name: 'mine',
      view: { filter: 'is:error', window: { from: 5, to: 9 } },
      sourceId: 'one',
      columns: [{ key: 'name' }],
    }
    const read = readListPreferences({ chart: 'yes', columns: [], views: [good, { name: '' }, 7, { name: 'x' }] })
    expect(read.chart).toBe(false)
    expect(read.columns).toEqual(defaultLayout)
    expect(read.views).toEqual([
      {
        name: 'mine',
        view: { filter: 'is:error', window: { from: 5, to: 9 }, errorsOnly: false, sort: null, bySession: false },
        sourceId: 'one',
        columns: [{ key: 'name', width: null }],
      },
    ])
    for (const nothing of [null, undefined, 3, 'x', []]) expect(readListPreferences(nothing).views).toEqual([])
  })

  it('replace a view of the same name in its place', () => {
    const { views } = readListPreferences({ views: ['a', 'b'].map((name) => ({ name, view: { filter: '' } })) })
    const next = withView(views, { ...views[0]!, sourceId: 'two' })
    expect(next.map(({ name, sourceId }) => [name, sourceId])).toEqual([
      ['a', 'two'],
      ['b', null],
    ])
  })
})

describe('the plot of durations', () => {
  const source = {
    id: 's',
    settings: { ...parseSourceUrl('xray://us-east-1/'), name: 's' },
  } as unknown as Parameters<typeof rowsOf>[0]
  const rows = rowsOf(source, [
    { ...row('a', 10), durationMs: milliseconds(1) },
    { ...row('b', 50), durationMs: milliseconds(100), status: 'error' },
    { ...row('c', 90), durationMs: milliseconds(10_000) },
    { ...row('running', 60) },
    { ...row('before', -5), durationMs: milliseconds(7) },
  ])
  const plot = () => atOnce(plotOf(rows, { width: 101, height: 80, from: 0, to: 100e6 }))

  it('holds the runs of the window whose duration is known', () => {
    expect(plot()).toMatchObject({ count: 3, failed: 1, median: 100, longest: 10_000 })
  })

  it('finds the run at a place, and counts those of a range', () => {
    const made = plot()
    const at = made.columns[50]![0]!
    expect(nearestPoint(made, at.x + 2, at.y - 2)?.row.key).toBe('s/b')
    expect(nearestPoint(made, 30, 5, 5)).toBeNull()
    expect(between(made, 0, 60)).toEqual({ count: 2, failed: 1 })
  })

  it('puts longer runs higher', () => {
    const heights = plot()
      .columns.flat()
      .map(({ y }) => y)
    expect(heights).toEqual(heights.toSorted((a, b) => b - a))
  })

  it('is well with no run at all', () => {
    expect(atOnce(plotOf([], { width: 10, height: 80, from: 0, to: 1 }))).toMatchObject({ count: 0, median: null })
  })
})
