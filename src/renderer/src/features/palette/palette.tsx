/** The command palette: every action, view, source, step and listed run by a few letters of its name. */

import { Dialog as Base } from '@base-ui/react/dialog'
import { AppWindow, ArrowRight, CircleAlert, Search } from 'lucide-react'
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useMemo, useRef, useState } from 'react'
import { Kbd } from '../../ui/kbd.tsx'
import { PlatformMark } from '../../ui/platform-mark.tsx'
import { StepIcon } from '../../ui/step-icon.tsx'
import { type ItemKind, type PaletteItem, searchStock } from './palette-item.ts'
import styles from './palette.module.css'
import { recentIds, remember } from './recent.ts'
import { usePaletteStock } from './use-palette-stock.ts'

const groupTitle: Record<ItemKind, string> = {
  recent: 'Recent',
  view: 'Views',
  action: 'Actions',
  source: 'Sources',
  step: 'Steps of this run',
  run: 'Runs',
}

/** Lines that PageUp and PageDown move by. */
const page = 8

export function Palette({ onClose }: { onClose: () => void }) {
  const stock = usePaletteStock()
  const [recent] = useState(recentIds)
  const [query, setQuery] = useState('')
  const wanted = useDeferredValue(query)
  const groups = useMemo(() => searchStock(stock, wanted, recent), [stock, wanted, recent])
  const items = useMemo(() => groups.flatMap((group) => group.items), [groups])
  const [active, setActive] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  // Where the focus was: it comes back there, and what acts on the focused part finds it.
  const [before] = useState(() => (document.activeElement instanceof HTMLElement ? document.activeElement : null))
  const id = useId()
  const at = Math.min(active, items.length - 1)
  const lineId = (item: PaletteItem): string => `${id}-${item.id}`

  const activeId = items[at] ? lineId(items[at]) : undefined

  useEffect(() => {
    if (activeId) document.getElementById(activeId)?.scrollIntoView({ block: 'nearest' })
  }, [activeId])

  const choose = (item: PaletteItem): void => {
    remember(item)
    onClose()
    // Once the focus is back where it was, so that the action may move it.
    setTimeout(item.run, 0)
  }

  const move = (by: number, around: boolean): void => {
    if (items.length === 0) return
    const next = at + by
    setActive(around ? (next + items.length) % items.length : Math.min(items.length - 1, Math.max(0, next)))
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    const control = event.ctrlKey && !event.metaKey
    if (event.key === 'ArrowDown' || (control && event.key === 'n')) move(1, true)
    else if (event.key === 'ArrowUp' || (control && event.key === 'p')) move(-1, true)
    else if (event.key === 'PageDown') move(page, false)
    else if (event.key === 'PageUp') move(-page, false)
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      // Typed faster than the list is drawn: what is chosen answers what was typed, not what is still shown.
      const item = wanted === query ? items[at] : searchStock(stock, query, recent)[0]?.items[0]
      if (item) choose(item)
    } else if ((event.ctrlKey || event.metaKey) && event.key === 'k') onClose()
    else return
    event.preventDefault()
  }

  return (
    <Base.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup
          className={styles.popup}
          initialFocus={input}
          finalFocus={() => before ?? true}
          aria-label="Command palette"
        >
          <div className={styles.field}>
            <Search size={16} aria-hidden className={styles.icon} />
            <input
              ref={input}
              // At once: letters that are typed right behind the key must not go to the page.
              autoFocus
              role="combobox"
              aria-label="Search actions, sources, runs and steps"
              aria-expanded
              aria-autocomplete="list"
              aria-controls={`${id}-list`}
              aria-activedescendant={activeId}
              className={styles.input}
              placeholder="Search actions, sources, runs and steps"
              spellCheck={false}
              autoComplete="off"
              // As much as the service takes of an id.
              maxLength={2000}
              value={query}
              onChange={(event) => {
                setQuery(event.target.value)
                setActive(0)
              }}
              onKeyDown={onKeyDown}
            />
            <Kbd keys="Escape" />
          </div>
          <div id={`${id}-list`} role="listbox" aria-label="Results" className={styles.list}>
            {groups.map((group) => (
              <div key={group.kind} role="group" aria-label={groupTitle[group.kind]}>
                <div className={styles.title} aria-hidden>
                  {groupTitle[group.kind]}
                </div>
                {group.items.map((item) => (
                  <Line
                    key={item.id}
                    id={lineId(item)}
                    item={item}
                    active={item === items[at]}
                    onPoint={() => setActive(items.indexOf(item))}
                    onChoose={() => choose(item)}
                  />
                ))}
              </div>
            ))}
          </div>
          {items.length === 0 ? (
            <p className={styles.nothing}>Nothing is called “{wanted.trim()}”. Runs are found among those listed.</p>
          ) : null}
          <span role="status" className="visually-hidden">
            {wanted === '' ? '' : `${items.length} ${items.length === 1 ? 'result' : 'results'}`}
          </span>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

interface LineProps {
  readonly id: string
  readonly item: PaletteItem
  readonly active: boolean
  readonly onPoint: () => void
  readonly onChoose: () => void
}

function Line({ id, item, active, onPoint, onChoose }: LineProps) {
  return (
    <div
      id={id}
      role="option"
      aria-selected={active}
      className={styles.line}
      onPointerMove={active ? undefined : onPoint}
      // The field keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <span className={styles.mark}>
        <Mark item={item} />
      </span>
      <span className={styles.label} dir="auto">
        {item.label}
      </span>
      {item.mark.failed ? <CircleAlert size={13} className={styles.failed} role="img" aria-label="failed" /> : null}
      <span className={styles.detail}>{item.detail}</span>
      {item.keys.map((keys) => (
        <Kbd key={keys} keys={keys} />
      ))}
    </div>
  )
}

function Mark({ item: { kind, mark } }: { item: PaletteItem }) {
  if (mark.stepType) return <StepIcon type={mark.stepType} />
  if (mark.platform) return <PlatformMark platform={mark.platform} size={14} />
  return kind === 'view' ? <AppWindow size={14} aria-hidden /> : <ArrowRight size={14} aria-hidden />
}
