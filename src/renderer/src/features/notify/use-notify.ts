/** Watches for news while the user wants to be told of them and looks elsewhere. The shell shows them only while no other window of the app has the focus either. */

import { type Query, type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { ShellNote } from '../../../../shared/shell.ts'
import type { SourcesAnswer } from '../../../../shared/contract.ts'
import { useClient } from '../../app/client-context.tsx'
import { usePreferences } from '../../app/preferences.ts'
import { queryKeys } from '../../app/query-keys.ts'
import { tellShell } from '../../app/shell-notes.ts'
import { hasFailed } from '../runs/run-row.ts'
import type { RunListData } from '../runs/use-run-lists.ts'
import { failedIds, failureNews, newFailures, type News, signInNews } from './news.ts'
import { Told } from './told.ts'

/** Once in the page. Without a shell nothing is watched. */
export function useNotify(): void {
  const client = useClient()
  const queryClient = useQueryClient()
  const on = usePreferences((preferences) => preferences.notify) && 'desktop' in window
  useEffect(() => {
    if (!on) return
    return watchNews(queryClient, (note) => void tellShell(client, note))
  }, [client, queryClient, on])
}

/** Follows the answers in the query cache. Returns how to stop. */
export function watchNews(queryClient: QueryClient, tell: (note: ShellNote) => void, told = new Told()): () => void {
  const sources = () => queryClient.getQueryData<SourcesAnswer>(queryKeys.sources)
  const failedBefore = new WeakMap<Query, ReadonlySet<string>>()
  let before = sources()
  const notify = ({ title, body, link }: News) => tell({ kind: 'notify', title, body, link })

  const onSources = (): void => {
    const now = sources()
    if (!now) return
    const news = signInNews(before, now)
    before = now
    if (!document.hasFocus()) for (const one of news) if (told.allows(one)) notify(one)
  }
  const onRuns = (query: Query): void => {
    const data = query.state.data as RunListData | undefined
    const id = query.queryKey[1]
    // Rows of a listing that is under way are no news until it is whole.
    if (!data?.end || typeof id !== 'string') return
    const failed = failedIds(data.pages, hasFailed)
    const known = failedBefore.get(query)
    failedBefore.set(query, failed)
    const source = sources()?.sources.find((one) => one.id === id)
    if (!known || !source) return
    if (document.hasFocus()) return told.forgetFailures(id)
    const fresh = newFailures(known, failed).length
    if (fresh === 0) return
    const one = failureNews(source, told.addFailures(id, fresh))
    if (!told.allows(one)) return
    told.forgetFailures(id)
    notify(one)
  }

  const runs = queryKeys.runs[0]
  for (const query of queryClient.getQueryCache().findAll({ queryKey: queryKeys.runs })) onRuns(query)
  return queryClient.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated' || event.action.type !== 'success') return
    if (event.query.queryKey[0] === queryKeys.sources[0]) onSources()
    else if (event.query.queryKey[0] === runs) onRuns(event.query)
  })
}
