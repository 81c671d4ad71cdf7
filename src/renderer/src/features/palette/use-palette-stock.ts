/** The palette's stock: what is on the page and in the query cache when it opens. */

import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { SourceState } from '../../../../shared/contract.ts'
import { idInText } from '../../../../shared/pasted-trace-id.ts'
import { platformTitle } from '../../../../shared/platform.ts'
import { currentActions } from '../../app/actions.ts'
import { useDialogs } from '../../app/dialogs.ts'
import { queryKeys } from '../../app/query-keys.ts'
import { useTimeZone } from '../../app/time-format.ts'
import { getLocation } from '../../location.ts'
import type { RunListData } from '../runs/use-run-lists.ts'
import { showSource } from '../sources/show-source.ts'
import { useSources } from '../sources/use-sources.ts'
import type { LoadedRun } from '../timeline/run-query.ts'
import type { PaletteItem, PaletteStock } from './palette-item.ts'
import { type ListedRuns, runFinder } from './run-finder.ts'
import { stepFinder } from './step-finder.ts'

/** Taken once, when the palette opens: nothing moves under the user's hands while it is open. */
export function usePaletteStock(): PaletteStock {
  const queryClient = useQueryClient()
  const sources = useSources()
  const zone = useTimeZone()
  return useMemo(() => {
    const { run } = getLocation()
    const opened = run && queryClient.getQueryData<LoadedRun>(queryKeys.openRun(run.sourceId, run.traceId))
    return {
      items: [...actionItems(), ...sources.map(sourceItem)],
      finders: [
        ...(opened ? [stepFinder(opened.data.outline)] : []),
        runFinder(listedRuns(queryClient, sources), zone),
      ],
      openId,
    }
  }, [queryClient, sources, zone])
}

function actionItems(): PaletteItem[] {
  return currentActions().map(({ id, label, group, keys, words, run }) => ({
    id: `action:${id}`,
    kind: group === 'Views' ? 'view' : 'action',
    label,
    detail: group === 'Everywhere' || group === 'Views' ? '' : group,
    text: `${label} ${words ?? ''}`.toLocaleLowerCase(),
    keys: keys.slice(0, 2),
    mark: {},
    run,
  }))
}

function sourceItem(source: SourceState): PaletteItem {
  const { name, type } = source.settings
  return {
    id: `source:${source.id}`,
    kind: 'source',
    label: name,
    detail: platformTitle[type],
    text: `${name} ${platformTitle[type]} ${source.url}`.toLocaleLowerCase(),
    keys: [],
    mark: { platform: type },
    run: () => showSource(source.id),
  }
}

/** Of each source, the newest listing that is known. */
function listedRuns(queryClient: QueryClient, sources: readonly SourceState[]): ListedRuns[] {
  return sources.flatMap((source) => {
    const queries = queryClient.getQueryCache().findAll({ queryKey: queryKeys.runsOfSource(source) })
    const [newest] = queries
      .filter((query) => query.state.data !== undefined)
      .sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)
    const data = newest?.state.data as RunListData | undefined
    return data ? [{ source, pages: data.pages }] : []
  })
}

/** Ids of the four platforms have at least this many letters; shorter words are searched for only. */
const shortestId = 16

function openId(text: string): PaletteItem | null {
  const id = idInText(text)
  if (id.length < shortestId || !/^[0-9a-f-]+$/i.test(id)) return null
  return {
    id: 'open-by-id',
    kind: 'action',
    label: `Open the run ${id}`,
    detail: '',
    text: '',
    keys: [],
    mark: {},
    run: () => useDialogs.getState().open({ kind: 'open-by-id', text: id }),
  }
}
