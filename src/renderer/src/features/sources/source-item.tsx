import { Ellipsis } from 'lucide-react'
import { type DragEvent, type KeyboardEvent, memo, useEffect, useRef } from 'react'
import type { SourceState } from '../../../../shared/contract.ts'
import { platformTitle } from '../../../../shared/platform.ts'
import { placeOf } from '../../../../shared/source.ts'
import { useTimeZone } from '../../app/time-format.ts'
import { useNow } from '../../app/use-now.ts'
import { useLocation } from '../../location.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { ContextMenu, Menu } from '../../ui/menu.tsx'
import { PlatformMark } from '../../ui/platform-mark.tsx'
import { ColorDot } from '../../ui/source-color.tsx'
import { useAttention } from './attention.ts'
import { showSource } from './show-source.ts'
import styles from './source-item.module.css'
import { sourceStatus } from './source-status.ts'
import { useOrder } from './use-order.ts'
import { useSourceMenu } from './use-source-menu.tsx'

/** What a source does while one is dragged over its list. */
export interface ItemDrag {
  /** Is any source of the list dragged? */
  readonly active: boolean
  /** Where the dragged source would be put, seen from this one; null when it is not over it. */
  readonly drop: 'before' | 'after' | null
  readonly dragged: boolean
  readonly handlers: {
    readonly onDragStart: (event: DragEvent) => void
    readonly onDragOver: (event: DragEvent) => void
    readonly onDrop: (event: DragEvent) => void
    readonly onDragEnd: () => void
  }
}

interface ItemProps {
  readonly source: SourceState
  /** Its place in its group and how many there are: what the menu offers depends on it. */
  readonly place: string
  readonly drag: ItemDrag
}

/**
 * One source in the sidebar: its mark, its name, how it stands in words, and a menu of what can be done with it. Dragged, or moved with Alt and the arrows, it changes places.
 * Drawn anew only for a change of its own: while many sources are refreshed, the others change twenty times a second.
 */
export const SourceItem = memo(Item, isSame)

function isSame(before: ItemProps, after: ItemProps): boolean {
  // Without a drag, its handlers do the same whichever they are.
  return before.source === after.source && before.place === after.place && !before.drag.active && !after.drag.active
}

function Item({ source, drag }: ItemProps) {
  const current = useLocation((location) => location.sourceId) === source.id
  const entries = useSourceMenu(source)
  const { settings } = source
  const place = placeOf(settings) || 'from the environment'
  const detail = [platformTitle[settings.type], place, settings.service].filter(Boolean).join(' · ')
  const button = useRef<HTMLButtonElement>(null)
  const onKeyDown = useMoveKeys(source, button)

  return (
    <li
      className={styles.item}
      data-current={current}
      data-paused={source.paused}
      data-dragged={drag.dragged}
      data-drop={drag.drop ?? undefined}
      draggable
      {...drag.handlers}
    >
      <ContextMenu entries={entries}>
        <button
          ref={button}
          type="button"
          className={styles.button}
          aria-current={current ? 'page' : undefined}
          aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
          title={source.error ? `${detail}\n${source.error.message}` : detail}
          onClick={() => showSource(source.id)}
          onKeyDown={onKeyDown}
        >
          <PlatformMark platform={settings.type} named />
          <span className={styles.text}>
            <span className={styles.name}>
              <ColorDot color={settings.color} />
              <span className={styles.nameText}>{settings.name}</span>
            </span>
            <Status source={source} />
          </span>
        </button>
      </ContextMenu>
      <Menu
        align="end"
        entries={entries}
        trigger={
          <IconButton
            small
            className={styles.menu}
            label={`Actions for ${settings.name}`}
            icon={<Ellipsis size={14} aria-hidden />}
          />
        }
      />
    </li>
  )
}

/** By itself, because its ages are written anew each second. */
function Status({ source }: { source: SourceState }) {
  const now = useNow()
  const zone = useTimeZone()
  const needsAttention = useAttention((store) => store.needed.has(source.id))
  const status = sourceStatus(source, now, zone, needsAttention)
  return (
    <span className={styles.state} data-tone={status.tone}>
      <span className={styles.dot} aria-hidden />
      {status.text}
    </span>
  )
}

/** Alt with the arrows moves the source. It keeps the focus, which moving an element in the document takes away. */
function useMoveKeys(source: SourceState, button: { readonly current: HTMLButtonElement | null }) {
  const order = useOrder()
  const moved = useRef(false)
  useEffect(() => {
    if (!moved.current) return
    moved.current = false
    button.current?.focus()
  })
  return (event: KeyboardEvent) => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    if (by === 0 || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    const place = order.placeAfter(source, by)
    if (place === null) return
    moved.current = true
    order.moveTo(source, place)
  }
}
