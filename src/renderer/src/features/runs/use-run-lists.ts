import {
  experimental_streamedQuery as streamedQuery,
  type QueryClient,
  useQueries,
  useQueryClient,
} from '@tanstack/react-query'
import type { RunListEvent, SourceState, WindowSpec } from '../../../../shared/contract.ts'
import type { ErrorInfo } from '../../../../shared/errors.ts'
import type { RunSummary } from '../../../../shared/model/agent-run.ts'
import { useClient } from '../../app/client-context.tsx'
import { queryKeys } from '../../app/query-keys.ts'
import { isAbort, toErrorInfo } from '../../app/to-error-info.ts'
import { hasFailed } from './run-row.ts'

export type RunListEnd = Extract<RunListEvent, { kind: 'end' }>

/** A listing as the cache holds it: rows so far, and how it ended once it has. */
interface RunListData {
  readonly runs: readonly RunSummary[]
  readonly end: RunListEnd | null
}

export interface RunListQuestion {
  readonly window: WindowSpec | null
  readonly limit: number
  readonly errorsOnly: boolean
}

/** One source's part of the list. */
export interface SourceRuns {
  readonly source: SourceState
  readonly runs: readonly RunSummary[]
  /** How the newest whole answer ended; null before the first. */
  readonly end: RunListEnd | null
  readonly error: ErrorInfo | null
  readonly fetching: boolean
  /** Nothing was ever answered and nothing has failed. */
  readonly pending: boolean
  readonly retry: () => void
}

const nothing: RunListData = { runs: [], end: null }

/** The shortest time between two listings of one source that nobody asked for. */
const shortestInterval = 5000

/**
 * The listings of these sources, each streaming in by itself. A refresh replaces rows only when the new answer is whole; a new question shows what is already
 * known of its answer meanwhile. While `live`, each listing is put again when its answer is past its time; hidden pages ask nothing.
 */
export function useRunLists(sources: readonly SourceState[], question: RunListQuestion, live: boolean): SourceRuns[] {
  const client = useClient()
  const queryClient = useQueryClient()
  const results = useQueries({
    queries: sources.map((source) => {
      const queryKey = queryKeys.runList(source, question)
      const ttl = source.settings.cacheTtlSeconds * 1000
      return {
        queryKey,
        queryFn: streamedQuery<RunListEvent, RunListData>({
          streamFn: ({ signal }) => client.runs.list({ sourceId: source.id, ...question, filter: null }, { signal }),
          reducer: (sum, event) =>
            event.kind === 'page' ? { runs: sum.runs.concat(event.runs), end: null } : { ...sum, end: event },
          initialValue: nothing,
          refetchMode: 'replace',
        }),
        // A paused source is asked nothing; what was read before stays.
        enabled: !source.paused,
        staleTime: (query: { state: { data?: RunListData } }) => query.state.data?.end?.ttlMs ?? ttl,
        // Rows are replaced as a whole; comparing each field of each row would cost more than drawing those in sight.
        structuralSharing: false,
        refetchOnWindowFocus: live,
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
      runs: end === null ? union(result.data?.runs ?? nothing.runs, known?.runs ?? nothing.runs) : result.data!.runs,
      end: end ?? known?.end ?? null,
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
  return Math.max(end ? end.expiresAt - Date.now() : ttl, shortestInterval)
}

/** The newest whole answer of this source to another question, narrowed to what also answers this one. Null when there is none. */
function knownBefore(queryClient: QueryClient, source: SourceState, question: RunListQuestion): RunListData | null {
  const answers = queryClient
    .getQueryCache()
    .findAll({ queryKey: queryKeys.runsOfSource(source) })
    .map((query) => ({ data: query.state.data as RunListData | undefined, at: query.state.dataUpdatedAt }))
    .filter(({ data }) => data?.end)
    .sort((a, b) => b.at - a.at)
  const best = answers[0]?.data
  if (!best?.end) return null
  const from = windowStart(question.window)
  const to = question.window && 'to' in question.window ? question.window.to : Number.POSITIVE_INFINITY
  return {
    end: best.end,
    runs: best.runs.filter(
      (run) =>
        (!question.errorsOnly || hasFailed(run)) &&
        (run.startTime === null ? question.window === null : run.startTime >= from && run.startTime <= to),
    ),
  }
}

function windowStart(window: WindowSpec | null): number {
  if (window === null) return Number.NEGATIVE_INFINITY
  return 'from' in window ? window.from : (Date.now() - window.lookbackMs) * 1000
}

function union(fresh: readonly RunSummary[], known: readonly RunSummary[]): readonly RunSummary[] {
  if (known.length === 0) return fresh
  if (fresh.length === 0) return known
  const seen = new Set(fresh.map((run) => run.cloudTraceId))
  return [...fresh, ...known.filter((run) => !seen.has(run.cloudTraceId))]
}
