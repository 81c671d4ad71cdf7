import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { memo, type RefObject, useEffect, useId, useImperativeHandle, useLayoutEffect, useMemo, useRef } from 'react'
import type { TimeZoneChoice } from '../../app/preferences.ts'
import { useTimeZone, zoneName, zoneShort } from '../../app/time-format.ts'
import { Tip } from '../../ui/tooltip.tsx'
import { useFilledRuns, withFilled } from './filled-runs.ts'
import { type Knowledge, type RunColumn, runColumns } from './run-columns.tsx'
import styles from './run-grid.module.css'
import { useListStore } from './list-store.ts'
import type { RunRow } from './run-row.ts'

const rowHeight = 30
const headHeight = 28

/** What the keys of the list need of the grid. */
export interface RunGridHandle {
  readonly focus: () => void
  /** How many rows fit. */
  readonly pageSize: () => number
}

/**
 * The rows, virtualised, as an ARIA grid. The grid holds the focus and points at the selected row, so that a row may leave the DOM without the focus being lost.
 * `openKey` marks the run that is open beside it.
 */
export function RunGrid({
  rows,
  busy,
  openKey,
  onOpen,
  onNearEnd,
  onRest,
  handle,
}: {
  rows: readonly RunRow[]
  busy: boolean
  openKey: string | null
  onOpen: (row: RunRow) => void
  onNearEnd: () => void
  /** These rows have been in sight for a while, without scrolling. */
  onRest: (inSight: readonly RunRow[]) => void
  handle: RefObject<RunGridHandle | null>
}) {
  const zone = useTimeZone()
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const selected = useListStore((store) => store.selected)
  const select = useListStore((store) => store.select)
  const keepScroll = useListStore((store) => store.keepScroll)
  const selectedIndex = selected === null ? -1 : rows.findIndex((row) => row.key === selected)

  // The virtualizer's getters change without a new identity, so the React Compiler leaves this component alone, as it must.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    // The sticky head covers as much at the top as it pushes rows down, so only the lower edge has to be told.
    scrollPaddingEnd: headHeight,
    initialOffset: () => useListStore.getState().scrollTop,
    getItemKey: (index) => rows[index]?.key ?? index,
  })

  useImperativeHandle(handle, () => ({
    focus: () => scroller.current?.focus({ preventScroll: true }),
    pageSize: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 1),
  }))

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    element.scrollTop = useListStore.getState().scrollTop
    return () => keepScroll(element.scrollTop)
  }, [keepScroll])

  useAnchor(scroller, rows)

  // Only a move of the selection brings it into view; a refresh that shifts the rows does not scroll.
  const latest = useRef({ selectedIndex, virtualizer })
  useEffect(() => {
    latest.current = { selectedIndex, virtualizer }
  })
  useEffect(() => {
    if (selected === null || latest.current.selectedIndex < 0) return
    latest.current.virtualizer.scrollToIndex(latest.current.selectedIndex, { align: 'auto' })
  }, [selected])

  const items = virtualizer.getVirtualItems()
  const lastIndex = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (rows.length > 0 && lastIndex >= rows.length - 20) onNearEnd()
  }, [lastIndex, rows.length, onNearEnd])

  const { range, isScrolling } = virtualizer
  useRest(rows, range?.startIndex ?? 0, range?.endIndex ?? 0, isScrolling, onRest)

  return (
    <div
      ref={scroller}
      className={styles.grid}
      role="grid"
      tabIndex={0}
      aria-label="Runs"
      aria-rowcount={rows.length + 1}
      aria-colcount={runColumns.length}
      aria-busy={busy}
      aria-activedescendant={selectedIndex >= 0 ? `${id}-${selectedIndex}` : undefined}
      data-list-grid
    >
      <div className={styles.head} role="row" aria-rowindex={1}>
        {runColumns.map((column, index) => (
          <HeadCell key={column.key} column={column} index={index} zone={zone} />
        ))}
      </div>
      <div className={styles.rows} role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index]
          return row ? (
            <Row
              key={row.key}
              id={`${id}-${item.index}`}
              row={row}
              index={item.index}
              top={item.start}
              zone={zone}
              selected={item.index === selectedIndex}
              open={row.key === openKey}
              onSelect={select}
              onOpen={onOpen}
            />
          ) : null
        })}
      </div>
    </div>
  )
}

