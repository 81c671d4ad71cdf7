import { ArrowDown, ArrowLeft, ArrowUp } from 'lucide-react'
import { lazy, type RefObject, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { ErrorBoundary } from '../../app/error-boundary.tsx'
import { usePageCommand } from '../../app/page-commands.ts'
import { usePreferences } from '../../app/preferences.ts'
import { useMedia } from '../../app/use-media.ts'
import { navigate, useLocation } from '../../location.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { SplitPane } from '../../ui/split-pane.tsx'
import { useRefresh } from '../sources/use-refresh.ts'
import { useSources } from '../sources/use-sources.ts'
import { RunBarSlot } from '../timeline/run-bar-slot.ts'
import { ListSkeleton } from './list-states.tsx'
import { useListStore } from './list-store.ts'
import { useAskedFilter } from './use-asked-filter.ts'
import { useListKeys } from './use-list-keys.ts'
import styles from './main-area.module.css'
import { readFilter } from './row-filter.ts'
import type { RunGridHandle } from './run-grid.tsx'
import { rowKey, type RunRow } from './run-row.ts'
import { RunsPane } from './runs-pane.tsx'
import { useRunLists } from './use-run-lists.ts'
import { useRunRows } from './use-run-rows.ts'
import { useViewActions } from './use-view-actions.ts'

const RunView = lazy(async () => ({ default: (await import('../timeline/run-view.tsx')).RunView }))

/** Beside the sidebar: the list, an opened run, or on a wide window both. */
export function MainArea() {
  const sources = useSources()
  const sourceId = useLocation((location) => location.sourceId)
  const run = useLocation((location) => location.run)
  const filterText = useListStore((store) => store.filter)
  const filter = useMemo(() => readFilter(filterText), [filterText])
  const question = {
    window: useListStore((store) => store.window),
    limit: useListStore((store) => store.limit),
    errorsOnly: useListStore((store) => store.errorsOnly),
    filter: useAskedFilter(filter),
  }
  const how = {
    filter,
    sort: useListStore((store) => store.sort),
    withMaybe: useListStore((store) => store.showMaybe),
    bySession: useListStore((store) => store.bySession),
    folded: useListStore((store) => store.folded),
  }
  const live = usePreferences((preferences) => preferences.autoRefresh)
  const beside = useMedia('(min-width: 1680px)')
  const refresh = useRefresh()
  const grid = useRef<RunGridHandle>(null)
  const filterRef = useRef<HTMLInputElement>(null)
  const [barSlot, setBarSlot] = useState<HTMLElement | null>(null)

  const chosen = sources.filter((source) => source.id === sourceId)
  const asked = chosen.length > 0 ? chosen : sources
  const listShown = run === null || beside
  const parts = useRunLists(asked, question, live && listShown)
  const runRows = useRunRows(parts, how)
  const { rows } = runRows
  const openKey = run === null ? null : rowKey(run.sourceId, run.traceId)

  const refreshAll = () => {
    const ids = chosen.map((source) => source.id)
    refresh(ids.length === 0 ? null : [...new Set([...ids, ...(run === null ? [] : [run.sourceId])])])
  }

  usePageCommand('refresh', () => refreshAll())
  usePageCommand('find', () => {
    filterRef.current?.focus()
    filterRef.current?.select()
  })
  useFocusOnReturn(run !== null, grid)
  useViewActions(sources)
  useListKeys({
    runRows,
    isOpen: run !== null,
    listShown,
    grid,
    openRun,
    closeRun,
    openNeighbour: (by) => openNeighbour(rows, openKey, by),
    refreshAll,
  })

  const pane = listShown ? (
    <RunsPane
      sources={asked}
      parts={parts}
      runRows={runRows}
      openKey={openKey}
      grid={grid}
      filterRef={filterRef}
      onOpen={openRun}
      onRefresh={refreshAll}
    />
  ) : null
  const opened =
    run === null ? null : (
      <div className={styles.opened}>
        <RunBar rows={rows} openKey={openKey} beside={beside} slotRef={setBarSlot} />
        <div className={styles.run}>
          <ErrorBoundary part="The run" resetKey={openKey ?? ''}>
            <Suspense fallback={<ListSkeleton />}>
              <RunBarSlot value={barSlot}>
                <RunView run={run} />
              </RunBarSlot>
            </Suspense>
          </ErrorBoundary>
        </div>
      </div>
    )
  return (
    <SplitPane id="list" direction="row" side="start" initial={420} min={320} max={900} label="List of runs">
      {pane}
      {opened}
    </SplitPane>
  )
}

function openRun(row: RunRow): void {
  useListStore.getState().select(row.key)
  navigate({ run: { sourceId: row.sourceId, traceId: row.run.cloudTraceId, startedAt: row.run.startTime } }, 'push')
}

function closeRun(): void {
  navigate({ run: null }, 'push')
}

/** Opens the run that is `by` rows away from the open one; at either end nothing happens. */
function openNeighbour(rows: readonly RunRow[], openKey: string | null, by: number): void {
  const at = rows.findIndex((row) => row.key === openKey)
  const next = at < 0 ? undefined : rows[at + by]
  if (!next) return
  useListStore.getState().select(next.key)
  navigate({
    run: { sourceId: next.sourceId, traceId: next.run.cloudTraceId, startedAt: next.run.startTime },
  })
}

/** Above an opened run: the way back, the run's own name and actions in the slot, the way to its neighbours in the list. */
function RunBar({
  rows,
  openKey,
  beside,
  slotRef,
}: {
  rows: readonly RunRow[]
  openKey: string | null
  beside: boolean
  slotRef: (slot: HTMLElement | null) => void
}) {
  const at = rows.findIndex((row) => row.key === openKey)
  return (
    <div className={styles.bar}>
      <button type="button" className={styles.back} onClick={closeRun}>
        <ArrowLeft size={14} aria-hidden />
        {beside ? 'Close' : 'Runs'}
      </button>
      <div ref={slotRef} className={styles.slot} />
      <nav className={styles.neighbours} aria-label="Runs">
        {at < 0 ? null : (
          <span className={styles.place}>
            {(at + 1).toLocaleString('en')} of {rows.length.toLocaleString('en')}
          </span>
        )}
        <IconButton
          small
          label="Previous run"
          shortcut="K"
          icon={<ArrowUp size={14} aria-hidden />}
          disabled={at <= 0}
          onClick={() => openNeighbour(rows, openKey, -1)}
        />
        <IconButton
          small
          label="Next run"
          shortcut="J"
          icon={<ArrowDown size={14} aria-hidden />}
          disabled={at < 0 || at >= rows.length - 1}
          onClick={() => openNeighbour(rows, openKey, 1)}
        />
      </nav>
    </div>
  )
}

/** Puts the focus back into the list when an opened run is left, unless the user has already put it somewhere. */
function useFocusOnReturn(open: boolean, grid: RefObject<RunGridHandle | null>): void {
  const wasOpen = useRef(open)
  useEffect(() => {
    const left = wasOpen.current && !open
    wasOpen.current = open
    if (left && (document.activeElement === null || document.activeElement === document.body)) grid.current?.focus()
  }, [open, grid])
}
