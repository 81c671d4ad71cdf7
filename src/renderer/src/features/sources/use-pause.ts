import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { SourceState } from '../../../../shared/contract.ts'
import { useClient } from '../../app/client-context.tsx'
import { queryKeys } from '../../app/query-keys.ts'
import { toErrorInfo } from '../../app/to-error-info.ts'
import { toast } from '../../ui/toaster.tsx'

/** Pauses a source, or resumes one that is paused. */
export function usePause(): (source: SourceState) => void {
  const client = useClient()
  const queryClient = useQueryClient()
  const { mutate } = useMutation({
    mutationFn: (source: SourceState) => client.sources.setPaused({ id: source.id, paused: !source.paused }),
    onSuccess: async ({ settings, paused }) => {
      toast(
        paused ? `${settings.name} is paused.` : `${settings.name} is asked again.`,
        paused ? 'What was read of it stays on screen.' : undefined,
      )
      await queryClient.invalidateQueries({ queryKey: queryKeys.sources })
    },
    onError: (error) => toast('The source was left as it is.', toErrorInfo(error).message, 'failed'),
  })
  return mutate
}
