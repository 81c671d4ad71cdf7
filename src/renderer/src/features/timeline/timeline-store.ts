/** What the timeline of one opened run shows: folding, window, selection, search. It outlives a refresh; a newer answer is taken in by `receive`. */

import { createContext, useContext } from 'react'
import type { SearchPlace } from '../../../../shared/search-place.ts'
import {
  deepestVisibleLevel,
  foldedAll,
  foldedBelow,
  foldedGroups,
  type Folding,
  foldingCarriedOver,
  revealed,
  rowStandingFor,
  unfoldedAll,
  visibleRows,
  withFolded,
  withSubtreeFolded,
} from '../../../../shared/model/outline-folding.ts'
import { compressedAxis, plainAxis, type TimeAxis } from '../../../../shared/model/outline-idle.ts'
import { hitMarks, markedSteps, searchOutline, withAncestors } from '../../../../shared/model/outline-search.ts'
import { createStore, type StoreApi, useStore } from 'zustand'
import { barColors, type BarColors, type Coloring } from './bar-colors.ts'
import { rememberedView, rememberView } from './remembered-view.ts'
import type { TimelineData } from './timeline-data.ts'
import { clampWindow, fitted, isWhole, type TimeWindow, wholeWindow } from './time-window.ts'
import { pannedOn, zoomedOn } from './window-on-axis.ts'

/** A search that is under way. */
export interface TimelineSearch {
  readonly query: string
  readonly hits: Int32Array
  /** One byte a step: 0, or for a hit 1 and the index of its place in searchPlaces. */
  readonly marks: Uint8Array
  /** Are inputs, outputs and attributes still being looked through? */
  readonly looking: boolean
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
  readonly coloring: Coloring
  readonly colors: BarColors
  /** Is the critical path drawn? */
  readonly critical: boolean
  /** Where moments lie: plain, or with idle stretches made short. */
  readonly axis: TimeAxis
  /** Counts up when the selected step's card is asked for, or to be put away. */
  readonly peeks: number
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
  /** Takes in hits that were found beyond names, for the query that is under way. `places` are indices into searchPlaces. */
  readonly addHits: (query: string, steps: readonly number[], places: readonly number[]) => void
  /** All has been looked through, or looking has failed. */
  readonly endLooking: (query: string) => void
  readonly showOnlyMatches: (only: boolean) => void
  readonly clearSearch: () => void
  readonly zoom: (factor: number, anchor: number) => void
  readonly pan: (share: number) => void
  readonly show: (from: number, to: number) => void
  readonly showWhole: () => void
  readonly fitSelection: () => void
  readonly colorBy: (coloring: Coloring) => void
  readonly showCritical: (critical: boolean) => void
  readonly compress: (compressed: boolean) => void
  readonly peek: () => void
}

export type TimelineStore = StoreApi<TimelineState & TimelineActions>

