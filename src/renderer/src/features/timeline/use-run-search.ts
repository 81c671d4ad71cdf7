/** Looks for what is searched for beyond names: the service reads inputs, outputs, attributes, events and errors, and its hits are taken in as they come. */

import { useEffect } from 'react'
import { useClient } from '../../app/client-context.tsx'
import type { Client } from '../../client.ts'
import type { OpenRunRef } from '../../location.ts'
import type { TimelineStore } from './timeline-store.ts'

/** What the contract takes. */
const longestText = 1000

/** Asks for all hits of the search that is under way and takes them in. Ends when the signal says so; what fails leaves the names' hits as they are. */
async function lookFor(client: Client, run: OpenRunRef, store: TimelineStore, signal: AbortSignal): Promise<void> {
  const { data, search, addHits, endLooking } = store.getState()
  const text = search?.query.trim() ?? ''
  if (!search || text === '' || text.length > longestText) return
  const { sourceId, traceId } = run
  try {
    for await (const event of await client.runs.search({ sourceId, traceId, text }, { signal })) {
      // Indices belong to one answer about the run: after a refresh the question is asked anew.
      if (signal.aborted || store.getState().data !== data) return
      if (event.kind === 'hits') addHits(search.query, event.steps, event.places)
    }
  } catch {
    // The names were found in any case; that the rest was not is no reason to take them away.
  } finally {
    if (!signal.aborted) endLooking(search.query)
  }
}

/** Follows the search of the store while the run is open. What is typed on ends the question before. */
export function useRunSearch(store: TimelineStore, run: OpenRunRef): void {
  const client = useClient()

  useEffect(() => {
    let asking: AbortController | null = null
    const stop = store.subscribe((state, before) => {
      const query = state.search?.query ?? null
      if (query === (before.search?.query ?? null) && state.data === before.data) return
      asking?.abort()
      asking = query === null ? null : new AbortController()
      if (asking) void lookFor(client, run, store, asking.signal)
    })
    return () => {
      stop()
      asking?.abort()
    }
  }, [client, store, run])
}
