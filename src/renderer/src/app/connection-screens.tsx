import { Unplug } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { SplitPane } from '../ui/split-pane.tsx'
import styles from './connection-screens.module.css'
import { useSidebarShown } from './sidebar-shown.ts'

/** While the connection is being made: the page's frame, in which the sources and the list appear. */
export function ConnectingScreen() {
  const sidebarShown = useSidebarShown()
  return (
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
      <div className={sidebarShown ? styles.side : styles.rail}>
        {sidebarShown ? <span className={styles.brand}>TraceCraft</span> : null}
      </div>
      <main className={styles.frame} aria-busy="true">
        <div className={styles.head} />
        <Waiting />
      </main>
    </SplitPane>
  )
}

/** Says that the service is waited for; after a moment, so that a fast start does not flicker. The desktop's page is connected before its service has started. */
export function Waiting() {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 600)
    return () => clearTimeout(timer)
  }, [])
  return (
    <p className={styles.quiet} role="status">
      {slow ? 'Connecting to the TraceCraft service…' : ''}
    </p>
  )
}

/** The service is gone or was never there: why, and how to go on. */
export function LostScreen({
  reason,
  wasOpen,
  onReconnect,
}: {
  reason: string
  wasOpen: boolean
  onReconnect: () => void
}) {
  return (
    <main className={styles.screen} role="alert">
      <EmptyState
        icon={<Unplug size={28} aria-hidden />}
        title={wasOpen ? 'Connection lost' : 'No connection'}
        actions={
          <Button kind="primary" onClick={onReconnect}>
            Connect again
          </Button>
        }
      >
        <p>{reason}</p>
        {'desktop' in window ? null : (
          <p>
            Start it with <code>npm start</code> or <code>tracecraft serve</code>, and open the address that it prints.
          </p>
        )}
      </EmptyState>
    </main>
  )
}
