import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { SourceState } from '../../../../shared/contract.ts'
import type { ErrorInfo } from '../../../../shared/errors.ts'
import type { SourceSettings } from '../../../../shared/source.ts'
import { useClient } from '../../app/client-context.tsx'
import { queryKeys } from '../../app/query-keys.ts'
import { toErrorInfo } from '../../app/to-error-info.ts'
import { toast } from '../../ui/toaster.tsx'
import { useAttention } from '../sources/attention.ts'
import { showSource } from '../sources/show-source.ts'

export interface Save {
  readonly busy: boolean
  readonly error: ErrorInfo | null
  /** `testFailed`: the newest test of these very settings did. */
  readonly run: (settings: SourceSettings, thenOpen: boolean, testFailed: boolean) => void
}

interface Asked {
  readonly settings: SourceSettings
  readonly thenOpen: boolean
  readonly testFailed: boolean
}

/** Adds a source, or writes back the one that is edited, into the config file where it belongs there; then closes the dialog. */
export function useSave(source: SourceState | undefined, onClose: () => void): Save {
  const client = useClient()
  const queryClient = useQueryClient()
  const save = useMutation({
    mutationFn: ({ settings }: Asked) =>
      source
        ? client.sources.update({ id: source.id, settings, save: source.origin === 'config' })
        : client.sources.add({ settings, save: true }),
    onSuccess: async (saved, { thenOpen, testFailed }) => {
      useAttention.getState().mark(saved.id, testFailed)
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: queryKeys.sources }),
        queryClient.resetQueries({ queryKey: [...queryKeys.openRuns, saved.id] }),
      ])
      toast(source ? `${saved.settings.name} was changed.` : `${saved.settings.name} was added.`)
      if (thenOpen) showSource(saved.id)
      onClose()
    },
  })
  return {
    busy: save.isPending,
    error: save.error ? toErrorInfo(save.error) : null,
    run: (settings, thenOpen, testFailed) => save.mutate({ settings, thenOpen, testFailed }),
  }
}
