import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { type ReactNode, type RefObject, useRef } from 'react'
import styles from './dialog.module.css'
import { IconButton } from './icon-button.tsx'

/**
 * A modal dialog with a title, a scrolling body and, where there is one, a foot of actions. Escape and a press outside close it. The focus goes to
 * `initialFocus`, or to the dialog itself so that a reader begins at its title.
 */
export function Dialog({
  title,
  description,
  open,
  onClose,
  size = 'medium',
  initialFocus,
  keepOnPressOutside = false,
  readOnly = false,
  foot,
  children,
}: {
  title: string
  description?: ReactNode
  open: boolean
  onClose: () => void
  size?: 'small' | 'medium' | 'large'
  initialFocus?: RefObject<HTMLElement | null>
  /** For a form that would be lost by a stray press. */
  keepOnPressOutside?: boolean
  /** Nothing within takes the focus, so the body does, to be scrolled by keys. */
  readOnly?: boolean
  foot?: ReactNode
  children: ReactNode
}) {
  const popup = useRef<HTMLDivElement>(null)
  return (
    <Base.Root
      open={open}
      disablePointerDismissal={keepOnPressOutside}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
    >
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup className={`${styles.popup} ${styles[size]}`} initialFocus={initialFocus ?? popup} ref={popup}>
          <header className={styles.head}>
            <Base.Title className={styles.title}>{title}</Base.Title>
            <Base.Close
              render={<IconButton small label="Close" shortcut="Escape" icon={<X size={15} aria-hidden />} />}
            />
          </header>
          {description ? <Base.Description className={styles.description}>{description}</Base.Description> : null}
          <div className={styles.body} {...(readOnly ? { tabIndex: 0, role: 'region', 'aria-label': title } : {})}>
            {children}
          </div>
          {foot ? <footer className={styles.foot}>{foot}</footer> : null}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
