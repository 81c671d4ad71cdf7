import { useCallback, useEffect, useRef, useState } from 'react'
import type { ProbeEvent } from '../../../../shared/contract.ts'
import type { ErrorInfo } from '../../../../shared/errors.ts'
import type { SourceSettings } from '../../../../shared/source.ts'
import type { Client } from '../../client.ts'
import { useClient } from '../../app/client-context.tsx'
import { isAbort, toErrorInfo } from '../../app/to-error-info.ts'

export interface Probe {
  readonly state: 'idle' | 'running' | 'done' | 'cancelled'
  /** The stages so far, each once, in the order in which they began. */
  readonly stages: readonly ProbeEvent[]
  /** The test itself could not go on. */
  readonly error: ErrorInfo | null
}

const idle: Probe = { state: 'idle', stages: [], error: null }

/** Runs a connection test and follows its stages. A new test, `clear` and unmounting abort the one that runs. */
export function useProbe(): Probe & {
  readonly start: (settings: SourceSettings) => void
  readonly cancel: () => void
  readonly clear: () => void
} {
  const client = useClient()
  const [probe, setProbe] = useState<Probe>(idle)
  const running = useRef<AbortController | null>(null)

  const stop = useCallback(() => {
    running.current?.abort()
    running.current = null
  }, [])
  useEffect(() => stop, [stop])

  const start = useCallback(
    (settings: SourceSettings) => {
      stop()
      const controller = new AbortController()
      running.current = controller
      const put = (change: (probe: Probe) => Probe) => {
        if (running.current === controller) setProbe(change)
      }
      setProbe({ state: 'running', stages: [], error: null })
      void followProbe(client, settings, controller.signal, put)
    },
    [client, stop],
  )
  const cancel = useCallback(() => {
    stop()
    setProbe((before) => ({ ...before, state: 'cancelled' }))
  }, [stop])
  const clear = useCallback(() => {
    stop()
    setProbe(idle)
  }, [stop])

  return { ...probe, start, cancel, clear }
}

async function followProbe(
  client: Client,
  settings: SourceSettings,
  signal: AbortSignal,
  put: (change: (probe: Probe) => Probe) => void,
): Promise<void> {
  try {
    for await (const event of await client.sources.probe({ settings }, { signal }))
      put((before) => ({ ...before, stages: withStage(before.stages, event) }))
    put((before) => ({ ...before, state: 'done' }))
  } catch (error) {
    if (!isAbort(error)) put((before) => ({ ...before, state: 'done', error: toErrorInfo(error) }))
  }
}

function withStage(stages: readonly ProbeEvent[], event: ProbeEvent): readonly ProbeEvent[] {
  // Several permissions may be tested under one id; the title tells them apart.
  const at = stages.findIndex((stage) => stage.id === event.id && stage.title === event.title)
  return at < 0 ? [...stages, event] : stages.with(at, event)
}
