import { type RefObject, useCallback } from 'react'
import type { SourceState } from '../../../../shared/contract.ts'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { PausedState } from '../sources/paused-state.tsx'
import { ListFooter } from './list-footer.tsx'
import { ListSkeleton, NoMatches, NoRuns } from './list-states.tsx'
import { lastLimit, useListStore } from './list-store.ts'
import { ListToolbar } from './list-toolbar.tsx'
import { RunGrid, type RunGridHandle } from './run-grid.tsx'
import type { RunRow } from './run-row.ts'
import styles from './runs-pane.module.css'
import { useFillRows } from './use-fill-rows.ts'
import type { SourceRuns } from './use-run-lists.ts'
import type { RunRows } from './use-run-rows.ts'

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
  const { rows, total, filter } = runRows
  const failed = parts.filter((part) => part.error !== null)
  const fetching = parts.some((part) => part.fetching)
  const loading = parts.some((part) => part.end === null && part.error === null && !part.source.paused)
  const canLoadMore = !fetching && parts.some((part) => part.end?.hasMore)
  const onNearEnd = useNearEnd(canLoadMore)
  const onRest = useFillRows(parts)
  const well = parts.filter((part) => part.error === null).map((part) => part.source)

  return (
    <section className={styles.pane} aria-label="Runs">
      <h1 className="visually-hidden">Runs</h1>
      <ListToolbar
        sources={sources}
        parts={parts}
        filter={filter}
        filterRef={filterRef}
        onRefresh={onRefresh}
        onLeaveFilter={() => {
          filterRef.current?.blur()
          grid.current?.focus()
        }}
      />
      {failed.length > 0 && (total > 0 || loading || failed.length < parts.length) ? (
        <div className={styles.banners}>
          {failed.map((part) => (
            <Failure key={part.source.id} part={part} compact />
          ))}
        </div>
      ) : null}
      {rows.length > 0 ? (
        <RunGrid
          rows={rows}
          busy={fetching}
          openKey={openKey}
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
            <NoMatches total={total} />
          ) : failed.length === parts.length ? (
            failed.map((part) => <Failure key={part.source.id} part={part} compact={false} />)
          ) : well.every((source) => source.paused) ? (
            <PausedState sources={well} />
          ) : (
            <NoRuns sources={well.filter((source) => !source.paused)} />
          )}
        </div>
      )}
      <ListFooter parts={parts} shown={rows.length} total={total} unread={filter.kind === 'problem'} />
    </section>
  )
}

function Failure({ part, compact }: { part: SourceRuns; compact: boolean }) {
  if (part.error === null) return null
  return (
    <ErrorPanel
      info={part.error}
      compact={compact}
      lead={<span className={styles.lead}>{part.source.settings.name}: </span>}
      onRetry={part.retry}
    />
  )
}

/** Loads more as the user scrolls, while the list is in the platform's own order and unfiltered: else its end says nothing about what is left to read. */
function useNearEnd(canLoadMore: boolean): () => void {
  const { limit, loadMore, sort, filter } = useListStore()
  const fits = canLoadMore && limit < lastLimit && filter === '' && sort.key === 'start' && sort.descending
  return useCallback(() => {
    if (fits) loadMore()
  }, [fits, loadMore])
}
