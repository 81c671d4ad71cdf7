import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { SourcesAnswer, SourceState } from '../../../../shared/contract.ts'
import type { Client } from '../../client.ts'
import { useClient } from '../../app/client-context.tsx'
import { queryKeys } from '../../app/query-keys.ts'
import { askAgain, grownSources } from './ask-again.ts'

const none: readonly SourceState[] = []

/** The sources and what is wrong with their configuration. Kept up to date by useSourcesWatch. */
export function useSourcesQuery() {
  const client = useClient()
  return useQuery({
    queryKey: queryKeys.sources,
    queryFn: ({ signal }) => client.sources.list(undefined, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** The sources as they stand; empty until the first answer. */
export function useSources(): readonly SourceState[] {
  return useSourcesQuery().data?.sources ?? none
}

/**
 * Once in the page: writes every change of the sources into the query cache, and takes the stream up again should it end. Where the service has forgotten a source by itself, because a sign-in
 * arrived or the source was resumed, what is on screen of it is asked for again.
 */
export function useSourcesWatch(): void {
  const client = useClient()
  const queryClient = useQueryClient()
  useEffect(() => {
    const stop = new AbortController()
    void followSources(client, stop.signal, (answer) => {
      const grown = grownSources(queryClient.getQueryData<SourcesAnswer>(queryKeys.sources), answer)
      queryClient.setQueryData(queryKeys.sources, answer)
      if (grown.length > 0) void askAgain(queryClient, grown)
    })
    return () => stop.abort()
  }, [client, queryClient])
}

async function followSources(
  client: Client,
  signal: AbortSignal,
  onAnswer: (answer: SourcesAnswer) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const answer of await client.sources.watch(undefined, { signal })) onAnswer(answer)
    } catch {
      // The connection's own end is shown by ConnectionProvider; a stream that failed alone is taken up again below.
    }
    await pause(2000, signal)
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
