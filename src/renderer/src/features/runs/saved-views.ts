/** Views that the user saved under a name, and the check of what was read from the settings. Pure. */

import type { WindowSpec } from '../../../../shared/contract.ts'
import { microseconds } from '../../../../shared/units.ts'
import { type ListView, sameView } from '../../location.ts'
import { type ColumnLayout, defaultLayout, leastWidth, mostWidth } from './column-layout.ts'
import { columnKeys } from './run-sort.ts'

/** A name for what is listed, from where, and how. */
export interface SavedView {
  readonly name: string
  readonly view: ListView
  /** Null: all sources. */
  readonly sourceId: string | null
  readonly columns: ColumnLayout
}

/** What of the list is kept on this machine. Nothing of a trace is in it but what the user wrote into a filter. */
export interface ListPreferences {
  readonly columns: ColumnLayout
  readonly chart: boolean
  /** In the order in which they were saved. */
  readonly views: readonly SavedView[]
}

export const defaultListPreferences: ListPreferences = { columns: defaultLayout, chart: false, views: [] }

const mostViews = 100

/** Do they list the same from the same sources with the same columns? */
export function isSameSaved(a: Omit<SavedView, 'name'>, b: Omit<SavedView, 'name'>): boolean {
  return (
    a.sourceId === b.sourceId && sameView(a.view, b.view) && JSON.stringify(a.columns) === JSON.stringify(b.columns)
  )
}

/** The views with this one under its name: in the place of the one that had it, else last. */
export function withView(views: readonly SavedView[], view: SavedView): readonly SavedView[] {
  const at = views.findIndex(({ name }) => name === view.name)
  return at === -1 ? [...views, view].slice(-mostViews) : views.map((one, index) => (index === at ? view : one))
}

/** Reads kept settings; what cannot be read is as if it had never been set. */
export function readListPreferences(kept: unknown): ListPreferences {
  const { columns, chart, views } = recordOf(kept)
  return {
    columns: readColumns(columns) ?? defaultListPreferences.columns,
    chart: typeof chart === 'boolean' ? chart : defaultListPreferences.chart,
    views: Array.isArray(views) ? views.flatMap((one) => readView(one) ?? []).slice(0, mostViews) : [],
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function readColumns(kept: unknown): ColumnLayout | null {
  if (!Array.isArray(kept)) return null
  const columns = kept.flatMap((one) => {
    const { key, width } = recordOf(one)
    const known = columnKeys.find((each) => each === key)
    const fits = typeof width === 'number' && width >= leastWidth && width <= mostWidth
    return known === undefined ? [] : [{ key: known, width: fits ? width : null }]
  })
  const once = columns.filter(({ key }, index) => columns.findIndex((other) => other.key === key) === index)
  return once.length === 0 ? null : once
}

function readView(kept: unknown): SavedView | null {
  const { name, view, sourceId, columns } = recordOf(kept)
  const { filter, window, errorsOnly, sort, bySession } = recordOf(view)
  if (typeof name !== 'string' || name.trim() === '' || typeof filter !== 'string') return null
  return {
    name,
    view: {
      filter,
      window: readWindow(window),
      errorsOnly: errorsOnly === true,
      sort: typeof sort === 'string' ? sort : null,
      bySession: bySession === true,
    },
    sourceId: typeof sourceId === 'string' ? sourceId : null,
    columns: readColumns(columns) ?? defaultListPreferences.columns,
  }
}

function readWindow(kept: unknown): WindowSpec | null {
  const { lookbackMs, from, to } = recordOf(kept)
  if (typeof lookbackMs === 'number' && lookbackMs > 0) return { lookbackMs }
  if (typeof from === 'number' && typeof to === 'number' && from < to)
    return { from: microseconds(from), to: microseconds(to) }
  return null
}
