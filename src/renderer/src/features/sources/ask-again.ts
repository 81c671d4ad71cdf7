import type { QueryClient } from '@tanstack/react-query'
import type { SourcesAnswer } from '../../../../shared/contract.ts'
import { queryKeys } from '../../app/query-keys.ts'
import { useFilledRuns } from '../runs/filled-runs.ts'

/** Puts every question on screen about these sources (null: about all) anew. What is shown stays until the new answer is there. */
export async function askAgain(queryClient: QueryClient, ids: readonly string[] | null): Promise<void> {
  const sources = queryClient.getQueryData<SourcesAnswer>(queryKeys.sources)?.sources ?? []
  useFilledRuns.getState().refresh(ids ?? sources.map((source) => source.id))
  const keys =
    ids === null
      ? [queryKeys.runs, queryKeys.openRuns]
      : ids.flatMap((id) => [queryKeys.runsOf(id), [...queryKeys.openRuns, id]])
  await Promise.all(keys.map((queryKey) => queryClient.invalidateQueries({ queryKey })))
}

/** The sources that the service has forgotten everything of since the answer before: their revision has grown. */
export function grownSources(before: SourcesAnswer | undefined, now: SourcesAnswer): string[] {
  const revisions = new Map(before?.sources.map((source) => [source.id, source.revision]))
  return now.sources
    .filter((source) => source.revision > (revisions.get(source.id) ?? source.revision))
    .map((source) => source.id)
}
