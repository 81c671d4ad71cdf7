import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useClient } from '../../app/client-context.tsx'
import { queryKeys } from '../../app/query-keys.ts'
import { toErrorInfo } from '../../app/to-error-info.ts'
import { toast } from '../../ui/toaster.tsx'

/** Starts and stops the demo's four platforms. */
export function useDemo(): { readonly busy: boolean; readonly start: () => void; readonly stop: () => void } {
  const client = useClient()
  const queryClient = useQueryClient()
  const change = useMutation({
    mutationFn: (what: 'start' | 'stop') => (what === 'start' ? client.demo.start() : client.demo.stop()),
    onSuccess: (answer) => queryClient.setQueryData(queryKeys.sources, answer),
    onError: (error, what) => toast(`The demo did not ${what}.`, toErrorInfo(error).message, 'failed'),
  })
  return { busy: change.isPending, start: () => change.mutate('start'), stop: () => change.mutate('stop') }
}
