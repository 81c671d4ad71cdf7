/** One opened run: its header, its timeline, and the selected step's detail beside it. */

import { FileQuestion } from 'lucide-react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { useOpenedNote } from '../../app/shell-notes.ts'
import { formatAge } from '../../app/time-format.ts'
import { useMedia } from '../../app/use-media.ts'
import { useNow } from '../../app/use-now.ts'
import { toErrorInfo } from '../../app/to-error-info.ts'
import { getLocation, navigate, type OpenRunRef, useLocation } from '../../location.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { SplitPane } from '../../ui/split-pane.tsx'
import { DetailPane, focusDetail } from '../detail/detail-pane.tsx'
import { RunHeader } from './run-header.tsx'
import { type LoadedRun, useRun } from './run-query.ts'
import { RunSkeleton } from './run-skeleton.tsx'
import styles from './run-view.module.css'
import { focusRow } from './timeline-body.tsx'
import { useTimelineKeys } from './timeline-keys.ts'
import { createTimelineStore, TimelineProvider, type TimelineStore } from './timeline-store.ts'
import { Timeline } from './timeline.tsx'
import { useAfterRows } from './use-after-rows.ts'
import { useRunSearch } from './use-run-search.ts'

/** An opened run with all its states: loading, failed with the way out, empty, and open. What the user chose survives a refresh. */
export function RunView({ run }: { run: OpenRunRef }) {
  // Another run is another view: nothing of the one before may stay.
  return <OneRun key={`${run.sourceId}/${run.traceId}`} run={run} />
}

function OneRun({ run }: { run: OpenRunRef }) {
  const query = useRun(run)
  const retry = (): void => void query.refetch()
  if (query.data)
    return <OpenRun run={run} loaded={query.data} refreshing={query.isFetching} error={query.error} onRetry={retry} />
  if (query.error && !query.isFetching)
    return (
      <div className={styles.view}>
        <div className={styles.bare}>
          <span className={styles.bareId}>{run.traceId}</span>
        </div>
        <div className={styles.failed}>
          <ErrorPanel info={toErrorInfo(query.error)} onRetry={retry} />
        </div>
      </div>
    )
  return <RunSkeleton traceId={run.traceId} />
}

const detailBeside = { id: 'run-detail', direction: 'row', side: 'end', initial: 380, min: 300, max: 1100 } as const
/** In a narrow window, or at a large zoom, the detail lies below the rows. */
const detailBelow = {
  id: 'run-detail-below',
  direction: 'column',
  side: 'end',
  initial: 300,
  min: 120,
  max: 900,
} as const

/** How old the run is that stays on screen when a newer one cannot be had. By itself, as it changes with the time. */
function KeptNote({ at }: { at: number }) {
  return `Stale: the run as read ${formatAge(useNow() - at)}.`
}

interface OpenRunProps {
  readonly run: OpenRunRef
  readonly loaded: LoadedRun
  readonly refreshing: boolean
  readonly error: Error | null
  readonly onRetry: () => void
}

function OpenRun({ run, loaded, refreshing, error, onRetry }: OpenRunProps) {
  const [store] = useState(() => createTimelineStore(loaded.data, getLocation().stepId))
  const rows = useRef<HTMLDivElement>(null)
  useEffect(() => store.getState().receive(loaded.data), [store, loaded.data])
  useSelectionInLocation(store)
  useOpenedNote(run, loaded.opened.run.startTime)
  useRunSearch(store, run)
  const split = useMedia('(max-width: 900px)') ? detailBelow : detailBeside
  const whole = useAfterRows(loaded.data.outline.length)
  const backToRows = (): void => focusRow(store.getState().selected)

  return (
    <TimelineProvider value={store}>
      <section
        className={styles.view}
        aria-label={`Run ${loaded.opened.run.name}`}
        onKeyDown={(event) => {
          // Taken here, before the page's own Escape, which goes back to the list.
          if (event.key !== 'Escape' || event.defaultPrevented || store.getState().search === null) return
          event.preventDefault()
          store.getState().clearSearch()
          backToRows()
        }}
      >
        <RunHeader run={run} opened={loaded.opened} refreshing={refreshing} whole={whole} />
        {error && !refreshing ? (
          <ErrorPanel
            compact
            info={toErrorInfo(error)}
            onRetry={onRetry}
            note={<KeptNote at={loaded.opened.fetchedAt} />}
          />
        ) : null}
        {loaded.data.outline.length === 0 ? (
          <EmptyState icon={<FileQuestion size={22} aria-hidden />} title="This run has no steps">
            <p>
              The platform knows the trace but returned no span of it. A trace that is still arriving fills in with a
              refresh.
            </p>
          </EmptyState>
        ) : (
          <div className={styles.panes}>
            <SplitPane {...split} label="step detail">
              {[
                <div key="timeline" ref={rows} className={styles.timeline}>
                  <Timeline whole={whole} onOpenDetail={focusDetail} />
                  <RunKeys store={store} rows={rows} />
                </div>,
                whole ? (
                  <DetailPane key="detail" run={run} fetchedAt={loaded.opened.fetchedAt} onLeave={backToRows} />
                ) : (
                  <div key="detail" />
                ),
              ]}
            </SplitPane>
          </div>
        )}
      </section>
    </TimelineProvider>
  )
}

/** The keys are bound within the provider, beside what they act on. */
function RunKeys({ store, rows }: { store: TimelineStore; rows: RefObject<HTMLDivElement | null> }) {
  useTimelineKeys(store, { rows, onOpenDetail: focusDetail })
  return null
}

/** The link follows the selection once it rests, and the selection follows the link when that is changed from outside. */
function useSelectionInLocation(store: TimelineStore): void {
  const wanted = useLocation((location) => location.stepId)

  useEffect(() => {
    const { data, selected, select } = store.getState()
    if (wanted === null || data.outline.spanIds[selected] === wanted) return
    select(data.indexOf(wanted))
  }, [store, wanted])

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = store.subscribe((state, before) => {
      const chosen = state.choices !== before.choices || state.selected !== before.selected
      if (!chosen || state.data !== before.data) return
      clearTimeout(timer)
      // Browsers throttle changes of the address; a held key would go far beyond what they allow.
      timer = setTimeout(() => {
        const stepId = state.data.outline.spanIds[state.selected]
        if (stepId !== undefined && getLocation().run !== null) navigate({ stepId })
      }, 180)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [store])
}
