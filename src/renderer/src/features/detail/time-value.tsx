/** An instant as the user wants to read it, with the other ways on hover. */

import type { Microseconds } from '../../../../shared/units.ts'
import { useTimeZone } from '../../app/time-format.ts'
import { useNow } from '../../app/use-now.ts'
import { Tip } from '../../ui/tooltip.tsx'
import { allTimes, type TimeFrame, timeText, useTimeMode } from './time-mode.ts'
import styles from './time-value.module.css'

/** An instant in the chosen way; its other forms are a hover or a focus away. A dash where it is not known. */
export function TimeValue({ at, runStart }: { at: Microseconds | null; runStart: Microseconds | null }) {
  const mode = useTimeMode((state) => state.mode)
  const zone = useTimeZone()
  const now = useNow()
  const frame: TimeFrame = { runStart, zone, now }
  if (at === null) return <>–</>
  return (
    <Tip label={<TimeTable times={allTimes(at, frame)} />}>
      <button type="button" className={styles.value}>
        {timeText(mode, at, frame) ?? timeText('clock', at, frame)}
      </button>
    </Tip>
  )
}

/** Several forms of one instant, one below the other. */
export function TimeTable({ times }: { times: readonly (readonly [string, string])[] }) {
  return (
    <span className={styles.table}>
      {times.map(([name, text]) => (
        <span key={name} className={styles.row}>
          <span className={styles.name}>{name}</span>
          <span>{text}</span>
        </span>
      ))}
    </span>
  )
}
