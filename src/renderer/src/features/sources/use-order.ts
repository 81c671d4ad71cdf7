import { useMutation, useQueryClient } from '@tanstack/react-query'
import { create } from 'zustand'
import type { SourcesAnswer, SourceState } from '../../../../shared/contract.ts'
import { useClient } from '../../app/client-context.tsx'
import { queryKeys } from '../../app/query-keys.ts'
import { toErrorInfo } from '../../app/to-error-info.ts'
import { toast } from '../../ui/toaster.tsx'

/** What a move of a source has to say to a reader of the screen. */
export const useMoveAnnouncement = create<{ readonly said: string; readonly say: (said: string) => void }>()((set) => ({
  said: '',
  say: (said) => set({ said }),
}))

/** Moves a source among those of its group. */
export interface Order {
  /** Where the source would stand in its group after a move by so many places; null when it cannot move that far. */
  readonly placeAfter: (source: SourceState, by: number) => number | null
  /** Puts the source at a place of its group, counted from 0 without the source itself. */
  readonly moveTo: (source: SourceState, place: number) => void
}

/** Changes the order of the sources: at once on screen, then in the config file. */
export function useOrder(): Order {
  const client = useClient()
  const queryClient = useQueryClient()
  const { mutate } = useMutation({
    mutationFn: (ids: string[]) => client.sources.reorder({ ids }),
    onSuccess: (answer) => queryClient.setQueryData(queryKeys.sources, answer),
    onError: async (error) => {
      const info = toErrorInfo(error)
      toast(info.message, info.fix?.text ?? info.cause ?? undefined, 'failed')
      await queryClient.invalidateQueries({ queryKey: queryKeys.sources })
    },
  })
  const answer = () => queryClient.getQueryData<SourcesAnswer>(queryKeys.sources)
  return {
    placeAfter: (source, by) => {
      const group = groupOf(source, answer()?.sources ?? [])
      const place = group.findIndex((one) => one.id === source.id) + by
      return place >= 0 && place < group.length ? place : null
    },
    moveTo: (source, place) => {
      const now = answer()
      if (!now) return
      const group = groupOf(source, now.sources)
      const before = group.findIndex((one) => one.id === source.id)
      const moved = group.filter((one) => one.id !== source.id).toSpliced(place, 0, source)
      if (before < 0 || moved.every((one, at) => one.id === group[at]?.id)) return
      const sources = [...moved, ...now.sources.filter((one) => !moved.some(({ id }) => id === one.id))]
      const inOrder = source.origin === 'demo' ? [...sources.slice(moved.length), ...moved] : sources
      queryClient.setQueryData<SourcesAnswer>(queryKeys.sources, { ...now, sources: inOrder })
      useMoveAnnouncement.getState().say(`${source.settings.name}: place ${place + 1} of ${moved.length}.`)
      mutate(inOrder.map((one) => one.id))
    },
  }
}

/** The sources that a source may change places with: those of the demo among themselves, all others among themselves. */
function groupOf(source: SourceState, sources: readonly SourceState[]): readonly SourceState[] {
  return sources.filter((one) => (one.origin === 'demo') === (source.origin === 'demo'))
}
