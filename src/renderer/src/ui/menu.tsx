import { ContextMenu as BaseContext } from '@base-ui/react/context-menu'
import { Menu as Base } from '@base-ui/react/menu'
import { type KeyboardEvent, type MouseEvent, type ReactElement, type ReactNode, useState } from 'react'
import { Kbd } from './kbd.tsx'
import { isMac } from './key-label.ts'
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

/**
 * Opens over what is inside: at the pointer, by a long touch, by the menu key or Shift+F10. The same entries must be reachable in another way too. `pointed` hears of what was pointed at before the
 * menu opens, and leaves the event to the system by `false`. Words that are selected keep the system's own menu, which can copy them.
 */
export function ContextMenu({
  entries,
  pointed,
  children,
}: {
  /** A function is asked each time the menu opens. */
  entries: readonly MenuEntry[] | (() => readonly MenuEntry[])
  pointed?: (target: Element, event: { readonly clientX: number; readonly clientY: number }) => boolean | void
  children: ReactElement
}) {
  const before = (event: MouseEvent): void => {
    const target = event.target instanceof Element ? event.target : null
    if (target && (isSelected(target) || pointed?.(target, event) === false)) event.stopPropagation()
  }
  return (
    <BaseContext.Root>
      <BaseContext.Trigger render={children} onContextMenuCapture={before} onKeyDown={openByKey} />
      <BaseContext.Portal>
        <BaseContext.Positioner className={styles.positioner}>
          <BaseContext.Popup className={styles.popup}>
            <Entries entries={entries} />
          </BaseContext.Popup>
        </BaseContext.Positioner>
      </BaseContext.Portal>
    </BaseContext.Root>
  )
}

/** Exists only while the menu is open. */
function Entries({ entries }: { entries: readonly MenuEntry[] | (() => readonly MenuEntry[]) }) {
  const [shown] = useState(() => (typeof entries === 'function' ? entries() : null))
  return (shown ?? (entries as readonly MenuEntry[])).map(drawEntry)
}

function isSelected(target: Element): boolean {
  const selection = document.getSelection()
  return selection !== null && !selection.isCollapsed && selection.containsNode(target, true)
}

/** A Mac knows no key for a context menu; elsewhere the system itself turns this one into the event. */
function openByKey(event: KeyboardEvent): void {
  if (event.key !== 'F10' || !event.shiftKey || !isMac() || !(event.target instanceof Element)) return
  event.preventDefault()
  const { left, top, height } = event.target.getBoundingClientRect()
  const at = { clientX: left + 24, clientY: top + Math.min(height, 28) }
  event.target.dispatchEvent(new globalThis.MouseEvent('contextmenu', { bubbles: true, cancelable: true, ...at }))
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
