/** The time column as it is shown now. */

import type { Viewport } from './bar-layout.ts'
import type { TimelineState } from './timeline-store.ts'

/** What of the run a column of this width shows. */
export function viewOf({ window, axis }: Pick<TimelineState, 'window' | 'axis'>, width: number): Viewport {
  return axis.gaps.length > 0 ? { window, width, axis } : { window, width }
}
