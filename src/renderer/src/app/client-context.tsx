import { createContext, type ReactNode, useContext } from 'react'
import type { Client } from '../client.ts'

const ClientContext = createContext<Client | null>(null)

/** Hands the connected client to everything below. */
export function ClientProvider({ client, children }: { client: Client; children: ReactNode }) {
  return <ClientContext value={client}>{children}</ClientContext>
}

/** The connected client. Throws outside ClientProvider: no part of the page asks anything before the connection stands. */
export function useClient(): Client {
  const client = useContext(ClientContext)
  if (client === null) throw new Error('useClient was called outside ClientProvider')
  return client
}
