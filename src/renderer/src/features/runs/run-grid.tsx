import { ArrowUp } from 'lucide-react'
import { type RefObject, useEffect, useId, useImperativeHandle, useLayoutEffect, useMemo, useRef } from 'react'
import type { RunTest } from '../../../../shared/query/match.ts'
import { useTimeZone } from '../../app/time-format.ts'
import { ContextMenu } from '../../ui/menu.tsx'
import { GridHead } from './grid-head.tsx'
import { GridRow, SessionRow } from './grid-rows.tsx'
import { useListStore } from './list-store.ts'
import styles from './run-grid.module.css'
import type { RunRow } from './run-row.ts'
import { defaultSort, printSort } from './run-sort.ts'
import { menuOf } from './run-menu.tsx'
import type { ListLine } from './sessions.ts'
import { useAnchor } from './use-anchor.ts'
import { useColumns } from './use-columns.ts'
import { useRowRange } from './use-row-range.ts'

const rowHeight = 30
const headHeight = 28

/** What the keys of the list need of the grid. */
export interface RunGridHandle {
  readonly focus: () => void
  /** How many rows fit. */
  readonly pageSize: () => number
  /** Opens the menu of the selected run. */
  readonly openMenu: () => void
}

/**
 * The lines, virtualised, as an ARIA grid, or as a tree grid where runs stand below their sessions. The grid holds the focus and points at the selected line, so that a
 * line may leave the DOM without the focus being lost. `openKey` marks the run that is open beside it.
 */
export function RunGrid({
  lines,
  grouped,
  busy,
  openKey,
  tests,
  endText,
  onOpen,
  onNearEnd,
  onRest,
  handle,
}: {
  lines: readonly ListLine[]
  grouped: boolean
  busy: boolean
  openKey: string | null
  /** The filter's test for each source, by its id; null where every row fits. */
  tests: ReadonlyMap<string, RunTest | null>
  /** What stands below the last row; null while more is on its way. */
  endText: string | null
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
  const folded = useListStore((store) => store.folded)
  const sort = useListStore((store) => store.sort)
  const order = useListStore(
    (store) => `${printSort(store.sort)}/${store.filter}/${store.bySession}/${store.showMaybe}`,
  )
  const selectedIndex = useMemo(
    () => (selected === null ? -1 : lines.findIndex((line) => line.key === selected)),
    [lines, selected],
  )
  const columns = useColumns(scroller)
  const { first, end, top, bottom, slots } = useRowRange(scroller, lines.length, rowHeight)

  useImperativeHandle(handle, () => ({
    focus: () => scroller.current?.focus({ preventScroll: true }),
    pageSize: () => Math.max(1, Math.floor(((scroller.current?.clientHeight ?? rowHeight) - headHeight) / rowHeight)),
    openMenu: () => {
      const row = document.getElementById(`${id}-${selectedIndex}`)
      const box = row?.getBoundingClientRect()
      if (!row || !box) return
      const at = { clientX: box.left + 120, clientY: box.bottom - 4, bubbles: true, cancelable: true }
      row.dispatchEvent(new MouseEvent('contextmenu', at))
    },
  }))

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    element.scrollTop = useListStore.getState().scrollTop
    return () => useListStore.getState().keepScroll(element.scrollTop)
  }, [])

  const newestFirst = !grouped && sort.key === defaultSort.key && sort.descending
  const { newAbove, toTop } = useAnchor(scroller, lines, order, newestFirst, rowHeight)

  // Only a move of the selection brings it into view; a refresh that shifts the rows does not scroll.
  const latestIndex = useRef(selectedIndex)
  useEffect(() => {
    latestIndex.current = selectedIndex
  })
  useEffect(() => {
    const element = scroller.current
    if (selected !== null && element && latestIndex.current >= 0) bringIntoView(element, latestIndex.current)
  }, [selected])

  useEffect(() => {
    if (lines.length > 0 && bottom >= lines.length - 20) onNearEnd()
  }, [bottom, lines.length, onNearEnd])

  useRest(lines, top, bottom, onRest)

  const drawn = lines.slice(first, end).map((line, at) => {
    const index = first + at
    const place = { id: `${id}-${index}`, index, top: index * rowHeight, selected: index === selectedIndex, zone }
    return line.kind === 'session' ? (
      <SessionRow key={index % slots} {...place} head={line} span={columns.keys.length} folded={folded.has(line.key)} />
    ) : (
      <GridRow
        key={index % slots}
        {...place}
        row={line}
        columns={columns.keys}
        open={line.key === openKey}
        inSession={grouped}
        test={tests.get(line.sourceId) ?? null}
        onOpen={onOpen}
      />
    )
  })
  const chosen = lines[selectedIndex]

  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        className={styles.grid}
        role={grouped ? 'treegrid' : 'grid'}
        tabIndex={0}
        aria-label="Runs"
        aria-rowcount={lines.length + 1}
        aria-colcount={columns.keys.length}
        aria-busy={busy}
        aria-activedescendant={selectedIndex >= first && selectedIndex < end ? `${id}-${selectedIndex}` : undefined}
        data-list-grid
        style={{ ['--columns' as string]: columns.template }}
      >
        <GridHead columns={columns.keys} zone={zone} />
        <ContextMenu entries={chosen ? menuOf(chosen, folded, onOpen) : []}>
          <div className={styles.rows} role="rowgroup" style={{ height: lines.length * rowHeight }}>
            {drawn}
          </div>
        </ContextMenu>
        {endText === null ? null : (
          <p className={styles.end} aria-hidden>
            {endText}
          </p>
        )}
      </div>
      {newAbove > 0 && newestFirst ? (
        <button type="button" className={styles.pill} onClick={toTop}>
          <ArrowUp size={13} aria-hidden />
          {newAbove.toLocaleString('en')} new {newAbove === 1 ? 'run' : 'runs'}
        </button>
      ) : null}
    </div>
  )
}

/** Scrolls no further than needed. The sticky head covers as much at the top as it pushes rows down, so only the lower edge counts it. */
function bringIntoView(element: HTMLElement, index: number): void {
  const from = index * rowHeight
  const least = from + rowHeight + headHeight - element.clientHeight
  if (from < element.scrollTop) element.scrollTo({ top: from })
  else if (least > element.scrollTop) element.scrollTo({ top: least })
}

/** So long do rows have to be in sight before it is said that they are, in milliseconds. */
const restingTime = 400

function useRest(
  lines: readonly ListLine[],
  top: number,
  bottom: number,
  onRest: (inSight: readonly RunRow[]) => void,
): void {
  // Scrolling moves the range and so begins the rest anew.
  useEffect(() => {
    const timer = setTimeout(
      () => onRest(lines.slice(top, bottom).filter((line): line is RunRow => line.kind === 'run')),
      restingTime,
    )
    return () => clearTimeout(timer)
  }, [lines, top, bottom, onRest])
}
