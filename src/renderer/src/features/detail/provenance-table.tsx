import { ChevronRight } from 'lucide-react'
import type { Provenance } from '../../../../shared/model/step-detail.ts'
import styles from './sections.module.css'

/** For each field that TraceCraft shows: the platform's key that it was read from, and by which rule. Folded, because it is for doubt, not for reading. */
export function ProvenanceTable({ provenance }: { provenance: readonly Provenance[] }) {
  if (provenance.length === 0) return null
  return (
    <details className={styles.section}>
      <summary className={styles.summary}>
        <ChevronRight size={12} aria-hidden />
        Where the fields come from
        <span className={styles.count}>{provenance.length}</span>
      </summary>
      <dl className={styles.list}>
        {provenance.map((one, at) => (
          <div key={`${one.field}/${at}`} className={styles.item}>
            <dt className={styles.itemTitle}>{one.field}</dt>
            <dd>
              <code className={styles.code}>{one.origin}</code>
              <span className={styles.aside}>{one.rule}</span>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
