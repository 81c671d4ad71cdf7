import { useEffect, useState } from 'react'
import type { Discovery } from '../../../../shared/discovery.ts'
import type { Platform } from '../../../../shared/platform.ts'
import { useClient } from '../../app/client-context.tsx'
import type { Client } from '../../client.ts'

export type Discoveries = Readonly<Partial<Record<Platform, Discovery>>>

/** What is on this machine to sign in with, platform by platform as it comes. `done` once everything was looked at; a stream that breaks counts as done with what it gave. */
export function useDiscovery(): { readonly found: Discoveries; readonly done: boolean } {
  const client = useClient()
  const [found, setFound] = useState<Discoveries>({})
  const [done, setDone] = useState(false)
  useEffect(() => {
    const stop = new AbortController()
    const put = (one: Discovery) => setFound((before) => ({ ...before, [one.platform]: one }))
    void followDiscovery(client, stop.signal, put).then(() => {
      if (!stop.signal.aborted) setDone(true)
    })
    return () => stop.abort()
  }, [client])
  return { found, done }
}

async function followDiscovery(client: Client, signal: AbortSignal, put: (one: Discovery) => void): Promise<void> {
  try {
    for await (const one of await client.sources.discover(undefined, { signal })) put(one)
  } catch {
    // The form works without: every field takes free text.
  }
}
