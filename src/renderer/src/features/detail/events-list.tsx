import { CircleAlert, Dot } from 'lucide-react'
import type { StepEvent } from '../../../../shared/model/step-detail.ts'
import { formatDuration, microseconds, type Microseconds } from '../../../../shared/units.ts'
import { JsonTree } from './json-tree.tsx'
import styles from './sections.module.css'

/** What happened at single moments within the step, with the time since its start. */
export function EventsList({ events, start }: { events: readonly StepEvent[]; start: Microseconds | null }) {
  if (events.length === 0) return null
  return (
    <section className={styles.section} aria-label="Events">
      <h3 className={styles.heading}>
        Events<span className={styles.count}>{events.length}</span>
      </h3>
      <ul className={styles.list}>
        {events.map((event, at) => (
          <li key={at} className={styles.item}>
            <p className={styles.itemTitle} data-tone={event.isException ? 'error' : undefined}>
              {event.isException ? <CircleAlert size={12} aria-hidden /> : <Dot size={12} aria-hidden />}
              {event.name}
              <span className={styles.time}>{since(event.time, start)}</span>
            </p>
            {Object.keys(event.attributes).length === 0 ? null : <JsonTree value={{ ...event.attributes }} />}
          </li>
        ))}
      </ul>
    </section>
  )
}

function since(time: Microseconds | null, start: Microseconds | null): string {
  return time === null || start === null ? '' : `+${formatDuration(microseconds(time - start))}`
}