/**
 * Holds the first row in sight where it is when a refresh brings rows above it. At the very top nothing is held, so that new runs come into sight; a new order or
 * filter is a new list.
 */
function useAnchor(scroller: RefObject<HTMLDivElement | null>, rows: readonly RunRow[]): void {
  const order = useListStore((store) => `${store.sort.key}/${store.sort.descending}/${store.filter}`)
  const anchor = useRef<{ key: string; shift: number; order: string } | null>(null)

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const held = anchor.current
    if (held?.order === order) {
      const at = rows.findIndex((row) => row.key === held.key)
      const top = at * rowHeight + held.shift
      if (at >= 0 && top !== element.scrollTop) element.scrollTo({ top })
    }
    const remember = () => {
      const { scrollTop } = element
      const first = rows[Math.floor(scrollTop / rowHeight)]
      anchor.current = scrollTop > 0 && first ? { key: first.key, shift: scrollTop % rowHeight, order } : null
    }
    remember()
    element.addEventListener('scroll', remember, { passive: true })
    return () => element.removeEventListener('scroll', remember)
  }, [scroller, rows, order])
}

/** So long do rows have to be in sight before it is said that they are, in milliseconds. */
const restingTime = 400

function useRest(
  rows: readonly RunRow[],
  first: number,
  last: number,
  isScrolling: boolean,
  onRest: (inSight: readonly RunRow[]) => void,
): void {
  useEffect(() => {
    if (isScrolling) return
    const timer = setTimeout(() => onRest(rows.slice(first, last + 1)), restingTime)
    return () => clearTimeout(timer)
  }, [rows, first, last, isScrolling, onRest])
}

function HeadCell({ column, index, zone }: { column: RunColumn; index: number; zone: TimeZoneChoice }) {
  const sort = useListStore((store) => store.sort)
  const sortBy = useListStore((store) => store.sortBy)
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
      role="columnheader"
      aria-colindex={index + 1}
      aria-sort={sorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
      className={`${styles.headCell} ${styles[`col-${column.key}`] ?? ''} ${column.numeric ? styles.numeric : ''}`}
    >
      {column.key === 'start' ? <Tip label={`Date and time in ${zoneName(zone)}`}>{button}</Tip> : button}
    </div>
  )
}

const Row = memo(function Row({
  id,
  row,
  index,
  top,
  zone,
  selected,
  open,
  onSelect,
  onOpen,
}: {
  id: string
  row: RunRow
  index: number
  top: number
  zone: TimeZoneChoice
  selected: boolean
  open: boolean
  onSelect: (key: string) => void
  onOpen: (row: RunRow) => void
}) {
  const entry = useFilledRuns((store) => store.filled.get(row.key))
  const shown = useMemo(() => withFilled(row, entry), [row, entry])
  const knowledge: Knowledge = entry === undefined ? 'listed' : entry.run === null ? 'gone' : 'read'
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-current={open ? 'true' : undefined}
      className={styles.row}
      style={{ transform: `translateY(${top}px)` }}
      onMouseDown={() => onSelect(row.key)}
      onClick={() => onOpen(row)}
    >
      {runColumns.map((column, at) => (
        <div
          key={column.key}
          role="gridcell"
          aria-colindex={at + 1}
          className={`${styles.cell} ${styles[`col-${column.key}`] ?? ''} ${column.numeric ? styles.numeric : ''}`}
        >
          {column.cell(shown, zone, knowledge)}
        </div>
      ))}
    </div>
  )
})
