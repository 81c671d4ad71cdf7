/** The question for one run, and its answer made ready to draw. */

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { OpenedRun } from '../../../../shared/contract.ts'
import { useClient } from '../../app/client-context.tsx'
import { queryKeys } from '../../app/query-keys.ts'
import type { OpenRunRef } from '../../location.ts'
import { type TimelineData, timelineData } from './timeline-data.ts'

/** An opened run, its columns unpacked. */
export interface LoadedRun {
  readonly opened: OpenedRun
  readonly data: TimelineData
}

/**
 * Opens a run and keeps it: the old answer stays while a newer one is fetched, and when that fails. Good for as long as the answer says.
 */
export function useRun(ref: OpenRunRef) {
  const client = useClient()
  const { sourceId, traceId, startedAt } = ref
  return useQuery({
    queryKey: queryKeys.openRun(sourceId, traceId),
    queryFn: async ({ signal }): Promise<LoadedRun> => {
      const opened = await client.runs.open({ sourceId, traceId, startedAt }, { signal })
      return { opened, data: timelineData(opened) }
    },
    staleTime: ({ state }) => state.data?.opened.ttlMs ?? 0,
    // Comparing two large outlines value by value would cost more than drawing the new one.
    structuralSharing: false,
  })
}

/** Asks for the run as canonical JSON text, once it is wanted. */
export function useRunJson(ref: OpenRunRef): () => Promise<string> {
  const client = useClient()
  const queryClient = useQueryClient()
  const { sourceId, traceId } = ref
  return useMemo(
    () => async () => {
      const key = [...queryKeys.openRun(sourceId, traceId), 'json']
      const answer = await queryClient.fetchQuery({
        queryKey: key,
        queryFn: ({ signal }) => client.runs.export({ sourceId, traceId, format: 'json', spanId: null }, { signal }),
        staleTime: 0,
        gcTime: 0,
      })
      return answer.text
    },
    [client, queryClient, sourceId, traceId],
  )
}
