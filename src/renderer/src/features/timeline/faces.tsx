/**
 * The other faces of an opened run, drawn in the place of tree and bars. A face is a component without props, loaded when it is first shown; it reads the run by
 * useTimeline() and useTimelineStore(), and may call `select` and `show`. Search, overview and detail stay beside it.
 */

import { Flame, type LucideIcon, Sigma } from 'lucide-react'
import { type ComponentType, lazy, type LazyExoticComponent } from 'react'
import type { RunFace } from '../../location.ts'

export interface Face {
  readonly id: Exclude<RunFace, 'timeline'>
  readonly label: string
  readonly icon: LucideIcon
  readonly Component: LazyExoticComponent<ComponentType>
}

/** In the order of the switch, after the timeline. */
export const faces: readonly Face[] = [
  {
    id: 'flame',
    label: 'Flame',
    icon: Flame,
    Component: lazy(async () => ({ default: (await import('./flame/flame-graph.tsx')).FlameGraph })),
  },
  {
    id: 'statistics',
    label: 'Statistics',
    icon: Sigma,
    Component: lazy(async () => ({ default: (await import('./statistics/statistics.tsx')).Statistics })),
  },
]
