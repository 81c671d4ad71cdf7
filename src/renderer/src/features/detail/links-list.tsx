import type { StepDetail } from '../../../../shared/model/step-detail.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import styles from './sections.module.css'

/** Other traces and spans that this step names. */
export function LinksList({ links }: { links: StepDetail['links'] }) {
  if (links.length === 0) return null
  return (
    <section className={styles.section} aria-label="Links">
      <h3 className={styles.heading}>
        Links<span className={styles.count}>{links.length}</span>
      </h3>
      <ul className={styles.list}>
        {links.map((link, at) => (
          <li key={at} className={styles.itemTitle}>
            <code className={styles.code}>
              {link.spanId === null ? link.traceId : `${link.traceId} / ${link.spanId}`}
            </code>
            {link.kind === null ? null : <span className={styles.aside}>{link.kind}</span>}
            <CopyButton text={link.traceId} label="Copy trace id" />
          </li>
        ))}
      </ul>
    </section>
  )
}
