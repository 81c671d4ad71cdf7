/** What the timeline of one opened run shows: folding, window, selection, search. It outlives a refresh; a newer answer is taken in by `receive`. */

import { createContext, useContext } from 'react'
import {
  deepestVisibleLevel,
  foldedAll,
  foldedBelow,
  type Folding,
  foldingCarriedOver,
  revealed,
  rowStandingFor,
  unfoldedAll,
  visibleRows,
  withFolded,
  withSubtreeFolded,
} from '../../../../shared/model/outline-folding.ts'
import { hitMarks, searchOutline, withAncestors } from '../../../../shared/model/outline-search.ts'
import { createStore, type StoreApi, useStore } from 'zustand'
import type { TimelineData } from './timeline-data.ts'
import { clampWindow, fitted, isWhole, panned, type TimeWindow, wholeWindow, zoomed } from './time-window.ts'

/** A search that is under way. */
export interface TimelineSearch {
  readonly query: string
  readonly hits: Int32Array
  /** One byte a step: 1 for a hit. */
  readonly marks: Uint8Array
  /** Only the hits and their ancestors have rows. */
  readonly onlyMatches: boolean
  /** The user's own folding, to come back when the search is cleared. */
  readonly foldingBefore: Folding
}

export interface TimelineState {
  readonly data: TimelineData
  readonly folding: Folding
  /** The steps that have a row, ascending. */
  readonly rows: Int32Array
  readonly window: TimeWindow
  /** Index of the selected step; -1 only for an empty run. */
  readonly selected: number
  /** Counts up when the selection should be brought into view. */
  readonly reveals: number
  /** Counts up when the user chooses a step, the one that is selected already included. */
  readonly choices: number
  /** The step whose row stays where it is on screen when rows come or go; -1 for the topmost one. */
  readonly pivot: number
  readonly search: TimelineSearch | null
}

export interface TimelineActions {
  /** Takes in a newer answer of the same run; what the user chose stays. */
  readonly receive: (data: TimelineData) => void
  readonly select: (step: number, options?: { reveal?: boolean }) => void
  readonly fold: (step: number, folded: boolean) => void
  readonly foldSubtree: (step: number, folded: boolean) => void
  readonly foldEverything: (folded: boolean) => void
  /** Shows one level more (1) or one less (-1) than the deepest that is shown now. */
  readonly changeLevel: (by: 1 | -1) => void
  readonly searchFor: (query: string) => void
  readonly showOnlyMatches: (only: boolean) => void
  readonly clearSearch: () => void
  readonly zoom: (factor: number, anchor: number) => void
  readonly pan: (share: number) => void
  readonly show: (from: number, to: number) => void
  readonly showWhole: () => void
  readonly fitSelection: () => void
}

export type TimelineStore = StoreApi<TimelineState & TimelineActions>

