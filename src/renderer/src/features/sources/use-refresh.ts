import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useClient } from '../../app/client-context.tsx'
import { toErrorInfo } from '../../app/to-error-info.ts'
import { toast } from '../../ui/toaster.tsx'
import { askAgain } from './ask-again.ts'

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
        await askAgain(queryClient, ids)
      }
      void refresh()
    },
    [client, queryClient],
  )
}
