import { CircleCheck, CircleMinus, CircleX, TriangleAlert } from 'lucide-react'
import type { ProbeEvent } from '../../../../shared/contract.ts'
import { formatDuration, fromMilliseconds } from '../../../../shared/units.ts'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import styles from './probe-list.module.css'
import type { Probe } from './use-probe.ts'

const icons = {
  running: <Spinner size={15} />,
  passed: <CircleCheck size={15} aria-hidden />,
  warned: <TriangleAlert size={15} aria-hidden />,
  failed: <CircleX size={15} aria-hidden />,
  skipped: <CircleMinus size={15} aria-hidden />,
} as const

const words = {
  running: 'running',
  passed: 'passed',
  warned: 'passed with a remark',
  failed: 'failed',
  skipped: 'skipped',
} as const

/** The stages of a connection test as they come, each with its time, what it found, and the way out where it failed. */
export function ProbeList({ probe }: { probe: Probe }) {
  return (
    <div className={styles.probe} aria-live="polite" aria-busy={probe.state === 'running'}>
      <p className={styles.verdict} data-tone={verdict(probe).tone}>
        {verdict(probe).text}
      </p>
      <ol className={styles.stages}>
        {probe.stages.map((stage) => (
          <Stage key={`${stage.id}/${stage.title}`} stage={stage} cancelled={probe.state === 'cancelled'} />
        ))}
      </ol>
      {probe.error ? <ErrorPanel info={probe.error} compact /> : null}
    </div>
  )
}

function Stage({ stage, cancelled }: { stage: ProbeEvent; cancelled: boolean }) {
  const state = cancelled && stage.state === 'running' ? 'skipped' : stage.state
  return (
    <li className={styles.stage} data-state={state}>
      <span className={styles.icon}>{icons[state]}</span>
      <span className={styles.title}>
        {stage.title}
        <span className="visually-hidden">, {words[state]}</span>
      </span>
      <span className={styles.time}>
        {stage.durationMs === null ? '' : formatDuration(fromMilliseconds(stage.durationMs))}
      </span>
      {stage.detail && stage.detail !== stage.error?.message ? <p className={styles.detail}>{stage.detail}</p> : null}
      {stage.error ? (
        <div className={styles.error}>
          <ErrorPanel info={stage.error} compact />
        </div>
      ) : null}
    </li>
  )
}

/** What the test says as a whole. */
export function verdict(probe: Probe): { readonly tone: 'busy' | 'ok' | 'warn' | 'error'; readonly text: string } {
  if (probe.state === 'running') return { tone: 'busy', text: 'Testing…' }
  if (probe.state === 'cancelled') return { tone: 'warn', text: 'The test was cancelled.' }
  if (probe.error || probe.stages.some((stage) => stage.state === 'failed'))
    return { tone: 'error', text: 'The test failed. The source can be saved as it is, and mended later.' }
  if (probe.stages.some((stage) => stage.state === 'warned')) return { tone: 'warn', text: 'Connected, with a remark.' }
  return { tone: 'ok', text: 'Connected.' }
}
