import { CircleX, Pause, Play, RotateCw, Search, X } from 'lucide-react'
import type { Ref } from 'react'
import type { SourceState } from '../../../../shared/contract.ts'
import { usePreferences } from '../../app/preferences.ts'
import { formatAge } from '../../app/time-format.ts'
import { useNow } from '../../app/use-now.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { Tip } from '../../ui/tooltip.tsx'
import styles from './list-toolbar.module.css'
import { useListStore } from './list-store.ts'
import type { RowFilter } from './row-filter.ts'
import type { SourceRuns } from './use-run-lists.ts'
import { WindowSelect } from './window-select.tsx'

/** Above the list: what is looked for, how far back, how old it is. */
export function ListToolbar({
  sources,
  parts,
  filter,
  filterRef,
  onRefresh,
  onLeaveFilter,
}: {
  sources: readonly SourceState[]
  parts: readonly SourceRuns[]
  filter: RowFilter
  filterRef: Ref<HTMLInputElement>
  onRefresh: () => void
  onLeaveFilter: () => void
}) {
  const { errorsOnly, setErrorsOnly } = useListStore()
  return (
    <div className={styles.toolbar} role="group" aria-label="What is listed">
      <FilterInput filter={filter} inputRef={filterRef} onLeave={onLeaveFilter} />
      <Tip label="Only runs that failed" shortcut="e">
        <button
          type="button"
          className={styles.toggle}
          aria-pressed={errorsOnly}
          onClick={() => setErrorsOnly(!errorsOnly)}
        >
          <CircleX size={13} aria-hidden />
          <span className={styles.toggleText}>Errors only</span>
        </button>
      </Tip>
      <WindowSelect sources={sources} />
      <span className={styles.grow} />
      <DataAge parts={parts} />
      <PauseButton />
      <IconButton label="Refresh" shortcut="mod+r" icon={<RotateCw size={14} aria-hidden />} onClick={onRefresh} />
    </div>
  )
}

function FilterInput({
  filter,
  inputRef,
  onLeave,
}: {
  filter: RowFilter
  inputRef: Ref<HTMLInputElement>
  onLeave: () => void
}) {
  const text = useListStore((store) => store.filter)
  const setFilter = useListStore((store) => store.setFilter)
  const problem = filter.kind === 'problem' ? capital(filter.message) : null
  return (
    <div className={styles.filter} data-invalid={problem !== null}>
      <Search size={13} className={styles.filterIcon} aria-hidden />
      <input
        ref={inputRef}
        type="text"
        className={styles.filterInput}
        aria-label="Filter runs"
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : 'filter-problem'}
        placeholder="Filter, such as is:error duration>2s"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setFilter(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.preventDefault()
            if (text === '') onLeave()
            else setFilter('')
          }
          if (event.key === 'Enter' || event.key === 'ArrowDown') {
            event.preventDefault()
            onLeave()
          }
        }}
      />
      {text === '' ? (
        <span className={styles.filterKey} aria-hidden>
          <Kbd keys="/" />
        </span>
      ) : (
        <button type="button" className={styles.clear} aria-label="Clear the filter" onClick={() => setFilter('')}>
          <X size={13} aria-hidden />
        </button>
      )}
      {problem === null ? null : (
        <p id="filter-problem" className={styles.filterProblem} role="status">
          {problem}
        </p>
      )}
    </div>
  )
}

function capital(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`
}

/** How old the oldest part of the list is, and whether newer data is on its way. */
function DataAge({ parts }: { parts: readonly SourceRuns[] }) {
  const now = useNow()
  const fetching = parts.some((part) => part.fetching)
  const ends = parts.flatMap((part) => (part.end === null ? [] : [{ source: part.source, end: part.end }]))
  const oldest = ends.reduce((least, { end }) => Math.min(least, end.fetchedAt), Number.POSITIVE_INFINITY)
  const stale = ends.some(({ end }) => now > end.expiresAt + 2000)
  const each = (
    <span className={styles.ages}>
      {ends.map(({ source, end }) => (
        <span key={source.id}>
          {source.settings.name}: {formatAge(now - end.fetchedAt)}
        </span>
      ))}
    </span>
  )
  if (fetching)
    return (
      <span className={styles.age} role="status">
        <Spinner size={12} />
        {ends.length === 0 ? 'Reading' : 'Refreshing'}
      </span>
    )
  if (ends.length === 0) return null
  return (
    <Tip label={each}>
      <button type="button" className={styles.age} data-stale={stale}>
        {formatAge(now - oldest)}
      </button>
    </Tip>
  )
}

function PauseButton() {
  const live = usePreferences((preferences) => preferences.autoRefresh)
  const set = usePreferences((preferences) => preferences.set)
  return (
    <IconButton
      label={live ? 'Pause automatic refresh' : 'Resume automatic refresh'}
      pressed={!live}
      icon={live ? <Pause size={14} aria-hidden /> : <Play size={14} aria-hidden />}
      onClick={() => set({ autoRefresh: !live })}
    />
  )
}
