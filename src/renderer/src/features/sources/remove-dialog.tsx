import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { SourceState } from '../../../../shared/contract.ts'
import { useClient } from '../../app/client-context.tsx'
import { queryKeys } from '../../app/query-keys.ts'
import { toErrorInfo } from '../../app/to-error-info.ts'
import { getLocation, navigate } from '../../location.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { toast } from '../../ui/toaster.tsx'

/** Asks before a source is taken out. Nothing at the platform is touched. */
export function RemoveDialog({ source, onClose }: { source: SourceState; onClose: () => void }) {
  const client = useClient()
  const queryClient = useQueryClient()
  const remove = useMutation({
    mutationFn: () => client.sources.remove({ id: source.id }),
    onSuccess: async () => {
      const { sourceId, run } = getLocation()
      if (sourceId === source.id || run?.sourceId === source.id) navigate({ sourceId: null, run: null })
      queryClient.removeQueries({ queryKey: queryKeys.runsOf(source.id) })
      await queryClient.invalidateQueries({ queryKey: queryKeys.sources })
      toast(`${source.settings.name} was removed.`)
      onClose()
    },
  })
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={`Remove ${source.settings.name}?`}
      description={
        source.origin === 'config'
          ? 'It is taken out of the config file, of which a backup is kept. Nothing at the platform is touched.'
          : 'It leaves this window. Nothing at the platform is touched.'
      }
      foot={
        <>
          <span style={{ flex: 1 }} />
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
            Remove
          </Button>
        </>
      }
    >
      {remove.error ? <ErrorPanel info={toErrorInfo(remove.error)} compact /> : <code>{source.url}</code>}
    </Dialog>
  )
}
