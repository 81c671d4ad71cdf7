import { QueryClient } from '@tanstack/react-query'

/**
 * The page's one QueryClient. Retries are off because the service retries at the platform; focus and reconnect refetch nothing because each answer says itself
 * how long it is good.
 */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: 'always',
        gcTime: 5 * 60_000,
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
}
