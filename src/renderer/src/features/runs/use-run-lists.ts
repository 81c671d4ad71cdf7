import {
  experimental_streamedQuery as streamedQuery,
  type QueryClient,
  useQueries,
  useQueryClient,
} from '@tanstack/react-query'
import type { RunListEvent, SourceState } from '../../../../shared/contract.ts'
import type { ErrorInfo } from '../../../../shared/errors.ts'
import type { RunSummary } from '../../../../shared/model/agent-run.ts'
import { useClient } from '../../app/client-context.tsx'
import { usePreferences } from '../../app/preferences.ts'
import { queryKeys } from '../../app/query-keys.ts'
import { isAbort, toErrorInfo } from '../../app/to-error-info.ts'
import { coalesced } from './coalesced.ts'
import { type KnownRuns, knownFor, type RunListQuestion, withoutKnown } from './known-runs.ts'

export type RunListEnd = Extract<RunListEvent, { kind: 'end' }>
export type { RunListQuestion } from './known-runs.ts'

type Pages = readonly (readonly RunSummary[])[]

/** A listing as the cache holds it: rows so far, in the pages in which they came, and how it ended once it has. */
export interface RunListData {
  readonly pages: Pages
  readonly end: RunListEnd | null
}

/** One source's part of the list. */
export interface SourceRuns {
  readonly source: SourceState
  /** The same array while the same pages are in it. */
  readonly pages: Pages
  /** How the newest whole answer ended; null before the first. */
  readonly end: RunListEnd | null
  /** Is `end` the answer to this very question, and not to the one before? */
  readonly answered: boolean
  readonly error: ErrorInfo | null
  readonly fetching: boolean
  /** Nothing was ever answered and nothing has failed. */
  readonly pending: boolean
  readonly retry: () => void
}

const nothing: RunListData = { pages: [], end: null }

/** The shortest time between two listings of one source that nobody asked for. */
const shortestInterval = 5000

/**
 * The listings of these sources, each streaming in by itself. A refresh replaces rows only when the new answer is whole; a new question shows what is already
 * known of its answer meanwhile. While `live`, each listing is put again when its answer is past its time; paused sources are asked nothing, and hidden pages ask only
 * where the user wants notifications.
 */
export function useRunLists(sources: readonly SourceState[], question: RunListQuestion, live: boolean): SourceRuns[] {
  const client = useClient()
  const queryClient = useQueryClient()
  const watching = usePreferences((preferences) => preferences.notify) && 'desktop' in window
  const results = useQueries({
    queries: sources.map((source) => {
      const queryKey = queryKeys.runList(source, question)
      const ttl = source.settings.cacheTtlSeconds * 1000
      return {
        queryKey,
        queryFn: streamedQuery<RunListEvent, RunListData>({
          streamFn: async ({ signal }) =>
            coalesced(await client.runs.list({ sourceId: source.id, ...question }, { signal })),
          reducer: (sum, event) =>
            event.kind === 'page' ? { pages: [...sum.pages, event.runs], end: null } : { ...sum, end: event },
          initialValue: nothing,
          refetchMode: 'replace',
        }),
        enabled: !source.paused,
        // Each filter that was tried would keep its rows for long.
        gcTime: question.filter === null ? 5 * 60_000 : 60_000,
        staleTime: (query: { state: { data?: RunListData } }) => query.state.data?.end?.ttlMs ?? ttl,
        // Rows are replaced as a whole; comparing each field of each row would cost more than drawing those in sight.
        structuralSharing: false,
        refetchOnWindowFocus: live,
        // A network that comes back, after a sleep or a move, ends a failure at once.
        refetchOnReconnect: live,
        // Who wants to be told of news looks elsewhere.
        refetchIntervalInBackground: watching,
        refetchInterval: (query: { state: { data?: RunListData; error: Error | null } }) =>
          live ? untilNext(query.state, ttl) : (false as const),
      }
    }),
  })
  return sources.map((source, index) => {
    const result = results[index]!
    const end = result.data?.end ?? null
    const known = end === null ? knownBefore(queryClient, source, question) : null
    const error = result.error !== null && !isAbort(result.error) ? toErrorInfo(result.error) : null
    return {
      source,
      pages:
        end === null && known
          ? withoutKnown(result.data?.pages ?? nothing.pages, known)
          : (result.data ?? nothing).pages,
      end: end ?? known?.end ?? null,
      answered: end !== null,
      error,
      fetching: result.isFetching,
      pending: result.data === undefined && error === null && !source.paused,
      retry: () => void result.refetch(),
    }
  })
}

function untilNext(state: { data?: RunListData; error: Error | null }, ttl: number): number {
  if (state.error !== null) return Math.max(toErrorInfo(state.error).retryAfterMs ?? 0, ttl, 3 * shortestInterval)
  const end = state.data?.end
  // Not longer than its time, should the clock have been set back since it came.
  return Math.max(end ? Math.min(end.expiresAt - Date.now(), end.ttlMs) : ttl, shortestInterval)
}

/** The newest whole answer of this source to another question, narrowed to what also answers this one. Null when there is none. */
function knownBefore(queryClient: QueryClient, source: SourceState, question: RunListQuestion): KnownRuns | null {
  let best: { data: RunListData & { end: RunListEnd }; at: number } | null = null
  for (const query of queryClient.getQueryCache().findAll({ queryKey: queryKeys.runsOfSource(source) })) {
    const data = query.state.data as RunListData | undefined
    const at = query.state.dataUpdatedAt
    if (data?.end && (best === null || at > best.at)) best = { data: { ...data, end: data.end }, at }
  }
  return best === null ? null : knownFor(best.data.pages, best.data.end, question)
}
