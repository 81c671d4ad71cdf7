/** Filters, sorts and merges the rows of all sources. Pure but for its memory of what was arranged before; works in steps that a caller may spread over time. */

import type { SourceState } from '../../../../shared/contract.ts'
import type { RunSummary } from '../../../../shared/model/agent-run.ts'
import { useFilledRuns, withFilled } from './filled-runs.ts'
import { type RowFilter, testOf } from './row-filter.ts'
import { type RunRow, rowsOf } from './run-row.ts'
import { compareRows, type RunSort, type SortValue, sortValue } from './run-sort.ts'

/** One source's runs, in the pages in which they came. A page never changes. */
export interface RunPages {
  readonly source: SourceState
  readonly pages: readonly (readonly RunSummary[])[]
  /** Parts of the filter that the platform has narrowed by. */
  readonly narrowed: readonly string[]
}

/** What is to be arranged, and how. */
export interface ArrangeAsk {
  readonly parts: readonly RunPages[]
  readonly filter: RowFilter
  readonly sort: RunSort
  /** Are rows kept of which it is not known whether they match? */
  readonly withMaybe: boolean
}

export interface Arranged {
  readonly rows: readonly RunRow[]
  /** Rows before the filter. */
  readonly total: number
  /** Rows that match for certain. */
  readonly matched: number
  /** Rows that may match: they were not read in full, and their listing leaves open what the filter asks. */
  readonly maybe: readonly RunRow[]
}

/** Rows in order, with what they were compared by. */
interface Sorted extends Arranged {
  readonly rows: RunRow[]
  readonly values: SortValue[]
}

/** Rows handled in one step. */
const stepRows = 2048

const empty: Sorted = { rows: [], values: [], total: 0, matched: 0, maybe: [] }

/**
 * Remembers what it arranged last: while the question stays the same, pages that are new are sorted alone and merged in, so that a page that comes costs one pass
 * over the rows and not a sort of all.
 */
export class Arranger {
  #last: { readonly how: string; readonly filter: RowFilter; readonly pieces: Set<object>; readonly sorted: Sorted } = {
    how: '',
    filter: { kind: 'all' },
    pieces: new Set(),
    sorted: empty,
  };

  /** Each step is short; the value at the end is the whole list. What was filled in of a row by now counts. */
  *arrange(ask: ArrangeAsk): Generator<void, Arranged> {
    const { sort, filter, withMaybe } = ask
    const how = JSON.stringify([sort, withMaybe, ask.parts.map(({ narrowed }) => narrowed)])
    const slices = ask.parts.flatMap((part) => {
      const { name, color } = part.source.settings
      return part.pages
        .flatMap(slicesOf)
        .map((runs) => ({ part, runs, id: idOf(runs, `${part.source.id}/${name}/${color}`) }))
    })
    const ids = new Set<object>(slices.map(({ id }) => id))
    const last = this.#last
    const goesOn =
      last.how === how && last.filter === filter && last.pieces.size > 0 && [...last.pieces].every((id) => ids.has(id))
    const fresh = goesOn ? slices.filter(({ id }) => !last.pieces.has(id)) : slices
    const tests = new Map(ask.parts.map((part) => [part, testOf(filter, part.narrowed)]))
    const sorted: Sorted[] = []
    for (const { part, runs } of fresh) {
      sorted.push(sortedPiece(rowsOf(part.source, runs), tests.get(part) ?? null, sort, withMaybe))
      yield
    }
    if (goesOn) sorted.push(last.sorted)
    const all = yield* merged(sorted, sort)
    this.#last = { how, filter, pieces: ids, sorted: all }
    return all
  }
}

const sliced = new WeakMap<readonly RunSummary[], readonly (readonly RunSummary[])[]>()

function slicesOf(page: readonly RunSummary[]): readonly (readonly RunSummary[])[] {
  if (page.length <= stepRows) return [page]
  let slices = sliced.get(page)
  if (!slices) {
    slices = Array.from({ length: Math.ceil(page.length / stepRows) }, (_, index) =>
      page.slice(index * stepRows, (index + 1) * stepRows),
    )
    sliced.set(page, slices)
  }
  return slices
}

