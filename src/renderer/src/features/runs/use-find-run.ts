import { useCallback, useEffect, useRef, useState } from 'react'
import type { FoundRun } from '../../../../shared/contract.ts'
import type { ErrorInfo } from '../../../../shared/errors.ts'
import type { Client } from '../../client.ts'
import { useClient } from '../../app/client-context.tsx'
import { toErrorInfo } from '../../app/to-error-info.ts'

export type Found = FoundRun

/** A search under way or done. */
export interface FindSearch {
  readonly id: string
  /** The newest word of each source that was asked. */
  readonly found: readonly Found[]
  readonly done: boolean
  /** The search itself failed, and not a source of it. */
  readonly error: ErrorInfo | null
}

/** Looks for a trace id in all sources. A new search, `forget` and leaving end the one under way. */
export function useFindRun() {
  const client = useClient()
  const [search, setSearch] = useState<FindSearch | null>(null)
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  const forget = useCallback(() => {
    running.current?.abort()
    setSearch(null)
  }, [])
  const look = useCallback(
    (id: string) => {
      running.current?.abort()
      const stop = new AbortController()
      running.current = stop
      setSearch({ id, found: [], done: false, error: null })
      const tell = (change: (search: FindSearch) => FindSearch) => {
        if (!stop.signal.aborted) setSearch((now) => (now?.id === id ? change(now) : now))
      }
      void follow(client, id, stop.signal, tell)
    },
    [client],
  )
  return { search, look, forget }
}

async function follow(
  client: Client,
  id: string,
  signal: AbortSignal,
  tell: (change: (search: FindSearch) => FindSearch) => void,
): Promise<void> {
  try {
    for await (const event of await client.runs.find({ id, sourceIds: null }, { signal }))
      tell((now) => ({ ...now, found: [...now.found.filter((one) => one.sourceId !== event.sourceId), event] }))
    tell((now) => ({ ...now, done: true }))
  } catch (error) {
    tell((now) => ({ ...now, done: true, error: toErrorInfo(error) }))
  }
}
