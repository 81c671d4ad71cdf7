/** Tells the shell around the page what can be done now, so that its menus show it. In browser mode nobody hears, and after the first word nothing more is said. */

import { useEffect } from 'react'
import type { MenuAction, ShellNote } from '../../../shared/shell.ts'
import type { Client } from '../client.ts'
import { linkTo, onLocation, type OpenRunRef, type PageLocation } from '../location.ts'
import { useSources } from '../features/sources/use-sources.ts'
import { currentActions, onActions } from './actions.ts'
import { useClient } from './client-context.tsx'
import { useDialogs } from './dialogs.ts'
import { usePreferences } from './preferences.ts'

/** Changes come in bursts when a run opens. */
const restMs = 120

let currentClient: Client | null = null

/** Opens another window at such a location. Only in the desktop app. */
export function openWindowAt(change: Partial<PageLocation>): void {
  const link = new URL(linkTo(change)).hash.slice(1)
  if (currentClient) void tellShell(currentClient, { kind: 'open-window', link })
}

/** Once in the page. */
export function useShellNotes(): void {
  const client = useClient()
  useEffect(() => {
    currentClient = client
  }, [client])
  useEffect(() => reportActions((note) => tellShell(client, note)), [client])
  const reopenWindows = usePreferences((preferences) => preferences.reopenWindows)
  useEffect(() => {
    void tellShell(client, { kind: 'reopen-windows', on: reopenWindows })
  }, [client, reopenWindows])
}

/** Says something to the shell. True when there is one and it heard. A connection that is gone hears nothing; ConnectionProvider shows that. */
export async function tellShell(client: Client, note: ShellNote): Promise<boolean> {
  if (!('desktop' in window)) return false
  try {
    return (await client.app.tell(note)).heard
  } catch {
    return false
  }
}

/** Tells the shell which run is open, for its lists of recent runs: where to find it again, and nothing of what is in it. */
export function useOpenedNote(run: OpenRunRef, startedAt: number | null): void {
  const client = useClient()
  const source = useSources().find(({ id }) => id === run.sourceId)?.settings
  const { sourceId, traceId } = run
  const name = source?.name
  useEffect(() => {
    if (name === undefined) return
    const link = new URLSearchParams({ run: `${sourceId}/${traceId}` })
    if (startedAt !== null) link.set('at', String(startedAt))
    void tellShell(client, { kind: 'opened', link: link.toString(), source: name, traceId, startedAt })
  }, [client, name, sourceId, traceId, startedAt])
}

/** Reports what can be done, at first and when it has changed and rested. Returns how to stop. */
function reportActions(tell: (note: ShellNote) => Promise<boolean>): () => void {
  let told = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  const report = (): void => {
    const blocked = useDialogs.getState().dialog !== null
    const note: ShellNote = { kind: 'actions', actions: menuActions(), blocked }
    const text = JSON.stringify(note)
    if (text === told) return
    told = text
    void tell(note).then((heard) => {
      if (!heard) stop()
    })
  }
  const later = (): void => {
    clearTimeout(timer)
    timer = setTimeout(report, restMs)
  }
  const stops = [onActions(later), onLocation(later), useDialogs.subscribe(later), usePreferences.subscribe(later)]
  const stop = (): void => {
    clearTimeout(timer)
    for (const end of stops) end()
  }
  later()
  return stop
}

function menuActions(): MenuAction[] {
  return currentActions()
    .slice(0, 500)
    .map(({ id, label, group, keys }) => ({
      id: id.slice(0, 200),
      label: label.slice(0, 200),
      group,
      keys: keys.slice(0, 20),
    }))
}
