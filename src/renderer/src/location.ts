/**
 * What a link restores, kept in the URL's fragment: the chosen source, what is listed and how, the opened run, the selected step, the detail tab, the run's face.
 *
 *     #source=<id>&q=<filter>&w=6h&errors=1&sort=-duration&by=session&run=<sourceId>/<traceId>&at=<start in µs>&step=<spanId>&tab=input&face=flame
 */

import { useSyncExternalStore } from 'react'
import type { WindowSpec } from '../../shared/contract.ts'
import { formatLookback, type Microseconds, microseconds, milliseconds, parseLookback } from '../../shared/units.ts'

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

/** What is listed and how. Everything at its default leaves no trace in the link. */
export interface ListView {
  readonly filter: string
  /** Null: each source's own look-back. */
  readonly window: WindowSpec | null
  readonly errorsOnly: boolean
  /** A column, with a minus before it for descending; null: newest first. */
  readonly sort: string | null
  /** Are the runs of a session listed together? */
  readonly bySession: boolean
}

export interface PageLocation {
  /** Null: all sources. */
  readonly sourceId: string | null
  readonly view: ListView
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
    view: {
      filter: fields.get('q') ?? '',
      window: parseWindow(fields.get('w') ?? ''),
      errorsOnly: fields.get('errors') === '1',
      sort: fields.get('sort'),
      bySession: fields.get('by') === 'session',
    },
    run: sourceId && traceId ? { sourceId, traceId, startedAt: Number.isFinite(at) ? microseconds(at) : null } : null,
    stepId: fields.get('step'),
    tab,
    face,
  }
}

/** `6h` back from now, or `<from>-<to>` in microseconds; null for anything else. */
function parseWindow(text: string): WindowSpec | null {
  const range = /^(\d{1,16})-(\d{1,16})$/.exec(text)
  if (range) {
    const [from, to] = [Number(range[1]), Number(range[2])]
    return from < to ? { from: microseconds(from), to: microseconds(to) } : null
  }
  const lookbackMs = parseLookback(text)
  return lookbackMs === null ? null : { lookbackMs }
}

function printWindow(window: WindowSpec): string {
  return 'from' in window
    ? `${Math.round(window.from)}-${Math.round(window.to)}`
    : formatLookback(milliseconds(window.lookbackMs))
}

/** Do two views list the same in the same way? */
export function sameView(a: ListView, b: ListView): boolean {
  return (
    a.filter === b.filter &&
    a.errorsOnly === b.errorsOnly &&
    a.sort === b.sort &&
    a.bySession === b.bySession &&
    (a.window === null ? '' : printWindow(a.window)) === (b.window === null ? '' : printWindow(b.window))
  )
}

function print(location: PageLocation): string {
  const fields = new URLSearchParams()
  const { view } = location
  if (location.sourceId !== null) fields.set('source', location.sourceId)
  if (view.filter !== '') fields.set('q', view.filter)
  if (view.window !== null) fields.set('w', printWindow(view.window))
  if (view.errorsOnly) fields.set('errors', '1')
  if (view.sort !== null) fields.set('sort', view.sort)
  if (view.bySession) fields.set('by', 'session')
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

/** The first view: all sources, nothing chosen. */
export const emptyLocation: PageLocation = parse('')

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

/** The link to a location that differs from this one in these parts. */
export function linkTo(change: Partial<PageLocation>): string {
  const { origin, pathname, search } = window.location
  return `${origin}${pathname}${search}${print({ ...current, ...change })}`
}

/** Calls the listener after every change. Returns how to stop. */
export function onLocation(listener: () => void): () => void {
  return subscribe(listener)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
