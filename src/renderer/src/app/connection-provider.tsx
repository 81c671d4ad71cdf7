import { QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useCallback, useEffect, useState } from 'react'
import { type Client, type Connection, connect } from '../client.ts'
import { ClientProvider } from './client-context.tsx'
import { ConnectingScreen, LostScreen } from './connection-screens.tsx'
import { makeQueryClient } from './query-client.ts'

type State =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open'; readonly client: Client }
  | { readonly kind: 'lost'; readonly reason: string; readonly wasOpen: boolean }

/**
 * Connects to the service and shows the page once the connection stands. When the service goes, the page gives way to a screen that says so, because nothing on
 * it could be asked again; connecting anew keeps the link's place.
 */
export function ConnectionProvider({
  children,
  connectBy = connect,
}: {
  children: ReactNode
  connectBy?: () => Promise<Connection>
}) {
  const [state, setState] = useState<State>({ kind: 'connecting' })
  const [attempt, setAttempt] = useState(connectBy)
  const [queryClient] = useState(makeQueryClient)

  useEffect(() => {
    let current = true
    const put = (next: State) => {
      if (current) setState(next)
    }
    attempt.then(
      ({ client, closed }) => {
        put({ kind: 'open', client })
        void closed.then((reason) => put({ kind: 'lost', reason, wasOpen: true }))
      },
      (error: unknown) =>
        put({
          kind: 'lost',
          reason: error instanceof Error ? error.message : 'The service cannot be reached.',
          wasOpen: false,
        }),
    )
    return () => {
      current = false
    }
  }, [attempt])

  const reconnect = useCallback(() => {
    setState({ kind: 'connecting' })
    setAttempt(connectBy())
  }, [connectBy])

  if (state.kind === 'connecting') return <ConnectingScreen />
  if (state.kind === 'lost') return <LostScreen reason={state.reason} wasOpen={state.wasOpen} onReconnect={reconnect} />
  return (
    <QueryClientProvider client={queryClient}>
      <ClientProvider client={state.client}>{children}</ClientProvider>
    </QueryClientProvider>
  )
}
