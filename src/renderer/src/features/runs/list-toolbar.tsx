import { ChartScatter, Check, CircleX, Ellipsis, Layers, Pause, Play, RotateCw } from 'lucide-react'
import { type RefObject, useState } from 'react'
import type { SourceState } from '../../../../shared/contract.ts'
import { usePreferences } from '../../app/preferences.ts'
import { formatAge } from '../../app/time-format.ts'
import { useNow } from '../../app/use-now.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { Tip } from '../../ui/tooltip.tsx'
import { ColumnsPanel } from './columns-panel.tsx'
import { FilterBox } from './filter-box.tsx'
import { useListPreferences } from './list-preferences.ts'
import styles from './list-toolbar.module.css'
import { useListStore } from './list-store.ts'
import type { RowFilter } from './row-filter.ts'
import type { RunRow } from './run-row.ts'
import type { SourceRuns } from './use-run-lists.ts'
import { ViewsMenu } from './views-menu.tsx'
import { WindowSelect } from './window-select.tsx'

/** Above the list: what is looked for, how far back, how it is shown, how old it is. */
export function ListToolbar({
  sources,
  parts,
  rows,
  filter,
  filterRef,
  onRefresh,
  onLeave,
}: {
  sources: readonly SourceState[]
  parts: readonly SourceRuns[]
  rows: readonly RunRow[]
  filter: RowFilter
  filterRef: RefObject<HTMLInputElement | null>
  onRefresh: () => void
  /** To the rows. */
  onLeave: () => void
}) {
  const errorsOnly = useListStore((store) => store.errorsOnly)
  const setErrorsOnly = useListStore((store) => store.setErrorsOnly)
  const bySession = useListStore((store) => store.bySession)
  const setBySession = useListStore((store) => store.setBySession)
  const chart = useListPreferences((store) => store.chart)
  const setChart = useListPreferences((store) => store.setChart)
  const live = usePreferences((preferences) => preferences.autoRefresh)
  const setPreferences = usePreferences((preferences) => preferences.set)
  const [columnsOpen, setColumnsOpen] = useState(false)
  const choices = [
    {
      label: 'List by session',
      shortcut: 's',
      pressed: bySession,
      icon: <Layers size={14} aria-hidden />,
      onClick: () => setBySession(!bySession),
    },
    {
      label: 'Chart of durations',
      shortcut: 'd',
      pressed: chart,
      icon: <ChartScatter size={14} aria-hidden />,
      onClick: () => setChart(!chart),
    },
  ]
  const actions = [
    {
      label: live ? 'Pause automatic refresh' : 'Resume automatic refresh',
      pressed: !live,
      icon: live ? <Pause size={14} aria-hidden /> : <Play size={14} aria-hidden />,
      onClick: () => setPreferences({ autoRefresh: !live }),
    },
    {
      label: 'Refresh',
      shortcut: 'mod+r',
      pressed: undefined,
      icon: <RotateCw size={14} aria-hidden />,
      onClick: onRefresh,
    },
  ]
  return (
    <div className={styles.toolbar} role="group" aria-label="What is listed">
      <FilterBox filter={filter} rows={rows} inputRef={filterRef} onLeave={onLeave} />
      <Tip label="Only runs that failed" shortcut="e">
        <button
          type="button"
          className={`${styles.toggle} ${styles.errors}`}
          aria-pressed={errorsOnly}
          aria-label="Errors only"
          onClick={() => setErrorsOnly(!errorsOnly)}
        >
          <CircleX size={13} aria-hidden />
          <span className={styles.toggleText}>Errors only</span>
        </button>
      </Tip>
      <WindowSelect sources={sources} />
      <ViewsMenu sources={sources} />
      <span className={styles.grow} />
      <DataAge parts={parts} />
      {choices.map((choice) => (
        <span key={choice.label} className={styles.roomy}>
          <IconButton {...choice} />
        </span>
      ))}
      <ColumnsPanel
        open={columnsOpen}
        onOpenChange={(open) => {
          setColumnsOpen(open)
          // Who opened it by key is at the rows again when it is closed.
          if (!open) requestAnimationFrame(onLeave)
        }}
      />
      <span className={styles.rule} aria-hidden />
      {actions.map((action) => (
        <span key={action.label} className={styles.roomy}>
          <IconButton {...action} />
        </span>
      ))}
      <span className={styles.cramped}>
        <Menu
          align="end"
          trigger={<IconButton label="More" icon={<Ellipsis size={14} aria-hidden />} />}
          entries={[...choices, ...actions].map(({ label, icon, pressed, onClick }) => ({
            label,
            icon: pressed ? <Check size={14} aria-hidden /> : icon,
            onSelect: onClick,
          }))}
        />
      </span>
    </div>
  )
}

/** How old the oldest part of the list is, and whether newer data is on its way. */
function DataAge({ parts }: { parts: readonly SourceRuns[] }) {
  const now = useNow()
  const fetching = parts.some((part) => part.fetching)
  const ends = parts.flatMap((part) => (part.end === null ? [] : [{ source: part.source, end: part.end }]))
  const oldest = ends.reduce((least, { end }) => Math.min(least, end.fetchedAt), Number.POSITIVE_INFINITY)
  const stale = ends.some(({ end }) => now > end.expiresAt + 2000) || parts.some((part) => part.error !== null)
  const each = (
    <span className={styles.ages}>
      {ends.map(({ source, end }) => (
        <span key={source.id}>
          {source.settings.name}: {formatAge(now - end.fetchedAt)}
          {source.paused ? ', paused' : ''}
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
