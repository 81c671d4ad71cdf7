/** The figures of a run: when, how long, how many, how much. What is not known is a dash, never 0. */

import type { ReactNode } from 'react'
import type { OpenedRun } from '../../../../shared/contract.ts'
import type { RunHeader, TokenRule } from '../../../../shared/model/agent-run.ts'
import { formatDuration, fromMilliseconds, microseconds } from '../../../../shared/units.ts'
import { formatAge, formatDateTime, useTimeZone, zoneName } from '../../app/time-format.ts'
import { useNow } from '../../app/use-now.ts'
import { Spinner } from '../../ui/spinner.tsx'
import { Tip } from '../../ui/tooltip.tsx'
import styles from './run-figures.module.css'
import { useTimeline, useTimelineStore } from './timeline-store.ts'
import { goToError } from './timeline-tools.tsx'
import { formatTokens } from './token-format.ts'

const ruleText: Record<TokenRule, string> = {
  'sum-of-steps': 'Every step that carries tokens was added once.',
  'parents-are-sums': 'Parents that carry their children’s sum were left out, so that nothing counts twice.',
  'root-only': 'Only the root carries a count.',
}

export function RunFigures({ opened, refreshing }: { opened: OpenedRun; refreshing: boolean }) {
  const zone = useTimeZone()
  const { run } = opened
  return (
    <div className={styles.figures}>
      <Figure label="Started" tip={run.startTime === null ? undefined : zoneName(zone, dateOf(run.startTime))}>
        {formatDateTime(run.startTime, zone)}
      </Figure>
      <Figure label="Duration">
        <Duration run={run} />
      </Figure>
      <Figure label="Steps">{run.stepCount.toLocaleString('en-US')}</Figure>
      <Errors count={run.errorCount} />
      <Tokens run={run} />
      {run.models.length > 0 ? (
        <Figure label={run.models.length === 1 ? 'Model' : 'Models'} tip={run.models.join(', ')}>
          {run.models.length > 2
            ? `${run.models.slice(0, 2).join(', ')} +${run.models.length - 2}`
            : run.models.join(', ')}
        </Figure>
      ) : null}
      {run.agentName === null || run.agentName === run.name ? null : <Figure label="Agent">{run.agentName}</Figure>}
      {run.environment === null ? null : <Figure label="Environment">{run.environment}</Figure>}
      {run.sessionId === null ? null : (
        <Figure label="Session" tip={run.sessionId}>
          {run.sessionId}
        </Figure>
      )}
      <Figure label="Data">
        <Age fetchedAt={opened.fetchedAt} expiresAt={opened.expiresAt} refreshing={refreshing} />
      </Figure>
    </div>
  )
}

function dateOf(instant: number): Date {
  return new Date(instant / 1000)
}

function Figure({ label, tip, children }: { label: string; tip?: ReactNode; children: ReactNode }) {
  const value = <span className={styles.value}>{children}</span>
  return (
    <div className={styles.figure}>
      <span className={styles.label}>{label}</span>
      {tip ? (
        <Tip label={tip}>
          <button type="button" className={styles.tipped}>
            {value}
          </button>
        </Tip>
      ) : (
        value
      )}
    </div>
  )
}

/** A run that goes on has no duration yet: what can be said is how far it reached when it was fetched. */
function Duration({ run }: { run: RunHeader }) {
  const extent = useTimeline((state) => state.data.times.extent)
  if (run.durationMs !== null) return formatDuration(fromMilliseconds(run.durationMs))
  return run.status === 'running' ? `${formatDuration(microseconds(extent))} so far` : '–'
}

function Errors({ count }: { count: number }) {
  const store = useTimelineStore()
  return (
    <div className={styles.figure}>
      <span className={styles.label}>Errors</span>
      {count === 0 ? (
        <span className={styles.value}>0</span>
      ) : (
        <Tip label="Go to the next error" shortcut="e">
          <button type="button" className={styles.errors} onClick={() => goToError(store, 1)}>
            {count.toLocaleString('en-US')}
          </button>
        </Tip>
      )}
    </div>
  )
}

function Tokens({ run }: { run: RunHeader }) {
  const { tokens, tokenRule } = run
  const known = [tokens.input, tokens.output, tokens.total].some((one) => one !== null)
  if (!known) return null
  const lines: [string, number | null][] = [
    ['Input, cached included', tokens.input],
    ['Cached input', tokens.cachedInput],
    ['Output, reasoning included', tokens.output],
    ['Reasoning', tokens.reasoning],
    ['Total', tokens.total],
  ]
  const tip = (
    <span className={styles.tokenTip}>
      {lines.map(([label, value]) =>
        value === null ? null : (
          <span key={label} className={styles.tokenLine}>
            <span>{label}</span>
            <span>{value.toLocaleString('en-US')}</span>
          </span>
        ),
      )}
      {tokenRule === null ? null : <span className={styles.tokenRule}>{ruleText[tokenRule]}</span>}
    </span>
  )
  const inAndOut = tokens.input !== null || tokens.output !== null
  return (
    <Figure label={inAndOut ? 'Tokens in → out' : 'Tokens'} tip={tip}>
      {inAndOut
        ? `${formatTokens(tokens.input) || '–'} → ${formatTokens(tokens.output) || '–'}`
        : formatTokens(tokens.total)}
      {tokens.cachedInput === null || tokens.cachedInput === 0 ? null : (
        <span className={styles.aside}> {formatTokens(tokens.cachedInput)} cached</span>
      )}
    </Figure>
  )
}

function Age({ fetchedAt, expiresAt, refreshing }: { fetchedAt: number; expiresAt: number; refreshing: boolean }) {
  const now = useNow()
  if (refreshing)
    return (
      <span className={styles.age} role="status">
        <Spinner size={11} /> Refreshing
      </span>
    )
  return (
    <span className={styles.age} data-stale={now > expiresAt || undefined}>
      {formatAge(now - fetchedAt)}
    </span>
  )
}
