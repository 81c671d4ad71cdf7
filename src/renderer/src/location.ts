/**
 * What a link restores, kept in the URL's fragment: the chosen source, the opened run, the selected step, the detail tab, the run's face.
 *
 *     #source=<id>&run=<sourceId>/<traceId>&at=<start in µs>&step=<spanId>&tab=input&face=flame
 */

import { useSyncExternalStore } from 'react'
import { type Microseconds, microseconds } from '../../shared/units.ts'

export const detailTabs = ['messages', 'input', 'output', 'attributes', 'raw'] as const
export type DetailTab = (typeof detailTabs)[number]

/** How an opened run is drawn. */
export const runFaces = ['timeline', 'flame', 'statistics'] as const
export type RunFace = (typeof runFaces)[number]

export interface OpenRunRef {
  readonly sourceId: string
  readonly traceId: string
  /** From the list's row, where the run was opened from one: helps the platform find it. */
  readonly startedAt: Microseconds | null
}

export interface PageLocation {
  /** Null: all sources. */
  readonly sourceId: string | null
  readonly run: OpenRunRef | null
  readonly stepId: string | null
  /** Null: the tab that fits the step best, or the one last used. */
  readonly tab: DetailTab | null
  readonly face: RunFace
}

function parse(hash: string): PageLocation {
  const fields = new URLSearchParams(hash.replace(/^#/, ''))
  const [sourceId, ...rest] = (fields.get('run') ?? '').split('/')
  const at = Number(fields.get('at') ?? Number.NaN)
  const tab = detailTabs.find((one) => one === fields.get('tab')) ?? null
  const face = runFaces.find((one) => one === fields.get('face')) ?? 'timeline'
  const traceId = rest.join('/')
  return {
    sourceId: fields.get('source'),
    run: sourceId && traceId ? { sourceId, traceId, startedAt: Number.isFinite(at) ? microseconds(at) : null } : null,
    stepId: fields.get('step'),
    tab,
    face,
  }
}

function print(location: PageLocation): string {
  const fields = new URLSearchParams()
  if (location.sourceId !== null) fields.set('source', location.sourceId)
  if (location.run) {
    fields.set('run', `${location.run.sourceId}/${location.run.traceId}`)
    if (location.run.startedAt !== null) fields.set('at', String(location.run.startedAt))
    if (location.stepId !== null) fields.set('step', location.stepId)
    if (location.tab !== null) fields.set('tab', location.tab)
    if (location.face !== 'timeline') fields.set('face', location.face)
  }
  const text = fields.toString()
  return text ? `#${text}` : ''
}

let current = parse(window.location.hash)
const listeners = new Set<() => void>()

function notify(): void {
  for (const listener of listeners) listener()
}

window.addEventListener('hashchange', () => {
  current = parse(window.location.hash)
  notify()
})
window.addEventListener('popstate', () => {
  current = parse(window.location.hash)
  notify()
})

/** The location now. */
export function getLocation(): PageLocation {
  return current
}

/**
 * Changes parts of the location. `push` (opening or closing a run) makes a step that Back undoes; `replace` (selecting a step or tab) does not. Leaving a run
 * forgets its step.
 */
export function navigate(change: Partial<PageLocation>, how: 'push' | 'replace' = 'replace'): void {
  const next: PageLocation = {
    ...current,
    ...('run' in change && !('stepId' in change) ? { stepId: null } : {}),
    ...change,
  }
  current = next
  const url = `${window.location.pathname}${window.location.search}${print(next)}`
  if (how === 'push') window.history.pushState(null, '', url)
  else window.history.replaceState(null, '', url)
  notify()
}

/** The location, re-rendering only when the selected part changes. The selector must return a stable value for an equal location. */
export function useLocation<T>(select: (location: PageLocation) => T): T {
  return useSyncExternalStore(subscribe, () => select(current))
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
