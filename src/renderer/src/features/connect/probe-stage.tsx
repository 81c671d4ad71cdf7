import { CircleCheck, CircleMinus, CircleX, ChevronRight, ExternalLink, TriangleAlert } from 'lucide-react'
import type { ProbeEvent } from '../../../../shared/contract.ts'
import type { ErrorInfo } from '../../../../shared/errors.ts'
import { formatDuration, fromMilliseconds } from '../../../../shared/units.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { OutsideLink } from '../../ui/outside-link.tsx'
import { BrowserSignIn } from '../sources/browser-sign-in.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import styles from './probe-list.module.css'

const icons = {
  running: <Spinner size={15} />,
  passed: <CircleCheck size={15} aria-hidden />,
  warned: <TriangleAlert size={15} aria-hidden />,
  failed: <CircleX size={15} aria-hidden />,
  skipped: <CircleMinus size={15} aria-hidden />,
} as const

/** How a stage ended, in words: colour and icon never say it alone. */
const stageWords = {
  running: 'running',
  passed: 'passed',
  warned: 'passed with a remark',
  failed: 'failed',
  skipped: 'skipped',
} as const

/** One stage of a connection test: how it ended, how long it took, what it found, and the way out where something is wrong. */
export function ProbeStage({
  stage,
  cancelled,
  policy,
}: {
  stage: ProbeEvent
  cancelled: boolean
  /** The least rights that the platform asks for, ready to paste; offered where rights are what is missing. */
  policy: string | null
}) {
  const state = cancelled && stage.state === 'running' ? 'skipped' : stage.state
  const lacksRights = stage.error?.code === 'PERMISSION_DENIED' || (stage.id === 'permission' && state === 'failed')
  return (
    <li className={styles.stage} data-state={state}>
      <span className={styles.icon}>{icons[state]}</span>
      <span className={styles.title}>
        {stage.title}
        <span className="visually-hidden">, {stageWords[state]}</span>
      </span>
      <span className={styles.time}>
        {stage.durationMs === null ? '' : formatDuration(fromMilliseconds(stage.durationMs))}
      </span>
      {stage.detail && stage.detail !== stage.error?.message ? <p className={styles.detail}>{stage.detail}</p> : null}
      {stage.error ? <Advice info={stage.error} policy={lacksRights ? policy : null} /> : null}
    </li>
  )
}

function Advice({ info, policy }: { info: ErrorInfo; policy: string | null }) {
  const facts = [info.code, info.status === null ? null : `HTTP ${info.status}`, info.requestId]
  return (
    <div className={styles.advice}>
      <p className={styles.message}>{info.message}</p>
      {info.cause ? <p>{info.cause}</p> : null}
      {info.fix ? (
        <p>
          {info.fix.text}{' '}
          {info.fix.url ? (
            <OutsideLink address={info.fix.url} className={styles.link}>
              Read more
              <ExternalLink size={11} aria-hidden />
            </OutsideLink>
          ) : null}
        </p>
      ) : null}
      {info.fix?.command ? (
        <div className={styles.command}>
          <pre tabIndex={0}>{info.fix.command}</pre>
          <CopyButton text={info.fix.command} label="Copy command" />
        </div>
      ) : null}
      <BrowserSignIn info={info} />
      {policy ? (
        <div className={styles.policy}>
          <CopyButton text={policy} label="Copy the least rights" words />
        </div>
      ) : null}
      <details className={styles.rawPart}>
        <summary className={styles.summary}>
          <ChevronRight size={12} className={styles.chevron} aria-hidden />
          {facts.filter((fact) => fact !== null).join(' · ')}
        </summary>
        <pre className={styles.raw} tabIndex={0}>
          {info.raw ?? 'The platform said nothing more.'}
        </pre>
      </details>
    </div>
  )
}
