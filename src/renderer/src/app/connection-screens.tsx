import { Unplug } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import styles from './connection-screens.module.css'

/** While the connection is being made. Words come only after a moment, so that a fast start does not flicker. */
export function ConnectingScreen() {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 600)
    return () => clearTimeout(timer)
  }, [])
  return (
    <main className={styles.screen} aria-busy="true">
      <p className={styles.quiet} role="status">
        {slow ? 'Connecting to the TraceCraft service…' : ''}
      </p>
    </main>
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
