/** The bar of one step on the ruler, and its label. */

import { outlineFlags } from '../../../../shared/model/outline.ts'
import type { StepType } from '../../../../shared/model/step-type.ts'
import { formatDuration, microseconds } from '../../../../shared/units.ts'
import { layoutBar, narrowestBar, roughTextWidth, type Viewport, xOf } from './bar-layout.ts'
import styles from './bar.module.css'
import type { TimelineData } from './timeline-data.ts'

interface BarProps {
  readonly data: TimelineData
  readonly step: number
  readonly view: Viewport
  readonly type: StepType
  readonly name: string
}

/** Draws a step from its start to its end; a running one up to the time of the fetch, with an open end; one without a time only says so. */
export function Bar({ data, step, view, type, name }: BarProps) {
  const { outline, times } = data
  const reach = data.reach.get(step)
  const from = reach?.from ?? outline.offset[step]!
  const to = reach?.to ?? times.end[step]!
  const flags = outline.flags[step]!
  const running = (flags & outlineFlags.running) !== 0
  const duration = reach ? 'at least this long' : durationText(data, step, running)
  const layout = layoutBar(view, from, to, roughTextWidth(name), roughTextWidth(duration))
  if (!layout) return <span className={styles.unknown}>no time recorded</span>
  if (layout.away !== null) return <span className={styles.away} data-side={layout.away} />
  const { left, width, inside, outside } = layout
  const seenLeft = Math.max(0, left)
  const seenRight = Math.min(view.width, left + width)
  const waitTo = from + outline.firstToken[step]!
  const wait = Number.isFinite(waitTo) ? Math.min(width, xOf(view, waitTo) - left) : 0
  const failed = (flags & outlineFlags.error) !== 0 || undefined
  return (
    <>
      <div
        className={styles.bar}
        data-step-type={type}
        data-running={running || undefined}
        data-dashed={(flags & (outlineFlags.missing | outlineFlags.inferred)) !== 0 || undefined}
        data-error={failed}
        style={{ left, width }}
      >
        {wait > narrowestBar ? <span className={styles.wait} style={{ width: wait }} /> : null}
        {inside === 'nothing' ? null : (
          <span className={styles.inside} style={{ left: seenLeft - left, width: seenRight - seenLeft }}>
            <span className={styles.name}>{reach ? '' : name}</span>
            {inside === 'both' ? <span className={styles.duration}>{duration}</span> : null}
          </span>
        )}
      </div>
      {outside === null ? null : (
        <span
          className={styles.outside}
          data-error={failed}
          style={outside === 'after' ? { left: seenRight + 6 } : { right: view.width - seenLeft + 6 }}
        >
          {duration}
        </span>
      )}
    </>
  )
}

/** `1.28 s`; for a running step what has passed up to the fetch, and that it goes on. */
export function durationText(data: TimelineData, step: number, running: boolean): string {
  const given = data.outline.duration[step]!
  if (Number.isFinite(given)) return formatDuration(microseconds(given))
  if (!running) return 'end unknown'
  const passed = data.times.end[step]! - data.outline.offset[step]!
  return Number.isFinite(passed) ? `${formatDuration(microseconds(passed))}, running` : 'running'
}
