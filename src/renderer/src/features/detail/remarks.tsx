import { Info } from 'lucide-react'
import type { StepDetail } from '../../../../shared/model/step-detail.ts'
import styles from './remarks.module.css'

/** Why something in this step is missing or cut, and what is known about a parent that is not there. */
export function Remarks({ detail }: { detail: StepDetail }) {
  if (detail.remarks.length === 0 && !detail.missing) return null
  return (
    <div className={styles.remarks} role="note">
      <Info size={14} className={styles.icon} aria-hidden />
      <div>
        {detail.missing ? (
          <p>
            Steps of this trace name a parent with the span id <code>{detail.spanId}</code>, and the platform’s answer
            does not hold that span. This row stands in its place so that they keep theirs.
          </p>
        ) : null}
        {detail.remarks.map((remark) => (
          <p key={remark}>{remark}</p>
        ))}
      </div>
    </div>
  )
}
