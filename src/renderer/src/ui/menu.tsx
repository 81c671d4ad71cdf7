import { ContextMenu as BaseContext } from '@base-ui/react/context-menu'
import { Menu as Base } from '@base-ui/react/menu'
import type { ReactElement, ReactNode } from 'react'
import { Kbd } from './kbd.tsx'
import styles from './menu.module.css'

/** One line of a menu; `separator` draws a rule instead. */
export type MenuEntry =
  | {
      readonly label: string
      readonly icon?: ReactNode
      readonly shortcut?: string
      readonly danger?: boolean
      readonly disabled?: boolean
      readonly onSelect: () => void
    }
  | 'separator'

/** Opens from a button. */
export function Menu({
  trigger,
  entries,
  align = 'start',
}: {
  trigger: ReactElement
  entries: readonly MenuEntry[]
  align?: 'start' | 'end'
}) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} sideOffset={4} align={align}>
          <Base.Popup className={styles.popup}>{entries.map(drawEntry)}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

/** Opens at the pointer over what is inside. The same entries must be reachable by a button too. */
export function ContextMenu({ entries, children }: { entries: readonly MenuEntry[]; children: ReactElement }) {
  return (
    <BaseContext.Root>
      <BaseContext.Trigger render={children} />
      <BaseContext.Portal>
        <BaseContext.Positioner className={styles.positioner}>
          <BaseContext.Popup className={styles.popup}>{entries.map(drawEntry)}</BaseContext.Popup>
        </BaseContext.Positioner>
      </BaseContext.Portal>
    </BaseContext.Root>
  )
}

function drawEntry(entry: MenuEntry, index: number) {
  // Base UI's context menu re-exports the menu's own items, so both kinds share them.
  if (entry === 'separator') return <Base.Separator key={`separator-${index}`} className={styles.separator} />
  return (
    <Base.Item
      key={entry.label}
      className={entry.danger ? `${styles.item} ${styles.danger}` : styles.item}
      disabled={entry.disabled}
      onClick={entry.onSelect}
    >
      <span className={styles.icon}>{entry.icon}</span>
      <span className={styles.label}>{entry.label}</span>
      {entry.shortcut ? <Kbd keys={entry.shortcut} /> : null}
    </Base.Item>
  )
}
