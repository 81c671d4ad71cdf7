/** Which columns are drawn and how wide, for the room that the list has. Pure. */

import { type ColumnKey, columnKeys } from './run-sort.ts'

/** One chosen column; null: as wide as suits it. */
export interface ChosenColumn {
  readonly key: ColumnKey
  readonly width: number | null
}

/** The columns that are shown, in their order. */
export type ColumnLayout = readonly ChosenColumn[]

export const defaultLayout: ColumnLayout = columnKeys.slice(0, 9).map((key) => ({ key, width: null }))

/** The room of the list: beside an open run it is narrow, on a large window wide. */
type Room = 'tiny' | 'narrow' | 'normal' | 'wide'

interface ColumnRoom {
  /** The least width that says something. */
  readonly min: number
  /** The width up to which it grows; absent: it does not. As `fr` it takes its share of what the others leave. */
  readonly max?: number | `${number}fr`
}

type ColumnSpec = Readonly<Record<'normal', ColumnRoom> & Partial<Record<Room, ColumnRoom>>>

const specs: Readonly<Record<ColumnKey, ColumnSpec>> = {
  status: { normal: { min: 102 }, wide: { min: 104 }, narrow: { min: 18 }, tiny: { min: 16 } },
  name: {
    normal: { min: 180, max: '1fr' },
    wide: { min: 280, max: '3fr' },
    narrow: { min: 140, max: '1fr' },
    tiny: { min: 90, max: '1fr' },
  },
  source: { normal: { min: 110, max: 168 }, wide: { min: 170, max: '1fr' }, narrow: { min: 18 }, tiny: { min: 16 } },
  start: { normal: { min: 138 }, wide: { min: 150 }, narrow: { min: 134 }, tiny: { min: 60 } },
  duration: { normal: { min: 84 }, wide: { min: 96 }, narrow: { min: 76 }, tiny: { min: 66 } },
  steps: { normal: { min: 60 }, wide: { min: 72 }, narrow: { min: 52 } },
  tokens: { normal: { min: 78 }, wide: { min: 92 }, narrow: { min: 66 } },
  models: { normal: { min: 110, max: 190 }, wide: { min: 200, max: '2fr' } },
  errors: { normal: { min: 60 }, wide: { min: 68 }, narrow: { min: 48 } },
  agent: { normal: { min: 100, max: 160 }, wide: { min: 140, max: 220 } },
  session: { normal: { min: 100, max: 160 }, wide: { min: 140, max: 260 } },
  service: { normal: { min: 100, max: 150 }, wide: { min: 130, max: 220 } },
  environment: { normal: { min: 96 }, wide: { min: 110 } },
  tools: { normal: { min: 110, max: 190 }, wide: { min: 180, max: 320 } },
  id: { normal: { min: 150, max: 290 }, wide: { min: 280, max: 300 } },
}

/** What is left out first where the room is short. Status and name always stay. */
const leftOutFirst: readonly ColumnKey[] = [
  'id',
  'environment',
  'tools',
  'service',
  'session',
  'agent',
  'models',
  'steps',
  'errors',
  'tokens',
  'source',
  'duration',
  'start',
]

/** Limits of a width that the user may set, in pixels. */
export const leastWidth = 40
export const mostWidth = 900

/** What is drawn in so much room. */
export interface FittedColumns {
  readonly keys: readonly ColumnKey[]
  /** The value of grid-template-columns. */
  readonly template: string
  /** Chosen, but without room. */
  readonly leftOut: readonly ColumnKey[]
}

/** Fits the columns into `width` pixels, padding included. Never so many that the list would have to scroll sideways, as far as two columns allow. */
export function fitColumns(layout: ColumnLayout, width: number): FittedColumns {
  const room: Room = width <= 560 ? 'tiny' : width <= 820 ? 'narrow' : width >= 1500 ? 'wide' : 'normal'
  const [gap, padding] = room === 'tiny' ? [10, 24] : [12, 32]
  const widthOf = ({ key, width: set }: ChosenColumn) => leastOf(key, set, room)
  let shown = [...layout]
  const needed = () => shown.reduce((sum, column) => sum + widthOf(column), padding + gap * (shown.length - 1))
  for (const key of leftOutFirst) {
    if (needed() <= width) break
    shown = shown.filter((column) => column.key !== key)
  }
  return {
    keys: shown.map(({ key }) => key),
    template: shown.map((column) => trackOf(column, room)).join(' '),
    leftOut: layout.filter((column) => !shown.includes(column)).map(({ key }) => key),
  }
}

function roomOf(key: ColumnKey, room: Room): ColumnRoom {
  const spec = specs[key]
  return spec[room] ?? (room === 'tiny' ? spec.narrow : undefined) ?? spec.normal
}

/** A width that the user set counts where there is room to choose. */
function isSet(set: number | null, room: Room): set is number {
  return set !== null && (room === 'normal' || room === 'wide')
}

function leastOf(key: ColumnKey, set: number | null, room: Room): number {
  return isSet(set, room) ? set : roomOf(key, room).min
}

function trackOf({ key, width }: ChosenColumn, room: Room): string {
  if (isSet(width, room)) return `${width}px`
  const { min, max } = roomOf(key, room)
  return max === undefined ? `${min}px` : `minmax(${min}px, ${typeof max === 'number' ? `${max}px` : max})`
}

/** Shows or hides a column; a shown one takes its place in the usual order. The last one stays. */
export function toggled(layout: ColumnLayout, key: ColumnKey): ColumnLayout {
  if (layout.some((column) => column.key === key))
    return layout.length > 1 ? layout.filter((column) => column.key !== key) : layout
  const rank = columnKeys.indexOf(key)
  const at = layout.findIndex((column) => columnKeys.indexOf(column.key) > rank)
  const place = at === -1 ? layout.length : at
  return [...layout.slice(0, place), { key, width: null }, ...layout.slice(place)]
}

/** Moves a column by so many places; at either end it stays. */
export function moved(layout: ColumnLayout, key: ColumnKey, by: number): ColumnLayout {
  const from = layout.findIndex((column) => column.key === key)
  const column = layout[from]
  if (!column) return layout
  const to = Math.min(layout.length - 1, Math.max(0, from + by))
  const rest = layout.filter((one) => one !== column)
  return [...rest.slice(0, to), column, ...rest.slice(to)]
}

/** Sets a width, within its limits; null: as wide as suits it. */
export function resized(layout: ColumnLayout, key: ColumnKey, width: number | null): ColumnLayout {
  const fit = width === null ? null : Math.round(Math.min(mostWidth, Math.max(leastWidth, width)))
  return layout.map((column) => (column.key === key ? { key, width: fit } : column))
}
