import { type RefObject, useCallback, useMemo } from 'react'
import type { SourceState } from '../../../../shared/contract.ts'
import { microseconds } from '../../../../shared/units.ts'
import { formatAge, useTimeZone } from '../../app/time-format.ts'
import { useNow } from '../../app/use-now.ts'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { BrowserSignIn } from '../sources/browser-sign-in.tsx'
import { PausedState } from '../sources/paused-state.tsx'
import { DurationChart } from './duration-chart.tsx'
import { ListFooter } from './list-footer.tsx'
import { useListPreferences } from './list-preferences.ts'
import { ListSkeleton, NoMatches, NoRuns } from './list-states.tsx'
import { lastLimit, useListStore } from './list-store.ts'
import { ListToolbar } from './list-toolbar.tsx'
import { testOf } from './row-filter.ts'
import { RunGrid, type RunGridHandle } from './run-grid.tsx'
import type { RunRow } from './run-row.ts'
import { defaultSort } from './run-sort.ts'
import styles from './runs-pane.module.css'
import { useFillRows } from './use-fill-rows.ts'
import type { SourceRuns } from './use-run-lists.ts'
import type { RunRows } from './use-run-rows.ts'
import { windowText } from './window-choice.ts'

/** The list with its toolbar, its failures and its foot. A source that fails is a banner; the runs of the others stay. */
export function RunsPane({
  sources,
  parts,
  runRows,
  openKey,
  grid,
  filterRef,
  onOpen,
  onRefresh,
}: {
  sources: readonly SourceState[]
  parts: readonly SourceRuns[]
  runRows: RunRows
  openKey: string | null
  grid: RefObject<RunGridHandle | null>
  filterRef: RefObject<HTMLInputElement | null>
  onOpen: (row: RunRow) => void
  onRefresh: () => void
}) {
  const { lines, rows, total, filter, maybe, arranging } = runRows
  const chart = useListPreferences((store) => store.chart)
  const failed = parts.filter((part) => part.error !== null)
  const well = parts.filter((part) => part.error === null).map((part) => part.source)
  const fetching = parts.some((part) => part.fetching)
  const loading = arranging || parts.some((part) => part.end === null && part.error === null && !part.source.paused)
  const canLoadMore = !fetching && parts.some((part) => part.end?.hasMore)
  const onNearEnd = useNearEnd(canLoadMore)
  const onRest = useFillRows(parts)
  const tests = useTests(parts, runRows)
  const endText = useEndText(parts, fetching)
  const range = windowOf(parts)
  const toRows = () => {
    filterRef.current?.blur()
    grid.current?.focus()
  }

  return (
    <section className={styles.pane} aria-label="Runs">
      <h1 className="visually-hidden">Runs</h1>
      <ListToolbar
        sources={sources}
        parts={parts}
        rows={rows}
        filter={filter}
        filterRef={filterRef}
        onRefresh={onRefresh}
        onLeave={toRows}
      />
      {chart && range !== null ? (
        <DurationChart
          rows={rows}
          range={range}
          onSelect={(row) => {
            useListStore.getState().select(row.key)
            toRows()
          }}
          onLeave={toRows}
        />
      ) : null}
      {failed.length > 0 && (total > 0 || loading || failed.length < parts.length) ? (
        <div className={styles.banners}>
          {failed.map((part) => (
            <Failure key={part.source.id} part={part} compact />
          ))}
        </div>
      ) : null}
      {lines.length > 0 ? (
        <RunGrid
          lines={lines}
          grouped={runRows.sessions !== null}
          busy={fetching}
          openKey={openKey}
          tests={tests}
          endText={endText}
          onOpen={onOpen}
          onNearEnd={onNearEnd}
          onRest={onRest}
          handle={grid}
        />
      ) : loading ? (
        <ListSkeleton />
      ) : (
        <div className={styles.state}>
          {total > 0 ? (
            <NoMatches total={total} maybe={maybe.length} />
          ) : failed.length === parts.length ? (
            failed.map((part) => <Failure key={part.source.id} part={part} compact={false} />)
          ) : well.every((source) => source.paused) ? (
            <PausedState sources={well} />
          ) : (
            <NoRuns sources={well.filter((source) => !source.paused)} filtered={filter.kind === 'match'} />
          )}
        </div>
      )}
      <ListFooter parts={parts} runRows={runRows} tests={tests} />
    </section>
  )
}

function Failure({ part, compact }: { part: SourceRuns; compact: boolean }) {
  const now = useNow()
  if (part.error === null) return null
  return (
    <ErrorPanel
      info={part.error}
      compact={compact}
      lead={<span className={styles.lead}>{part.source.settings.name}: </span>}
      onRetry={part.retry}
      note={keptText(part, now)}
      action={<BrowserSignIn info={part.error} />}
    />
  )
}

/** What is still shown of a source that failed; null when that is nothing. */
function keptText({ pages, end }: SourceRuns, now: number): string | null {
  const rows = pages.reduce((sum, page) => sum + page.length, 0)
  if (rows === 0) return null
  const runs = `${rows.toLocaleString('en')} ${rows === 1 ? 'run' : 'runs'}`
  return end === null
    ? `Incomplete: ${runs} came before it failed.`
    : `Stale: ${runs} as read ${formatAge(now - end.fetchedAt)}.`
}

/** Loads more as the user scrolls, while the list is in the platform's own order and unfiltered: else its end says nothing about what is left to read. */
function useNearEnd(canLoadMore: boolean): () => void {
  const { limit, loadMore, sort, filter, bySession } = useListStore()
  const isOwnOrder = sort.key === defaultSort.key && sort.descending && !bySession
  const fits = canLoadMore && limit < lastLimit && filter === '' && isOwnOrder
  return useCallback(() => {
    if (fits) loadMore()
  }, [fits, loadMore])
}

/** The filter's test for each source, which depends on what its platform has narrowed by. */
function useTests(parts: readonly SourceRuns[], { filter }: RunRows) {
  const narrowed = JSON.stringify(
    parts.map(({ source, answered, end }) => [source.id, answered && end ? end.filter.byPlatform : []]),
  )
  return useMemo(
    () => new Map((JSON.parse(narrowed) as [string, string[]][]).map(([id, by]) => [id, testOf(filter, by)])),
    [filter, narrowed],
  )
}

/** What the list ends with. Null while that is not known. */
function useEndText(parts: readonly SourceRuns[], fetching: boolean): string | null {
  const zone = useTimeZone()
  const window = useListStore((store) => store.window)
  if (fetching || parts.some((part) => part.end === null)) return null
  if (parts.some((part) => part.end?.hasMore)) return 'More runs lie further back in this window'
  const settings = parts.map(({ source }) => source.settings)
  return `That is all of ${windowText(window, settings, zone)}`
}

/** The part of time that the answers cover together. */
function windowOf(parts: readonly SourceRuns[]) {
  const windows = parts.flatMap(({ end }) => (end === null ? [] : [end.window]))
  if (windows.length === 0) return null
  const from = microseconds(Math.min(...windows.map((window) => window.from)))
  const to = microseconds(Math.max(...windows.map((window) => window.to)))
  return from < to ? { from, to } : null
}
