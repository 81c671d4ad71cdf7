/** The small controls under the search: folding, errors, zoom. Each does what a key does, and says which. */

import { CircleAlert, FoldVertical, Maximize2, Route, Scan, UnfoldVertical, ZoomIn, ZoomOut } from 'lucide-react'
import { useMemo } from 'react'
import { nextOf } from '../../../../shared/model/outline-errors.ts'
import { type Outline, outlineFlags } from '../../../../shared/model/outline.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { ColorMenu } from './color-menu.tsx'
import { isWhole } from './time-window.ts'
import { type TimelineStore, useTimeline, useTimelineStore } from './timeline-store.ts'
import styles from './timeline-tools.module.css'

/** How much one key press or click zooms. */
export const zoomStep = 0.6

/** Selects the next or previous step that failed by itself, around the end. */
export function goToError(store: TimelineStore, direction: 1 | -1): void {
  const { data, selected, select } = store.getState()
  const step = nextOf(data.errors.steps, selected, direction)
  if (step >= 0) select(step)
}

/** How many of these rows (null: of all steps) stand for a parent that is not in the trace: they are no steps. */
function placeholders({ flags, length }: Outline, rows: Int32Array | null): number {
  let count = 0
  for (let at = 0; at < (rows?.length ?? length); at++) if (flags[rows?.[at] ?? at]! & outlineFlags.missing) count++
  return count
}

export function TimelineTools() {
  const store = useTimelineStore()
  const outline = useTimeline((state) => state.data.outline)
  const rows = useTimeline((state) => state.rows)
  // Not within the selectors: those run at every frame of a zoom.
  const total = useMemo(() => outline.length - placeholders(outline, null), [outline])
  const shown = useMemo(() => rows.length - placeholders(outline, rows), [outline, rows])
  const errors = useTimeline((state) => state.data.errors.steps.length)
  const whole = useTimeline((state) => isWhole(state.window, state.data.times.extent))
  const critical = useTimeline((state) => state.critical)
  const act = store.getState()

  return (
    <div className={styles.tools} role="toolbar" aria-label="Timeline">
      <span className={styles.count}>
        {shown === total
          ? `${total.toLocaleString('en-US')} ${total === 1 ? 'step' : 'steps'}`
          : `${shown.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} steps`}
      </span>
      <IconButton
        small
        label="Fold all"
        shortcut="{"
        icon={<FoldVertical size={14} aria-hidden />}
        onClick={() => act.foldEverything(true)}
      />
      <IconButton
        small
        label="Unfold all"
        shortcut="}"
        icon={<UnfoldVertical size={14} aria-hidden />}
        onClick={() => act.foldEverything(false)}
      />
      <IconButton
        small
        label={errors === 0 ? 'No errors in this run' : `Next of ${errors} ${errors === 1 ? 'error' : 'errors'}`}
        shortcut="e"
        disabled={errors === 0}
        icon={<CircleAlert size={14} aria-hidden />}
        onClick={() => goToError(store, 1)}
      />
      <IconButton
        small
        label="Critical path: what the run’s end waited for"
        shortcut="c"
        pressed={critical}
        icon={<Route size={14} aria-hidden />}
        onClick={() => act.showCritical(!critical)}
      />
      <ColorMenu />
      <span className={styles.divider} />
      <IconButton
        small
        label="Zoom in"
        shortcut="+"
        icon={<ZoomIn size={14} aria-hidden />}
        onClick={() => act.zoom(zoomStep, 0.5)}
      />
      <IconButton
        small
        label="Zoom out"
        shortcut="-"
        disabled={whole}
        icon={<ZoomOut size={14} aria-hidden />}
        onClick={() => act.zoom(1 / zoomStep, 0.5)}
      />
      <IconButton
        small
        label="Fit the selected step"
        shortcut="f"
        icon={<Scan size={14} aria-hidden />}
        onClick={() => act.fitSelection()}
      />
      <IconButton
        small
        label="Show the whole run"
        shortcut="0"
        disabled={whole}
        icon={<Maximize2 size={13} aria-hidden />}
        onClick={() => act.showWhole()}
      />
    </div>
  )
}
