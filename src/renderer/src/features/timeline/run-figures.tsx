/** The figures of a run in one line: when, how long, how many, how much. What is not known is a dash, never 0. */

import { Popover } from '@base-ui/react/popover'
import { Ellipsis } from 'lucide-react'
import { type ReactNode, type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { OpenedRun } from '../../../../shared/contract.ts'
import type { RunHeader } from '../../../../shared/model/agent-run.ts'
import { stepTypes } from '../../../../shared/model/step-type.ts'
import { formatDuration, fromMilliseconds, microseconds } from '../../../../shared/units.ts'
import { formatAge, formatDateTime, useTimeZone } from '../../app/time-format.ts'
import { useNow } from '../../app/use-now.ts'
import { Spinner } from '../../ui/spinner.tsx'
import { Tip } from '../../ui/tooltip.tsx'
import { allTimes } from '../detail/time-mode.ts'
import { TimeTable } from '../detail/time-value.tsx'
import styles from './run-figures.module.css'
import { RunTokens } from './run-tokens.tsx'
import { useTimeline, useTimelineStore } from './timeline-store.ts'
import { goToError } from './timeline-tools.tsx'

/** Figures that do not fit leave the line from its end, the least important first; all of them stand in the popover. */
export function RunFigures({ opened, refreshing }: { opened: OpenedRun; refreshing: boolean }) {
  const line = useRef<HTMLDivElement>(null)
  const isCut = useCutFigures(line)
  return (
    <div className={styles.strip}>
      <div ref={line} className={styles.figures}>
        <Figures run={opened.run} />
      </div>
      {isCut ? <AllFigures run={opened.run} /> : null}
      <Age fetchedAt={opened.fetchedAt} expiresAt={opened.expiresAt} refreshing={refreshing} />
    </div>
  )
}

function Figures({ run }: { run: RunHeader }) {
  const zone = useTimeZone()
  const now = useNow()
  const agents = useAgents()
  const started =
    run.startTime === null ? undefined : <TimeTable times={allTimes(run.startTime, { runStart: null, zone, now })} />
  return (
    <>
      <Figure label="Started" tip={started} className={styles.started}>
        {formatDateTime(run.startTime, zone)}
      </Figure>
      <Figure label="Duration">
        <Duration run={run} />
      </Figure>
      <Figure label="Steps">{run.stepCount.toLocaleString('en-US')}</Figure>
      <Errors count={run.errorCount} />
      <RunTokens run={run}>
        {(label, tip, value) => (
          <Figure label={label} tip={tip}>
            {value}
          </Figure>
        )}
      </RunTokens>
      {run.models.length > 0 ? (
        <Figure
          label={run.models.length === 1 ? 'Model' : 'Models'}
          tip={run.models.join(', ')}
          className={styles.models}
        >
          {run.models.length > 2
            ? `${run.models.slice(0, 2).join(', ')} +${run.models.length - 2}`
            : run.models.join(', ')}
        </Figure>
      ) : null}
      {agents.length > 1 ? (
        <Figure label="Agents" tip={agents.join(', ')} className={styles.models}>
          {agents.length > 3 ? `${agents.slice(0, 3).join(', ')} +${agents.length - 3}` : agents.join(', ')}
        </Figure>
      ) : run.agentName === null || run.agentName === run.name ? null : (
        <Figure label="Agent">{run.agentName}</Figure>
      )}
      {run.environment === null ? null : <Figure label="Environment">{run.environment}</Figure>}
      {run.sessionId === null ? null : (
        <Figure label="Session" tip={run.sessionId}>
          {run.sessionId}
        </Figure>
      )}
    </>
  )
}

const agentType = stepTypes.indexOf('agent')

/** The agents at work in the run, in the order in which they began, by the names of their steps without the word of the operation. */
function useAgents(): readonly string[] {
  const { outline } = useTimeline((state) => state.data)
  return useMemo(() => {
    const seen = new Set<number>()
    for (let i = 0; i < outline.length; i++) if (outline.type[i] === agentType) seen.add(outline.name[i]!)
    const names = [...seen].map((at) => (outline.strings[at] ?? '').replace(/^(?:invoke_agent|create_agent)\s+/, ''))
    // The request that an agent answers is one of its steps, and no agent.
    return [...new Set(names)].filter((name) => name !== '' && !/^(?:GET|POST|PUT|PATCH|DELETE)\b/.test(name))
  }, [outline])
}

function AllFigures({ run }: { run: RunHeader }) {
  return (
    <Popover.Root>
      <Popover.Trigger className={styles.more} aria-label="All figures of the run">
        <Ellipsis size={14} aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner side="bottom" align="end" sideOffset={6} className={styles.positioner}>
          <Popover.Popup className={styles.popup} aria-label="Figures of the run">
            <Figures run={run} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** Marks the figures that have no room in the line, so that no focus goes where nothing is seen. True while there are any. */
function useCutFigures(line: RefObject<HTMLElement | null>): boolean {
  const [isCut, setCut] = useState(false)
  useLayoutEffect(() => {
    const element = line.current
    if (!element) return
    const measure = (): void => {
      const figures = [...element.children] as HTMLElement[]
      const top = figures[0]?.offsetTop ?? 0
      for (const figure of figures) figure.toggleAttribute('data-cut', figure.offsetTop > top)
      setCut(figures.some((figure) => figure.hasAttribute('data-cut')))
    }
    measure()
    const size = new ResizeObserver(measure)
    size.observe(element)
    const content = new MutationObserver(measure)
    content.observe(element, { childList: true, subtree: true, characterData: true })
    return () => {
      size.disconnect()
      content.disconnect()
    }
  }, [line])
  return isCut
}

function Figure({
  label,
  tip,
  className = '',
  children,
}: {
  label: string
  tip?: ReactNode
  className?: string | undefined
  children: ReactNode
}) {
  const value = <span className={styles.value}>{children}</span>
  return (
    <div className={`${styles.figure} ${className}`}>
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

function Age({ fetchedAt, expiresAt, refreshing }: { fetchedAt: number; expiresAt: number; refreshing: boolean }) {
  const now = useNow()
  if (refreshing)
    return (
      <span className={styles.age} role="status">
        <Spinner size={11} /> Refreshing
      </span>
    )
  return (
    <span className={styles.age} data-stale={now > expiresAt || undefined} title="How old the data is">
      {formatAge(now - fetchedAt)}
    </span>
  )
}