/** A store for one opened run. `selectedSpanId` is what a link asks for; the first step where it asks for none. */
export function createTimelineStore(data: TimelineData, selectedSpanId: string | null): TimelineStore {
  const wanted = selectedSpanId === null ? -1 : data.indexOf(selectedSpanId)
  const folding = unfoldedAll(data.outline)
  return createStore<TimelineState & TimelineActions>()((set, get) => {
    const refold = (folding: Folding, pivot: number): void =>
      set((state) => ({ pivot, ...withRows({ ...state, folding }) }))
    return {
      data,
      folding,
      rows: visibleRows(data.outline, folding),
      window: wholeWindow(data.times.extent),
      selected: data.outline.length === 0 ? -1 : Math.max(0, wanted),
      reveals: wanted >= 0 ? 1 : 0,
      choices: 0,
      pivot: -1,
      search: null,

      receive(next) {
        if (next === get().data) return
        set((state) => received(state, next))
      },
      select(step, { reveal = true } = {}) {
        const { data, search } = get()
        if (step < 0 || step >= data.outline.length) return
        const folding = revealed(data.outline, get().folding, step)
        const hidden = search?.onlyMatches === true && rowStandingFor(data.outline, get().rows, step) < 0
        const shown = hidden && search ? { ...search, onlyMatches: false } : search
        set((state) => ({
          selected: step,
          reveals: reveal ? state.reveals + 1 : state.reveals,
          choices: state.choices + 1,
          ...(folding === state.folding && shown === search
            ? {}
            : withRows({ ...state, selected: step, folding, search: shown })),
        }))
      },
      fold(step, folded) {
        refold(withFolded(get().data.outline, get().folding, step, folded), step)
      },
      foldSubtree(step, folded) {
        refold(withSubtreeFolded(get().data.outline, get().folding, step, folded), step)
      },
      foldEverything(folded) {
        const { outline } = get().data
        refold(folded ? foldedAll(outline) : unfoldedAll(outline), get().selected)
      },
      changeLevel(by) {
        const { outline } = get().data
        const deepest = deepestVisibleLevel(outline, visibleRows(outline, get().folding))
        refold(foldedBelow(outline, Math.max(0, deepest + by)), get().selected)
      },
      searchFor(query) {
        if (query.trim() === '') return get().clearSearch()
        const { data, search, folding } = get()
        const hits = searchOutline(data.outline, query)
        const next: TimelineSearch = {
          query,
          hits,
          marks: hitMarks(data.outline, hits),
          onlyMatches: search?.onlyMatches ?? false,
          foldingBefore: search?.foldingBefore ?? folding,
        }
        set((state) => ({ pivot: state.selected, ...withRows({ ...state, search: next }) }))
      },
      showOnlyMatches(only) {
        const { search } = get()
        if (search)
          set((state) => ({
            pivot: state.selected,
            ...withRows({ ...state, search: { ...search, onlyMatches: only } }),
          }))
      },
      clearSearch() {
        const { search, data, selected } = get()
        if (!search) return
        const before = selected < 0 ? search.foldingBefore : revealed(data.outline, search.foldingBefore, selected)
        set((state) => ({ ...withRows({ ...state, folding: before, search: null }), reveals: state.reveals + 1 }))
      },
      zoom(factor, anchor) {
        set(({ window, data }) => ({ window: zoomed(window, factor, anchor, data.times.extent) }))
      },
      pan(share) {
        set(({ window, data }) => ({ window: panned(window, share, data.times.extent) }))
      },
      show(from, to) {
        set(({ data }) => ({ window: clampWindow(from, to, data.times.extent) }))
      },
      showWhole() {
        set(({ data }) => ({ window: wholeWindow(data.times.extent) }))
      },
      fitSelection() {
        const { data, selected } = get()
        const from = data.outline.offset[selected] ?? Number.NaN
        const to = data.times.end[selected] ?? Number.NaN
        if (!Number.isFinite(from)) return
        set({ window: fitted(from, Number.isFinite(to) ? to : from, data.times.extent) })
      },
    }
  })
}

/** The rows that follow from folding and search. Where the selected step lost its row, the nearest ancestor that has one is selected. */
function withRows(state: TimelineState): Pick<TimelineState, 'folding' | 'search' | 'rows' | 'selected'> {
  const { outline } = state.data
  const { search, folding } = state
  const rows = search?.onlyMatches ? withAncestors(outline, search.hits) : visibleRows(outline, folding)
  const standing = state.selected < 0 ? -1 : rowStandingFor(outline, rows, state.selected)
  return { folding, search, rows, selected: standing < 0 ? state.selected : rows[standing]! }
}

function received(state: TimelineState, data: TimelineData): Partial<TimelineState> {
  const old = state.data
  const folding = foldingCarriedOver(old.outline, state.folding, data.outline)
  const spanId = old.outline.spanIds[state.selected]
  const selected = spanId === undefined ? -1 : data.indexOf(spanId)
  const hits = state.search ? searchOutline(data.outline, state.search.query) : null
  const search =
    state.search && hits
      ? {
          ...state.search,
          hits,
          marks: hitMarks(data.outline, hits),
          foldingBefore: foldingCarriedOver(old.outline, state.search.foldingBefore, data.outline),
        }
      : null
  // An earlier step may have come in: the window stays over the same moments.
  const shift = old.outline.start === null || data.outline.start === null ? 0 : old.outline.start - data.outline.start
  const window = isWhole(state.window, old.times.extent)
    ? wholeWindow(data.times.extent)
    : clampWindow(state.window.from + shift, state.window.to + shift, data.times.extent)
  const next = { ...state, data, window, selected: data.outline.length === 0 ? -1 : Math.max(0, selected) }
  return { data, window, pivot: -1, ...withRows({ ...next, folding, search }) }
}

const StoreContext = createContext<TimelineStore | null>(null)
export const TimelineProvider = StoreContext

/** The store of the run around this component. */
export function useTimelineStore(): TimelineStore {
  const store = useContext(StoreContext)
  if (!store) throw new Error('No timeline around this component')
  return store
}

/** A part of the store's state; renders again only when that part changes. */
export function useTimeline<T>(select: (state: TimelineState & TimelineActions) => T): T {
  return useStore(useTimelineStore(), select)
}
