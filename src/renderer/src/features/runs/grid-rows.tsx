import { ChevronDown, ChevronRight } from 'lucide-react'
import { memo, useMemo } from 'react'
import type { RunTest } from '../../../../shared/query/match.ts'
import { formatDuration, microseconds } from '../../../../shared/units.ts'
import type { TimeZoneChoice } from '../../app/preferences.ts'
import { useZoneStamp } from '../../app/zone-watch.ts'
import { formatClock, formatDateTime, formatDay } from '../../app/time-format.ts'
import { useFilledRuns, withFilled } from './filled-runs.ts'
import { useListStore } from './list-store.ts'
import { type Knowledge, runColumn } from './run-columns.tsx'
import styles from './run-grid.module.css'
import type { RunRow } from './run-row.ts'
import type { ColumnKey } from './run-sort.ts'
import type { SessionHead } from './sessions.ts'

interface Place {
  readonly id: string
  readonly index: number
  readonly top: number
  readonly selected: boolean
}

/** One run. `test` is the filter's answer to the row as it is now; null: every row fits. */
export const GridRow = memo(function GridRow({
  id,
  row,
  index,
  top,
  columns,
  zone,
  selected,
  open,
  inSession,
  test,
  onOpen,
}: Place & {
  row: RunRow
  columns: readonly ColumnKey[]
  zone: TimeZoneChoice
  open: boolean
  inSession: boolean
  test: RunTest | null
  onOpen: (row: RunRow) => void
}) {
  useZoneStamp()
  const entry = useFilledRuns((store) => store.filled.get(row.key))
  const shown = useMemo(() => withFilled(row, entry), [row, entry])
  const knowledge: Knowledge = entry === undefined ? 'listed' : entry.run === null ? 'gone' : 'read'
  const fits = test === null ? true : test(shown.run, shown.sourceName)
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-current={open ? 'true' : undefined}
      aria-level={inSession ? 2 : undefined}
      className={styles.row}
      data-fits={fits === true ? undefined : fits === null ? 'maybe' : 'no'}
      data-level={inSession ? 2 : undefined}
      style={{ transform: `translateY(${top}px)` }}
      onMouseDown={() => useListStore.getState().select(row.key)}
      onClick={() => onOpen(row)}
    >
      {columns.map((key, at) => {
        const column = runColumn(key)
        return (
          <div
            key={key}
            role="gridcell"
            aria-colindex={at + 1}
            className={`${styles.cell} ${styles[`col-${key}`] ?? ''} ${column.numeric ? styles.numeric : ''}`}
          >
            {column.cell(shown, zone, knowledge)}
          </div>
        )
      })}
    </div>
  )
})

/** The head of a session: how many runs, over what time, with what tokens and failures. */
export const SessionRow = memo(function SessionRow({
  id,
  head,
  index,
  top,
  span,
  zone,
  selected,
  folded,
}: Place & { head: SessionHead; span: number; zone: TimeZoneChoice; folded: boolean }) {
  useZoneStamp()
  const setFolded = useListStore((store) => store.setFolded)
  const select = useListStore((store) => store.select)
  const Chevron = folded ? ChevronRight : ChevronDown
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-expanded={!folded}
      aria-level={1}
      className={`${styles.row} ${styles.session}`}
      style={{ transform: `translateY(${top}px)` }}
      onMouseDown={() => select(head.key)}
      onClick={() => setFolded([head.key], !folded)}
    >
      <div role="gridcell" aria-colindex={1} aria-colspan={span} className={styles.sessionCell}>
        <Chevron size={14} className={styles.chevron} aria-hidden />
        <span
          className={head.session === null ? styles.noSession : styles.sessionName}
          title={head.session ?? undefined}
        >
          {head.session ?? 'No session known'}
        </span>
        <span className={styles.sessionFacts}>
          <span>{head.count === 1 ? '1 run' : `${head.count.toLocaleString('en')} runs`}</span>
          {head.from === null ? null : (
            <time title={`${formatDateTime(head.from, zone)} to ${formatDateTime(head.to, zone)}`}>
              {formatDay(head.from, zone)} {formatClock(head.from, zone)}
              {head.to === null
                ? ''
                : ` · over ${head.toAtLeast ? 'at least ' : ''}${formatDuration(microseconds(head.to - head.from))}`}
            </time>
          )}
          {head.tokens === null ? null : (
            <span>
              {head.tokensAtLeast ? 'at least ' : ''}
              {head.tokens.toLocaleString('en')} tokens
            </span>
          )}
          {head.failed > 0 ? <span className={styles.errorCount}>{head.failed} failed</span> : null}
        </span>
      </div>
    </div>
  )
})
