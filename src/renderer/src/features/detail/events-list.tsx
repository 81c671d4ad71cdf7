import { CircleAlert, Dot } from 'lucide-react'
import type { StepEvent } from '../../../../shared/model/step-detail.ts'
import type { Microseconds } from '../../../../shared/units.ts'
import { JsonTree } from './json-tree.tsx'
import styles from './sections.module.css'
import { TimeValue } from './time-value.tsx'

interface EventsListProps {
  readonly events: readonly StepEvent[]
  readonly runStart: Microseconds | null
}

/** What happened at single moments within the step. */
export function EventsList({ events, runStart }: EventsListProps) {
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
              <span className={styles.time}>
                {event.time === null ? '' : <TimeValue at={event.time} runStart={runStart} />}
              </span>
            </p>
            {Object.keys(event.attributes).length === 0 ? null : (
              <JsonTree value={{ ...event.attributes }} path={`/events/${at}/attributes`} />
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
