/** What an earlier answer already tells of a new question, until that is answered. Pure but for its memory. */

import type { RunListEvent, WindowSpec } from '../../../../shared/contract.ts'
import type { RunSummary } from '../../../../shared/model/agent-run.ts'
import { hasFailed } from './run-row.ts'

type Pages = readonly (readonly RunSummary[])[]
type RunListEnd = Extract<RunListEvent, { kind: 'end' }>

export interface RunListQuestion {
  readonly window: WindowSpec | null
  readonly limit: number
  readonly errorsOnly: boolean
  /** In the list's language, in its shortest form; null: none. */
  readonly filter: string | null
}

/** Rows of an earlier answer that belong to the new one too. */
export interface KnownRuns {
  readonly pages: Pages
  readonly end: RunListEnd
}

const remembered = new WeakMap<Pages, { key: string; known: KnownRuns }>()

/** The rows of an earlier answer that lie in the question's window. The same answer and question give the same object. */
export function knownFor(pages: Pages, end: RunListEnd, { window, errorsOnly }: RunListQuestion): KnownRuns {
  const key = JSON.stringify([window, errorsOnly, end.fetchedAt])
  const before = remembered.get(pages)
  if (before?.key === key) return before.known
  const from = startOf(window)
  const to = window !== null && 'to' in window ? window.to : Number.POSITIVE_INFINITY
  const fits = (run: RunSummary) =>
    (!errorsOnly || hasFailed(run)) &&
    (run.startTime === null ? window === null : run.startTime >= from && run.startTime <= to)
  const known = { pages: pages.map((page) => (page.every(fits) ? page : page.filter(fits))), end }
  remembered.set(pages, { key, known })
  return known
}

function startOf(window: WindowSpec | null): number {
  if (window === null) return Number.NEGATIVE_INFINITY
  return 'from' in window ? window.from : (Date.now() - window.lookbackMs) * 1000
}

const idsOf = new WeakMap<KnownRuns, ReadonlySet<string>>()
const joined = new WeakMap<Pages, { known: KnownRuns; pages: Pages }>()
const news = new WeakMap<readonly RunSummary[], { known: KnownRuns; page: readonly RunSummary[] }>()

/** What is known, then what has come beyond it. Known pages stay the same objects, so that nothing of them is arranged anew. */
export function withoutKnown(fresh: Pages, known: KnownRuns): Pages {
  if (fresh.length === 0) return known.pages
  const before = joined.get(fresh)
  if (before?.known === known) return before.pages
  let ids = idsOf.get(known)
  if (!ids) {
    ids = new Set(known.pages.flatMap((page) => page.map((run) => run.cloudTraceId)))
    idsOf.set(known, ids)
  }
  const pages = [...known.pages]
  for (const page of fresh) {
    let kept = news.get(page)
    if (kept?.known !== known) {
      const all = ids
      kept = { known, page: page.filter((run) => !all.has(run.cloudTraceId)) }
      news.set(page, kept)
    }
    if (kept.page.length > 0) pages.push(kept.page)
  }
  joined.set(fresh, { known, pages })
  return pages
}
