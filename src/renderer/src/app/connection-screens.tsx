import { Unplug } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { SplitPane } from '../ui/split-pane.tsx'
import styles from './connection-screens.module.css'
import { useSidebarShown } from './sidebar-shown.ts'

/** While the connection is being made: the page's frame, in which the sources and the list appear. Words come only after a moment, so that a fast start does not flicker. */
export function ConnectingScreen() {
  const [slow, setSlow] = useState(false)
  const sidebarShown = useSidebarShown()
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 600)
    return () => clearTimeout(timer)
  }, [])
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
        <p className={styles.quiet} role="status">
          {slow ? 'Connecting to the TraceCraft service…' : ''}
        </p>
      </main>
    </SplitPane>
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
