import { Toast } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from './icon-button.tsx'
import styles from './toaster.module.css'

const manager = Toast.createToastManager()

/** Says for a few seconds that something was done, or could not be. Failures stay twice as long. */
export function toast(title: string, description?: string, kind: 'done' | 'failed' = 'done'): void {
  manager.add({
    title,
    description,
    type: kind,
    timeout: kind === 'failed' ? 8000 : 4000,
    priority: kind === 'failed' ? 'high' : 'low',
  })
}

/** Once around the page: the corner in which toasts appear. */
export function Toaster({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className={styles.viewport}>
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function Toasts() {
  const { toasts } = Toast.useToastManager()
  return toasts.map((one) => (
    <Toast.Root
      key={one.id}
      toast={one}
      className={one.type === 'failed' ? `${styles.toast} ${styles.failed}` : styles.toast}
    >
      <Toast.Content className={styles.content}>
        <Toast.Title className={styles.title} />
        <Toast.Description className={styles.description} />
      </Toast.Content>
      <Toast.Close render={<IconButton small label="Dismiss" icon={<X size={13} aria-hidden />} />} />
    </Toast.Root>
  ))
}
