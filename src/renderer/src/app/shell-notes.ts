/** Tells the shell around the page what can be done now, so that its menus show it. In browser mode nobody hears, and after the first word nothing more is said. */

import { useEffect } from 'react'
import type { MenuAction, ShellNote } from '../../../shared/shell.ts'
import type { Client } from '../client.ts'
import { onLocation } from '../location.ts'
import { currentActions, onActions } from './actions.ts'
import { useClient } from './client-context.tsx'
import { useDialogs } from './dialogs.ts'
import { usePreferences } from './preferences.ts'

/** Changes come in bursts when a run opens. */
const restMs = 120

/** Once in the page. */
export function useShellNotes(): void {
  const client = useClient()
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
