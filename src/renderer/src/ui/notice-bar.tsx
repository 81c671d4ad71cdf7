import { ChevronRight, Info } from 'lucide-react'
import { useId, useState } from 'react'
import type { Notice } from '../../../shared/notice.ts'
import styles from './notice-bar.module.css'

/** Why the data beside it may be less than the whole truth. One notice is a line; several fold into a list. Draws nothing without notices. */
export function NoticeBar({ notices }: { notices: readonly Notice[] }) {
  const [open, setOpen] = useState(false)
  const listId = useId()
  const [first] = notices
  if (!first) return null
  if (notices.length === 1)
    return (
      <div className={styles.bar} role="note">
        <Info size={14} className={styles.icon} aria-hidden />
        <p>{first.message}</p>
      </div>
    )
  return (
    <div className={styles.bar} role="note">
      <Info size={14} className={styles.icon} aria-hidden />
      <div>
        <button
          type="button"
          className={styles.toggle}
          aria-expanded={open}
          aria-controls={listId}
          onClick={() => setOpen(!open)}
        >
          <ChevronRight size={12} className={open ? styles.open : undefined} aria-hidden />
          {first.message} <span className={styles.more}>and {notices.length - 1} more</span>
        </button>
        {open ? (
          <ul id={listId} className={styles.list}>
            {notices.slice(1).map((one) => (
              <li key={`${one.code}/${one.message}`}>{one.message}</li>
            ))}
          </ul>
        ) : null}
      </div>
    </div>
  )
}
