import { useEffect } from 'react'
import type { Client } from '../client.ts'
import { SplitPane } from '../ui/split-pane.tsx'
import { MainArea } from '../features/runs/main-area.tsx'
import { useNotify } from '../features/notify/use-notify.ts'
import { showSource } from '../features/sources/show-source.ts'
import { Sidebar, SidebarRail } from '../features/sources/sidebar.tsx'
import { useSourcesQuery, useSourcesWatch } from '../features/sources/use-sources.ts'
import { Welcome } from '../features/sources/welcome.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { isMac } from '../ui/key-label.ts'
import { useClient } from './client-context.tsx'
import { Waiting } from './connection-screens.tsx'
import { Dialogs } from './dialog-host.tsx'
import { useDialogs } from './dialogs.ts'
import { ErrorBoundary } from './error-boundary.tsx'
import { useFirstLink } from './follow-app-link.ts'
import { useGlobalActions } from './global-actions.ts'
import { useHelpActions } from './help-actions.ts'
import { globalKeys } from './key-map.ts'
import { runPageCommand, usePageCommand } from './page-commands.ts'
import { useLinkSources } from './share-link.ts'
import styles from './shell.module.css'
import { useShellNotes } from './shell-notes.ts'
import { toggleSidebar, useSidebarShown } from './sidebar-shown.ts'
import { useTellLook } from './tell-look.ts'
import { toErrorInfo } from './to-error-info.ts'
import { useKeys } from './use-keys.ts'

/** The page's frame: the sources beside the runs, and the dialogs above both. */
export function Shell() {
  const sidebarShown = useSidebarShown()
  useSourcesWatch()
  useMenuCommands()
  useShellNotes()
  useLinkSources()
  useFirstLink()
  useGlobalKeys()
  useGlobalActions()
  useHelpActions()
  useTellLook()
  useNotify()
  const main = (
    <ErrorBoundary part="The list of runs">
      <Main />
    </ErrorBoundary>
  )
  return (
    <>
      <SplitPane
        id="sidebar"
        direction="row"
        side="start"
        initial={252}
        min={196}
        max={420}
        label="Sources"
        fixed={!sidebarShown}
      >
        {sidebarShown ? <Sidebar /> : <SidebarRail />}
        {main}
      </SplitPane>
      <Dialogs />
    </>
  )
}

function Main() {
  const { data, error, refetch } = useSourcesQuery()
  if (data === undefined)
    return (
      <main className={styles.main} aria-busy={error === null}>
        {error === null ? <Waiting /> : <ErrorPanel info={toErrorInfo(error)} onRetry={() => void refetch()} />}
      </main>
    )
  if (data.sources.length === 0) return <Welcome />
  return (
    <main className={styles.main}>
      <MainArea />
    </main>
  )
}

/** Follows what the native menu asks. Silent in browser mode. */
function useMenuCommands(): void {
  const client = useClient()
  const open = useDialogs((store) => store.open)
  usePageCommand('add-source', () => open({ kind: 'add-source' }))
  usePageCommand('settings', () => open({ kind: 'settings' }))
  usePageCommand('shortcuts', () => open({ kind: 'shortcuts' }))
  usePageCommand('palette', () => open({ kind: 'palette' }))
  usePageCommand('open-by-id', () => open({ kind: 'open-by-id' }))
  useEffect(() => {
    const stop = new AbortController()
    void followCommands(client, stop.signal)
    return () => stop.abort()
  }, [client])
}

async function followCommands(client: Client, signal: AbortSignal): Promise<void> {
  try {
    for await (const command of await client.app.commands(undefined, { signal })) runPageCommand(command)
  } catch {
    // The stream ends with the connection, which ConnectionProvider shows.
  }
}

function useGlobalKeys(): void {
  const open = useDialogs((store) => store.open)
  const sources = useSourcesQuery().data?.sources ?? []
  // Above a dialog no key of the page acts, but the browser's own reload would still throw the form away.
  useEffect(() => {
    const keep = (event: KeyboardEvent) => {
      const mod = isMac() ? event.metaKey : event.ctrlKey
      if (mod && !event.shiftKey && event.key.toLowerCase() === 'r' && inDialog(event.target)) event.preventDefault()
    }
    window.addEventListener('keydown', keep)
    return () => window.removeEventListener('keydown', keep)
  }, [])
  useKeys(globalKeys, {
    palette: () => open({ kind: 'palette' }),
    refresh: () => runPageCommand('refresh'),
    find: () => runPageCommand('find'),
    openById: () => open({ kind: 'open-by-id' }),
    settings: () => open({ kind: 'settings' }),
    help: () => open({ kind: 'shortcuts' }),
    sidebar: toggleSidebar,
    allSources: (event) => {
      // In a browser these keys put the zoom back, which nobody should have to do without.
      if (event.ctrlKey && !('desktop' in window)) return false
      showSource(null)
    },
    nthSource: (event) => {
      const source = sources[Number(event.key) - 1]
      if (!source) return false
      showSource(source.id)
    },
  })
}

function inDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"]') !== null
}
