import { ChevronRight, ExternalLink } from 'lucide-react'
import type { AccessPolicy } from '../../../../shared/access-policy.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { OutsideLink } from '../../ui/outside-link.tsx'
import styles from './access-rights.module.css'

/** The least rights that the source needs, folded: each with what it is for, and what an administrator pastes to grant them. */
export function AccessRights({ policy }: { policy: AccessPolicy }) {
  return (
    <details className={styles.rights}>
      <summary className={styles.summary}>
        <ChevronRight size={13} className={styles.chevron} aria-hidden />
        Rights it needs
      </summary>
      <dl className={styles.list}>
        {policy.permissions.map((one) => (
          <div key={one.name} className={styles.permission}>
            <dt>
              <code>{one.name}</code>
            </dt>
            <dd>
              {one.purpose}
              {one.required ? '' : ' (optional)'}
            </dd>
          </div>
        ))}
      </dl>
      <div className={styles.head}>
        <span className={styles.title}>{policy.title}</span>
        <CopyButton text={policy.content} label={`Copy: ${policy.title}`} />
      </div>
      <pre className={styles.content} tabIndex={0}>
        {policy.content}
      </pre>
      <p className={styles.text}>
        {policy.text}{' '}
        <OutsideLink address={policy.url} className={styles.link}>
          Read more
          <ExternalLink size={11} aria-hidden />
        </OutsideLink>
      </p>
    </details>
  )
}
