/** What a run is: name, state and actions in the bar above it, figures in one line below, and why the data may be less than whole. */

import { CircleAlert, ShieldCheck } from 'lucide-react'
import { useContext } from 'react'
import { createPortal } from 'react-dom'
import type { OpenedRun } from '../../../../shared/contract.ts'
import { platformTitle } from '../../../../shared/platform.ts'
import type { SourceSettings } from '../../../../shared/source.ts'
import { useSources } from '../sources/use-sources.ts'
import type { OpenRunRef } from '../../location.ts'
import { NoticeBar } from '../../ui/notice-bar.tsx'
import { PlatformMark } from '../../ui/platform-mark.tsx'
import { Tip } from '../../ui/tooltip.tsx'
import { RunActions } from './run-actions.tsx'
import { RunBarSlot } from './run-bar-slot.ts'
import { RunFigures } from './run-figures.tsx'
import styles from './run-header.module.css'
import { RunStatusBadge } from './run-status.tsx'

interface RunHeaderProps {
  readonly run: OpenRunRef
  readonly opened: OpenedRun
  readonly refreshing: boolean
  /** False while only the rows are wanted: name and state are there at once, figures and actions come into room kept for them. */
  readonly whole: boolean
}

export function RunHeader({ run, opened, refreshing, whole }: RunHeaderProps) {
  const { name, status } = opened.run
  const bar = useContext(RunBarSlot)
  const top = (
    <div className={styles.top}>
      <h1 className={styles.name} title={name} dir="auto">
        {name}
      </h1>
      <RunStatusBadge status={status} />
      {whole ? (
        <>
          <SourceBadge sourceId={run.sourceId} />
          <Completeness opened={opened} />
        </>
      ) : null}
      <span className={styles.space} />
      {whole ? <RunActions run={run} opened={opened} /> : null}
    </div>
  )
  return (
    <header className={styles.header}>
      {bar === null ? top : createPortal(top, bar)}
      {whole ? <RunFigures opened={opened} refreshing={refreshing} /> : <div className={styles.figuresRoom} />}
      <div className={styles.notices}>
        <NoticeBar notices={opened.notices} />
      </div>
    </header>
  )
}

function SourceBadge({ sourceId }: { sourceId: string }) {
  const source = useSources().find((one) => one.id === sourceId)
  if (!source) return null
  const { type, name } = source.settings
  return (
    <Tip
      label={
        <>
          {platformTitle[type]}
          <br />
          {accountOf(source.settings)}
        </>
      }
    >
      <button type="button" className={styles.badge} aria-label={`Source ${name}, ${platformTitle[type]}`}>
        <PlatformMark platform={type} size={13} />
        <span className={styles.badgeText}>{name}</span>
      </button>
    </Tip>
  )
}

/** Where at the platform the traces lie, and by which sign-in where the settings name one. */
function accountOf(settings: SourceSettings): string {
  switch (settings.type) {
    case 'xray':
      return settings.profile === null ? settings.region : `${settings.region}, profile ${settings.profile}`
    case 'cloudtrace':
      return settings.project === '' ? 'Project of the environment' : `Project ${settings.project}`
    case 'azuremonitor':
      return (
        settings.resourceId ??
        (settings.workspaceId === '' ? 'Workspace of the environment' : `Workspace ${settings.workspaceId}`)
      )
    case 'datadog':
      return `Site ${settings.site}`
  }
}

/** Is this all there is? The reasons, where it is not, stand in the notices below. */
function Completeness({ opened }: { opened: OpenedRun }) {
  const reasons = opened.notices.length
  return opened.complete ? (
    <Tip label="The platform answered in full: every span it has of this trace is here.">
      <button type="button" className={styles.badge} aria-label="Complete">
        <ShieldCheck size={13} aria-hidden />
        <span className={styles.badgeText}>Complete</span>
      </button>
    </Tip>
  ) : (
    <Tip label={reasons > 0 ? opened.notices.map((one) => one.message).join(' ') : 'The platform gave no reason.'}>
      <button type="button" className={styles.badge} data-tone="warn" aria-label="Incomplete">
        <CircleAlert size={13} aria-hidden />
        <span className={styles.badgeText}>Incomplete</span>
      </button>
    </Tip>
  )
}
