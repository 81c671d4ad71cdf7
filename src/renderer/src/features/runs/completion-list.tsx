import { useEffect, useRef } from 'react'
import type { Completion } from '../../../../shared/query/complete.ts'
import styles from './filter-box.module.css'

/** What may be written next. The focus stays in the field, which points at the active one. */
export function CompletionList({
  id,
  items,
  active,
  onTake,
}: {
  id: string
  items: readonly Completion[]
  /** -1: none. */
  active: number
  onTake: (item: Completion) => void
}) {
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])
  return (
    <ul ref={list} id={`${id}-list`} role="listbox" aria-label="What may come next" className={styles.list}>
      {items.map((item, index) => (
        <li
          key={`${item.kind}/${item.label}`}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          className={styles.item}
          // Before the field loses the focus.
          onMouseDown={(event) => {
            event.preventDefault()
            onTake(item)
          }}
        >
          <span className={styles.label}>{item.label}</span>
          {item.about === null ? null : <span className={styles.about}>{item.about}</span>}
          {item.count === null ? null : <span className={styles.count}>{item.count.toLocaleString('en')}</span>}
        </li>
      ))}
    </ul>
  )
}
