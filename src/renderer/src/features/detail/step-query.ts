/** The question for one step's detail. */

import { type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Client } from '../../client.ts'
import { useClient } from '../../app/client-context.tsx'
import { queryKeys } from '../../app/query-keys.ts'
import type { OpenRunRef } from '../../location.ts'

/** While the selection moves on, it must rest this long before anything is asked for it: a held key passes over many steps. A single move asks at once. */
const settleMs = 45
/** Moves closer than this belong together; a held key repeats every 30 ms or so. */
const movingMs = 120
/** Neighbours are fetched ahead once the selection rests, so that going from step to step at the pace of reading waits for nothing. */
const neighbourMs = 70

function stepOptions(client: Client, run: OpenRunRef, spanId: string, fetchedAt: number) {
  const { sourceId, traceId } = run
  return queryOptions({
    // The answer belongs to one answer about the run: a newer run asks anew, an older step is still there at once.
    queryKey: [...queryKeys.step(sourceId, traceId, spanId), fetchedAt],
    queryFn: ({ signal }) => client.runs.step({ sourceId, traceId, spanId }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  })
}

/** The detail of a step: at once where it is known, else once the selection has settled. After a refresh the older one stays until the newer is there. */
export function useStep(run: OpenRunRef, spanId: string, fetchedAt: number) {
  const client = useClient()
  const settled = useSettled(spanId)
  return useQuery({
    ...stepOptions(client, run, spanId, fetchedAt),
    enabled: settled,
    placeholderData: (before, query) => (query?.queryKey[4] === spanId ? before : undefined),
  })
}

/** Fetches what is likely to be read next, at most two steps, once the step that is on screen is there and the selection has rested. */
export function usePrefetchedSteps(
  run: OpenRunRef,
  spanIds: readonly string[],
  fetchedAt: number,
  isShown: boolean,
): void {
  const client = useClient()
  const queryClient: QueryClient = useQueryClient()
  const { sourceId, traceId, startedAt } = run
  const wanted = spanIds.slice(0, 2).join('\n')
  useEffect(() => {
    if (wanted === '' || !isShown) return
    const timer = setTimeout(() => {
      for (const spanId of wanted.split('\n'))
        void queryClient.prefetchQuery(stepOptions(client, { sourceId, traceId, startedAt }, spanId, fetchedAt))
    }, neighbourMs)
    return () => clearTimeout(timer)
  }, [client, queryClient, sourceId, traceId, startedAt, wanted, fetchedAt, isShown])
}

function useSettled(spanId: string): boolean {
  const [settled, setSettled] = useState(spanId)
  const movedAt = useRef(Number.NEGATIVE_INFINITY)
  useLayoutEffect(() => {
    const now = performance.now()
    const alone = now - movedAt.current > movingMs
    movedAt.current = now
    if (alone) {
      setSettled(spanId)
      return
    }
    const timer = setTimeout(() => setSettled(spanId), settleMs)
    return () => clearTimeout(timer)
  }, [spanId])
  return settled === spanId
}
