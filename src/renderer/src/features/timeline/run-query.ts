/** The question for one run, and its answer made ready to draw. */

import { useQuery } from '@tanstack/react-query'
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
