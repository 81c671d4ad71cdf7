import { useEffect, useMemo, useState } from 'react'
import { type Arranged, type ArrangeAsk, Arranger, type RunPages } from './arrange.ts'
import { useFilledRuns } from './filled-runs.ts'
import type { RowFilter } from './row-filter.ts'
import type { RunRow } from './run-row.ts'
import type { RunSort } from './run-sort.ts'
import { bySession, linesOf, type ListLine, type SessionHead } from './sessions.ts'
import { atOnce, inSlices } from './slices.ts'
import type { SourceRuns } from './use-run-lists.ts'

/** How the rows are to be shown. */
export interface RowsAsk {
  readonly filter: RowFilter
  readonly sort: RunSort
  readonly withMaybe: boolean
  readonly bySession: boolean
  readonly folded: ReadonlySet<string>
}

/** What is shown, and of how much. */
export interface RunRows extends Arranged {
  /** What is drawn, in order: the rows, or sessions with theirs. */
  readonly lines: readonly ListLine[]
  /** Null: not by session. */
  readonly sessions: readonly SessionHead[] | null
  readonly filter: RowFilter
  /** The rows are still being put in order; meanwhile those of before are shown. */
  readonly arranging: boolean
}

/** So many rows are put in order at once, while the page is drawn; more in slices, so that nothing on screen waits for it. */
const mostAtOnce = 3000

interface Result extends Arranged {
  readonly sessions: readonly SessionHead[] | null
}

const none: Result = { rows: [], total: 0, matched: 0, maybe: [], sessions: null }

interface Work extends ArrangeAsk {
  readonly grouped: boolean
  /** Changes that make the result of before worthless, and not only less than whole. */
  readonly how: string
}

/**
 * The rows of all sources, filtered and in order. A filter that cannot be read filters nothing. Both see what was filled in by then: a row that is filled in
 * later keeps its place until the next refresh, sort or filter, so that nothing moves under the user's eyes.
 */
export function useRunRows(parts: readonly SourceRuns[], ask: RowsAsk): RunRows {
  const { filter, sort, withMaybe, bySession: grouped, folded } = ask
  const [arranger] = useState(() => new Arranger())
  const [background] = useState(() => new Background(arranger))
  const [keep] = useState(makeKeepPages)
  const [later, setLater] = useState<{ readonly work: Work; readonly result: Result } | null>(null)
  const pages = keep(
    parts.map(({ source, pages, end, answered }) => ({
      source,
      pages,
      narrowed: answered && end ? end.filter.byPlatform : noParts,
    })),
  )
  const work = useMemo<Work>(
    () => ({
      parts: pages,
      filter,
      sort,
      withMaybe,
      grouped,
      how: JSON.stringify([sort, withMaybe, grouped, filter.kind === 'match' ? filter.text : '']),
    }),
    [pages, filter, sort, withMaybe, grouped],
  )
  const small =
    pages.reduce((sum, part) => sum + part.pages.reduce((rows, page) => rows + page.length, 0), 0) <= mostAtOnce
  const now = useMemo(() => (small ? atOnce(resultOf(arranger, work)) : null), [arranger, work, small])
  useEffect(() => {
    if (!small) background.put(work, (result) => setLater({ work, result }))
    else background.stop()
  }, [background, work, small])
  useEffect(() => () => background.stop(), [background])

  const result = now ?? later?.result ?? none
  const lines = useMemo<readonly ListLine[]>(
    () => (result.sessions === null ? result.rows : linesOf(result.sessions, folded)),
    [result, folded],
  )
  return { ...result, lines, filter, arranging: now === null && later?.work !== work }
}

const noParts: readonly string[] = []

function* resultOf(arranger: Arranger, work: Work): Generator<void, Result> {
  const arranged = yield* arranger.arrange(work)
  return {
    ...arranged,
    sessions: work.grouped ? yield* bySession(arranged.rows, useFilledRuns.getState().filled) : null,
  }
}

/**
 * One arrangement at a time, the newest asked for next. Pages that come while one is under way do not stop it, else a fast stream would never be shown; another order or
 * filter does.
 */
class Background {
  readonly #arranger: Arranger
  #next: { readonly work: Work; readonly done: (result: Result) => void } | null = null
  #how: string | null = null
  #running = false

  constructor(arranger: Arranger) {
    this.#arranger = arranger
  }

  put(work: Work, done: (result: Result) => void): void {
    this.#next = { work, done }
    this.#how = work.how
    if (!this.#running) void this.#run()
  }

  stop(): void {
    this.#next = null
    this.#how = null
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#next !== null) {
      const { work, done } = this.#next
      this.#next = null
      const result = await inSlices(resultOf(this.#arranger, work), () => this.#how !== work.how)
      if (result !== null && this.#how === work.how) done(result)
    }
    this.#running = false
  }
}

/** Gives the former list back while its members are the same, so that nothing is arranged anew because a source's state changed. */
function makeKeepPages(): (parts: readonly RunPages[]) => readonly RunPages[] {
  let kept: readonly RunPages[] = []
  return (parts) => {
    const same =
      kept.length === parts.length &&
      kept.every((one, index) => {
        const other = parts[index]!
        return (
          one.pages === other.pages &&
          one.narrowed === other.narrowed &&
          one.source.id === other.source.id &&
          one.source.settings.name === other.source.settings.name &&
          one.source.settings.color === other.source.settings.color
        )
      })
    if (!same) kept = parts
    return kept
  }
}

/** The run on this line of the list; null for a head. */
export function runOf(line: ListLine | undefined): RunRow | null {
  return line?.kind === 'run' ? line : null
}
