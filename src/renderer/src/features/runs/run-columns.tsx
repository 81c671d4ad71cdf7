import { CircleCheck, CircleDashed, CircleX, LoaderCircle } from 'lucide-react'
import type { ReactNode } from 'react'
import type { RunStatus, RunSummary } from '../../../../shared/model/agent-run.ts'
import { formatDuration, fromMilliseconds, type Microseconds } from '../../../../shared/units.ts'
import type { TimeZoneChoice } from '../../app/preferences.ts'
import { formatClock, formatDateTime, formatDay, zoneUnlike } from '../../app/time-format.ts'
import { PlatformMark } from '../../ui/platform-mark.tsx'
import { ColorDot } from '../../ui/source-color.tsx'
import styles from './run-grid.module.css'
import type { RunRow } from './run-row.ts'
import type { ColumnKey } from './run-sort.ts'

export interface RunColumn {
  readonly key: ColumnKey
  readonly title: string
  /** Figures stand right. */
  readonly numeric: boolean
  readonly cell: (row: RunRow, zone: TimeZoneChoice, knowledge: Knowledge) => ReactNode
}

/** Where a row's values come from: the listing alone, the whole run, or the listing of a run that is not there to be read any more. */
export type Knowledge = 'listed' | 'read' | 'gone'

const statusText: Readonly<Record<RunStatus, string>> = {
  ok: 'OK',
  error: 'Error',
  running: 'Running',
  unknown: 'Unknown',
}

const statusIcon: Readonly<Record<RunStatus, ReactNode>> = {
  ok: <CircleCheck size={14} aria-hidden />,
  error: <CircleX size={14} aria-hidden />,
  running: <LoaderCircle size={14} aria-hidden />,
  unknown: <CircleDashed size={14} aria-hidden />,
}

function statusHelp(run: RunSummary, knowledge: Knowledge): string {
  if (run.status === 'unknown') return dashHelp[knowledge]('how the run ended')
  if (run.status === 'running') return 'Had not ended when it was read.'
  return run.error ?? statusText[run.status]
}

const dashHelp: Readonly<Record<Knowledge, (what: string) => string>> = {
  listed: (what) => `The platform's listing does not say ${what}. Open the run to see.`,
  read: (what) => `The run was read, and does not say ${what}.`,
  gone: () => 'The run is not at the platform any more.',
}

/** A value that may not be known: then a dash that says why. */
function known(value: string | null, what: string, knowledge: Knowledge): ReactNode {
  if (value !== null) return value
  return (
    <span className={styles.unknown} title={dashHelp[knowledge](what)}>
      –
    </span>
  )
}

function listed(values: readonly string[] | null, what: string, knowledge: Knowledge): ReactNode {
  if (values === null || values.length === 0) return known(null, what, knowledge)
  return (
    <span className={styles.quiet} title={values.join('\n')}>
      {values.join(', ')}
    </span>
  )
}

function text(value: string | null, what: string, knowledge: Knowledge, mono = false): ReactNode {
  if (value === null) return known(null, what, knowledge)
  return (
    <span className={mono ? `${styles.quiet} ${styles.mono}` : styles.quiet} title={value}>
      {value}
    </span>
  )
}

