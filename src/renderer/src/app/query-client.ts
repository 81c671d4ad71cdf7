import { notifyManager, QueryClient } from '@tanstack/react-query'

// An answer is shown in the task that brings it. A timer of its own would come behind whatever else waits by then.
notifyManager.setScheduler(queueMicrotask)

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
