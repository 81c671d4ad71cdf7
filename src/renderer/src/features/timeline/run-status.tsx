import { CircleAlert, CircleCheck, CircleDashed, CircleHelp, type LucideIcon } from 'lucide-react'
import type { RunStatus } from '../../../../shared/model/agent-run.ts'
import styles from './run-status.module.css'

const shown: Record<RunStatus, { readonly icon: LucideIcon; readonly text: string }> = {
  ok: { icon: CircleCheck, text: 'Completed' },
  error: { icon: CircleAlert, text: 'Failed' },
  running: { icon: CircleDashed, text: 'Running' },
  unknown: { icon: CircleHelp, text: 'Status unknown' },
}

/** How a run stands: icon, colour and word. */
export function RunStatusBadge({ status }: { status: RunStatus }) {
  const { icon: Icon, text } = shown[status]
  return (
    <span className={styles.status} data-status={status}>
      <Icon size={13} aria-hidden />
      {text}
    </span>
  )
}
