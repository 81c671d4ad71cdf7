import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { SourcesAnswer } from '../../../../shared/contract.ts'
import { useClient } from '../../app/client-context.tsx'
import { queryKeys } from '../../app/query-keys.ts'
import { toErrorInfo } from '../../app/to-error-info.ts'
import { useFilledRuns } from '../runs/filled-runs.ts'
import { toast } from '../../ui/toaster.tsx'

/**
 * Asks the platforms again: the service forgets its answers of these sources (null: of all), then every question on screen is put anew. What is shown stays until
 * the new answer is there.
 */
export function useRefresh(): (ids: readonly string[] | null) => void {
  const client = useClient()
  const queryClient = useQueryClient()
  return useCallback(
    (ids) => {
      async function refresh() {
        try {
          await client.sources.refresh({ ids: ids === null ? null : [...ids] })
        } catch (error) {
          toast('The sources could not be refreshed.', toErrorInfo(error).message, 'failed')
          return
        }
        const sources = queryClient.getQueryData<SourcesAnswer>(queryKeys.sources)?.sources ?? []
        useFilledRuns.getState().refresh(ids ?? sources.map((source) => source.id))
        const keys =
          ids === null
            ? [queryKeys.runs, queryKeys.openRuns]
            : ids.flatMap((id) => [queryKeys.runsOf(id), [...queryKeys.openRuns, id]])
        await Promise.all(keys.map((queryKey) => queryClient.invalidateQueries({ queryKey })))
      }
      void refresh()
    },
    [client, queryClient],
  )
}
