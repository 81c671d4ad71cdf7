import { ArrowDown, ArrowUp } from 'lucide-react'
import { type PointerEvent, useRef } from 'react'
import type { TimeZoneChoice } from '../../app/preferences.ts'
import { zoneName, zoneShort } from '../../app/time-format.ts'
import { Tip } from '../../ui/tooltip.tsx'
import { resized } from './column-layout.ts'
import { useListPreferences } from './list-preferences.ts'
import { useListStore } from './list-store.ts'
import { type RunColumn, runColumn } from './run-columns.tsx'
import styles from './run-grid.module.css'
import type { ColumnKey } from './run-sort.ts'

/** The titles of the columns: a press sorts, a drag of the edge sizes, a double press of the edge gives the width back. */
export function GridHead({ columns, zone }: { columns: readonly ColumnKey[]; zone: TimeZoneChoice }) {
  return (
    <div className={styles.head} role="row" aria-rowindex={1}>
      {columns.map((key, index) => (
        <HeadCell key={key} column={runColumn(key)} index={index} zone={zone} />
      ))}
    </div>
  )
}

function HeadCell({ column, index, zone }: { column: RunColumn; index: number; zone: TimeZoneChoice }) {
  const sort = useListStore((store) => store.sort)
  const sortBy = useListStore((store) => store.sortBy)
  const cell = useRef<HTMLDivElement>(null)
  const sorted = sort.key === column.key
  const Arrow = sort.descending ? ArrowDown : ArrowUp
  const button = (
    <button type="button" tabIndex={-1} className={styles.sort} onClick={() => sortBy(column.key)}>
      {column.title}
      {column.key === 'start' ? <span className={styles.zone}>{zoneShort(zone)}</span> : null}
      {sorted ? <Arrow size={12} aria-hidden /> : null}
    </button>
  )
  return (
    <div
      ref={cell}
      role="columnheader"
      data-column={column.key}
      aria-colindex={index + 1}
      aria-sort={sorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
      className={`${styles.headCell} ${styles[`col-${column.key}`] ?? ''} ${column.numeric ? styles.numeric : ''}`}
    >
      {column.key === 'start' ? <Tip label={`Date and time in ${zoneName(zone)}`}>{button}</Tip> : button}
      <Edge columnKey={column.key} widthNow={() => cell.current?.getBoundingClientRect().width ?? 0} />
    </div>
  )
}

/** The edge to drag. By keyboard, columns are sized in their panel. */
function Edge({ columnKey, widthNow }: { columnKey: ColumnKey; widthNow: () => number }) {
  const drag = useRef<{ from: number; width: number } | null>(null)
  const set = (width: number | null) => {
    const { columns, setColumns } = useListPreferences.getState()
    setColumns(resized(columns, columnKey, width))
  }
  const end = () => {
    drag.current = null
  }
  return (
    <span
      className={styles.edge}
      aria-hidden
      onPointerDown={(event: PointerEvent<HTMLSpanElement>) => {
        if (event.button !== 0) return
        event.preventDefault()
        event.currentTarget.setPointerCapture(event.pointerId)
        drag.current = { from: event.clientX, width: widthNow() }
      }}
      onPointerMove={(event) => {
        if (drag.current) set(drag.current.width + event.clientX - drag.current.from)
      }}
      onPointerUp={end}
      onPointerCancel={end}
      onDoubleClick={() => set(null)}
    />
  )
}