const identities = new WeakMap<readonly RunSummary[], { under: string; id: object }>()

/** One object for these runs under this source, as long as its name and colour stay. */
function idOf(runs: readonly RunSummary[], under: string): object {
  const known = identities.get(runs)
  if (known?.under === under) return known.id
  const made = { under, id: {} }
  identities.set(runs, made)
  return made.id
}

function sortedPiece(
  rows: readonly RunRow[],
  test: ReturnType<typeof testOf>,
  sort: RunSort,
  withMaybe: boolean,
): Sorted {
  const { filled } = useFilledRuns.getState()
  const kept: { row: RunRow; value: SortValue }[] = []
  let matched = 0
  const maybe: RunRow[] = []
  for (const row of rows) {
    const entry = filled.get(row.key)
    const seen = withFilled(row, entry)
    const answer = test === null || test(seen.run, seen.sourceName)
    if (answer === true) matched++
    else if (answer === null && entry === undefined) maybe.push(row)
    if (answer === true || (withMaybe && answer === null && entry === undefined))
      kept.push({ row, value: sortValue(seen, sort.key) })
  }
  const sign = sort.descending ? -1 : 1
  kept.sort((a, b) => compareRows(a.row, a.value, b.row, b.value, sign))
  return {
    rows: kept.map(({ row }) => row),
    values: kept.map(({ value }) => value),
    total: rows.length,
    matched,
    maybe,
  }
}

/** Merges neighbours in pairs. What was arranged before stands last, so that it is carried through one merge only. */
function* merged(pieces: readonly Sorted[], sort: RunSort): Generator<void, Sorted> {
  let round = pieces
  while (round.length > 1) {
    const next: Sorted[] = []
    for (let i = 0; i + 1 < round.length; i += 2) next.push(yield* mergedPair(round[i]!, round[i + 1]!, sort))
    if (round.length % 2 === 1) next.push(round.at(-1)!)
    round = next
  }
  return round[0] ?? empty
}

function* mergedPair(a: Sorted, b: Sorted, sort: RunSort): Generator<void, Sorted> {
  const sign = sort.descending ? -1 : 1
  // A platform sends its pages in order, so that mostly one piece stands before the other as a whole.
  if (standsBefore(a, b, sign)) return joined(a, b, a.rows.concat(b.rows), a.values.concat(b.values))
  if (standsBefore(b, a, sign)) return joined(a, b, b.rows.concat(a.rows), b.values.concat(a.values))
  const size = a.rows.length + b.rows.length
  const rows: RunRow[] = []
  const values: SortValue[] = []
  let i = 0
  let j = 0
  while (i + j < size) {
    const end = Math.min(size, i + j + 4 * stepRows)
    while (i + j < end) {
      const first =
        j >= b.rows.length ||
        (i < a.rows.length && compareRows(a.rows[i]!, a.values[i]!, b.rows[j]!, b.values[j]!, sign) <= 0)
      rows.push(first ? a.rows[i]! : b.rows[j]!)
      values.push(first ? a.values[i++]! : b.values[j++]!)
    }
    yield
  }
  return joined(a, b, rows, values)
}

function standsBefore(a: Sorted, b: Sorted, sign: number): boolean {
  const last = a.rows.length - 1
  if (last < 0 || b.rows.length === 0) return true
  return compareRows(a.rows[last]!, a.values[last]!, b.rows[0]!, b.values[0]!, sign) <= 0
}

function joined(a: Sorted, b: Sorted, rows: RunRow[], values: SortValue[]): Sorted {
  return {
    rows,
    values,
    total: a.total + b.total,
    matched: a.matched + b.matched,
    maybe: a.maybe.length === 0 ? b.maybe : a.maybe.concat(b.maybe),
  }
}