/** A store for one opened run. `selectedSpanId` is what a link asks for; the first step where it asks for none. */
export function createTimelineStore(data: TimelineData, selectedSpanId: string | null): TimelineStore {
  const wanted = selectedSpanId === null ? -1 : data.indexOf(selectedSpanId)
  const groups = foldedGroups(data.outline, data.sizes)
  const folding = wanted < 0 ? groups : revealed(data.outline, groups, wanted, data.sizes)
  const { coloring, critical } = rememberedView()
  return createStore<TimelineState & TimelineActions>()((set, get) => {
    const refold = (folding: Folding, pivot: number): void =>
      set((state) => ({ pivot, ...withRows({ ...state, folding }) }))
    return {
      data,
      folding,
      rows: visibleRows(data.outline, folding, data.sizes),
      window: wholeWindow(data.times.extent),
      selected: data.outline.length === 0 ? -1 : Math.max(0, wanted),
      reveals: wanted >= 0 ? 1 : 0,
      choices: 0,
      pivot: -1,
      search: null,
      coloring,
      colors: barColors(data.outline, coloring),
      critical,
      axis: plainAxis(data.times.extent),
      peeks: 0,

      receive(next) {
        if (next === get().data) return
        set((state) => received(state, next))
      },
      select(step, { reveal = true } = {}) {
        const { data, search } = get()
        if (step < 0 || step >= data.outline.length) return
        const folding = revealed(data.outline, get().folding, step, data.sizes)
        const hidden = search?.onlyMatches === true && rowStandingFor(data.outline, get().rows, step, data.sizes) < 0
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
        refold(withFolded(get().data.outline, get().folding, step, folded, get().data.sizes), step)
      },
      foldSubtree(step, folded) {
        refold(withSubtreeFolded(get().data.outline, get().folding, step, folded, get().data.sizes), step)
      },
      foldEverything(folded) {
        const { outline, sizes } = get().data
        refold(folded ? foldedAll(outline, sizes) : unfoldedAll(outline), get().selected)
      },
      changeLevel(by) {
        const { outline, sizes } = get().data
        const deepest = deepestVisibleLevel(outline, visibleRows(outline, get().folding, sizes))
        refold(foldedBelow(outline, Math.max(0, deepest + by), sizes), get().selected)
      },
      searchFor(query) {
        if (query.trim() === '') return get().clearSearch()
        const { data, search, folding } = get()
        const hits = searchOutline(data.outline, query)
        const next: TimelineSearch = {
          query,
          hits,
          marks: hitMarks(data.outline, hits),
          looking: true,
          onlyMatches: search?.onlyMatches ?? false,
          foldingBefore: search?.foldingBefore ?? folding,
        }
        // Without "matches only" a search changes no row.
        set((state) => ({
          pivot: state.selected,
          ...(next.onlyMatches ? withRows({ ...state, search: next }) : { search: next }),
        }))
      },
      addHits(query, steps, places) {
        const { search, data } = get()
        if (search?.query !== query) return
        const marks = search.marks.slice()
        for (let k = 0; k < steps.length; k++) {
          const step = steps[k]!
          if (step < data.outline.length && marks[step] === 0) marks[step] = 1 + (places[k] ?? 0)
        }
        const next = { ...search, marks, hits: markedSteps(marks) }
        set((state) => (search.onlyMatches ? withRows({ ...state, search: next }) : { search: next }))
      },
      endLooking(query) {
        const { search } = get()
        if (search?.query === query) set({ search: { ...search, looking: false } })
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
        const before =
          selected < 0 ? search.foldingBefore : revealed(data.outline, search.foldingBefore, selected, data.sizes)
        set((state) => ({ ...withRows({ ...state, folding: before, search: null }), reveals: state.reveals + 1 }))
      },
      zoom(factor, anchor) {
        set(({ window, data, axis }) => ({ window: zoomedOn(axis, window, factor, anchor, data.times.extent) }))
      },
      pan(share) {
        set(({ window, data, axis }) => ({ window: pannedOn(axis, window, share, data.times.extent) }))
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
      colorBy(coloring) {
        rememberView({ coloring })
        set(({ data }) => ({ coloring, colors: barColors(data.outline, coloring) }))
      },
      showCritical(critical) {
        rememberView({ critical })
        set({ critical })
      },
      compress(compressed) {
        const { data } = get()
        set({ axis: compressed ? compressedAxis(data.times.extent, data.idle()) : plainAxis(data.times.extent) })
      },
      peek() {
        set(({ peeks }) => ({ peeks: peeks + 1 }))
      },
    }
  })
}

/** The rows that follow from folding and search. Where the selected step lost its row, the nearest ancestor that has one is selected. */
function withRows(state: TimelineState): Pick<TimelineState, 'folding' | 'search' | 'rows' | 'selected'> {
  const { outline, sizes } = state.data
  const { search, folding } = state
  const rows = search?.onlyMatches ? withAncestors(outline, search.hits) : visibleRows(outline, folding, sizes)
  const standing = state.selected < 0 ? -1 : rowStandingFor(outline, rows, state.selected, sizes)
  return { folding, search, rows, selected: standing < 0 ? state.selected : rows[standing]! }
}

function received(state: TimelineState, data: TimelineData): Partial<TimelineState> {
  const old = state.data
  const folding = foldingCarriedOver(old.outline, state.folding, data.outline, data.sizes)
  const spanId = old.outline.spanIds[state.selected]
  const selected = spanId === undefined ? -1 : data.indexOf(spanId)
  const hits = state.search ? searchOutline(data.outline, state.search.query) : null
  const search =
    state.search && hits
      ? {
          ...state.search,
          hits,
          marks: hitMarks(data.outline, hits),
          looking: true,
          foldingBefore: foldingCarriedOver(old.outline, state.search.foldingBefore, data.outline, data.sizes),
        }
      : null
  // An earlier step may have come in: the window stays over the same moments.
  const shift = old.outline.start === null || data.outline.start === null ? 0 : old.outline.start - data.outline.start
  const window = isWhole(state.window, old.times.extent)
    ? wholeWindow(data.times.extent)
    : clampWindow(state.window.from + shift, state.window.to + shift, data.times.extent)
  const next = { ...state, data, window, selected: data.outline.length === 0 ? -1 : Math.max(0, selected) }
  const axis =
    state.axis.gaps.length > 0 ? compressedAxis(data.times.extent, data.idle()) : plainAxis(data.times.extent)
  const colors = barColors(data.outline, state.coloring)
  return { data, window, axis, colors, pivot: -1, ...withRows({ ...next, folding, search }) }
}

/** The place of a hit, for the mark beside its name; null for no hit and for a hit in the name itself. */
export function placeOfHit(mark: number, places: readonly SearchPlace[]): SearchPlace | null {
  return mark > 1 ? (places[mark - 1] ?? null) : null
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