/** All columns there are, in their usual order. */
export const runColumns: readonly RunColumn[] = [
  {
    key: 'status',
    title: 'Status',
    numeric: false,
    cell: ({ run }, _zone, knowledge) => (
      <span className={`${styles.status} ${styles[run.status]}`} title={statusHelp(run, knowledge)}>
        {statusIcon[run.status]}
        <span className={styles.statusText}>{statusText[run.status]}</span>
      </span>
    ),
  },
  {
    key: 'name',
    title: 'Name',
    numeric: false,
    cell: ({ run }) => (
      <span className={styles.name}>
        <span className={styles.nameText} title={run.name}>
          {run.name}
        </span>
        {run.error === null && run.agentName !== null && run.agentName !== run.name ? (
          <span className={styles.agent} title={`Agent ${run.agentName}`}>
            {run.agentName}
          </span>
        ) : null}
        {run.error === null ? null : (
          <span className={styles.errorText} title={run.error}>
            {run.error}
          </span>
        )}
      </span>
    ),
  },
  {
    key: 'source',
    title: 'Source',
    numeric: false,
    cell: ({ platform, sourceName, sourceColor }) => (
      <span className={styles.source} title={sourceName}>
        <PlatformMark platform={platform} size={14} named />
        <ColorDot color={sourceColor} />
        <span className={styles.sourceName}>{sourceName}</span>
      </span>
    ),
  },
  {
    key: 'start',
    title: 'Start',
    numeric: false,
    cell: ({ run }, zone, knowledge) =>
      run.startTime === null ? (
        known(null, 'when the run started', knowledge)
      ) : (
        <time title={formatDateTime(run.startTime, zone)}>
          <span className={styles.day}>{formatDay(run.startTime, zone)}</span> {formatClock(run.startTime, zone)}
          <OtherZone of={run.startTime} zone={zone} />
        </time>
      ),
  },
  {
    key: 'duration',
    title: 'Duration',
    numeric: true,
    cell: ({ run }, _zone, knowledge) =>
      run.durationMs === null && run.status === 'running' ? (
        <span className={styles.unknown} title="Still running when it was read.">
          running
        </span>
      ) : (
        known(
          run.durationMs === null ? null : formatDuration(fromMilliseconds(run.durationMs)),
          'how long the run took',
          knowledge,
        )
      ),
  },
  {
    key: 'steps',
    title: 'Steps',
    numeric: true,
    cell: ({ run }, _zone, knowledge) => known(figure(run.stepCount), 'how many steps the run has', knowledge),
  },
  {
    key: 'tokens',
    title: 'Tokens',
    numeric: true,
    cell: ({ run }, _zone, knowledge) => known(figure(run.totalTokens), 'how many tokens were used', knowledge),
  },
  {
    key: 'models',
    title: 'Models',
    numeric: false,
    cell: ({ run }, _zone, knowledge) => listed(run.models, 'which models were used', knowledge),
  },
  {
    key: 'errors',
    title: 'Errors',
    numeric: true,
    cell: ({ run }, _zone, knowledge) =>
      run.errorCount === null ? (
        known(null, 'how many steps failed', knowledge)
      ) : run.errorCount === 0 ? (
        <span className={styles.zero}>0</span>
      ) : (
        <span className={styles.errorCount}>{run.errorCount.toLocaleString('en')}</span>
      ),
  },
  {
    key: 'agent',
    title: 'Agent',
    numeric: false,
    cell: ({ run }, _zone, knowledge) => text(run.agentName, 'which agent ran', knowledge),
  },
  {
    key: 'session',
    title: 'Session',
    numeric: false,
    cell: ({ run }, _zone, knowledge) => text(run.sessionId, 'to which session the run belongs', knowledge, true),
  },
  {
    key: 'service',
    title: 'Service',
    numeric: false,
    cell: ({ run }, _zone, knowledge) => text(run.serviceName, 'in which service the run began', knowledge),
  },
  {
    key: 'environment',
    title: 'Environment',
    numeric: false,
    cell: ({ run }, _zone, knowledge) => text(run.environment, 'in which environment it ran', knowledge),
  },
  {
    key: 'tools',
    title: 'Tools',
    numeric: false,
    cell: ({ run }, _zone, knowledge) => listed(run.tools ?? null, 'which tools were called', knowledge),
  },
  {
    key: 'id',
    title: 'Trace id',
    numeric: false,
    cell: ({ run }) => (
      <span className={`${styles.quiet} ${styles.mono}`} title={run.cloudTraceId}>
        {run.cloudTraceId}
      </span>
    ),
  },
]

const byKey = new Map(runColumns.map((column) => [column.key, column]))

/** The column with this key. */
export function runColumn(key: ColumnKey): RunColumn {
  return byKey.get(key)!
}

function figure(value: number | null): string | null {
  return value === null ? null : value.toLocaleString('en')
}

/** A time of the other half of the year, or of before the change of clocks, has another offset than the one in the column's head. */
function OtherZone({ of, zone }: { of: Microseconds; zone: TimeZoneChoice }) {
  const own = zoneUnlike(of, zone)
  return own === '' ? null : <span className={styles.day}> {own}</span>
}
