import { useMemo } from 'react'
import type { RunTest } from '../../../../shared/query/match.ts'
import { useFilledRuns, withFilled } from './filled-runs.ts'
import type { RunRows } from './use-run-rows.ts'

/**
 * How many rows match for certain, and how many more may: as they were put in order, and with what was read of them since. The order itself stays until the next
 * refresh, sort or filter, so that nothing moves under the user's eyes.
 */
export function useMatchCounts(
  { matched, maybe }: RunRows,
  tests: ReadonlyMap<string, RunTest | null>,
): { readonly matched: number; readonly maybe: number } {
  const filled = useFilledRuns((store) => store.filled)
  const open = useMemo(() => new Map(maybe.map((row) => [row.key, row])), [maybe])
  return useMemo(() => {
    const counts = { matched, maybe: open.size }
    if (open.size === 0) return counts
    for (const [key, entry] of filled) {
      const row = open.get(key)
      if (!row) continue
      counts.maybe--
      const test = tests.get(row.sourceId) ?? null
      if (test === null || test(withFilled(row, entry).run, row.sourceName) === true) counts.matched++
    }
    return counts
  }, [open, matched, filled, tests])
}
