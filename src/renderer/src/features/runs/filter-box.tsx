import { Search, X } from 'lucide-react'
import { type KeyboardEvent, type RefObject, useId, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { type Completion, completionsAt } from '../../../../shared/query/complete.ts'
import { Kbd } from '../../ui/kbd.tsx'
import { CompletionList } from './completion-list.tsx'
import styles from './filter-box.module.css'
import { useListStore } from './list-store.ts'
import type { RowFilter } from './row-filter.ts'
import type { RunRow } from './run-row.ts'
import { seenValues } from './seen-values.ts'

/** The filter of the list: offers what may be written next, and underlines what cannot be read. */
export function FilterBox({
  filter,
  rows,
  inputRef,
  onLeave,
}: {
  filter: RowFilter
  /** Whose values are offered. */
  rows: readonly RunRow[]
  inputRef: RefObject<HTMLInputElement | null>
  /** To the rows. */
  onLeave: () => void
}) {
  const id = useId()
  const text = useListStore((store) => store.filter)
  const setFilter = useListStore((store) => store.setFilter)
  const [caret, setCaret] = useState<number | null>(null)
  const [active, setActive] = useState(-1)
  const mirror = useRef<HTMLDivElement>(null)
  const taken = useRef<number | null>(null)
  const seen = useMemo(() => seenValues(rows), [rows])
  const offer = useMemo(() => (caret === null ? null : completionsAt(text, caret, seen)), [text, caret, seen])
  const items = offer?.items ?? []
  const open = items.length > 0
  const problem = filter.kind === 'problem' ? filter : null
  const at = Math.min(active, items.length - 1)

  const show = (position: number | null) => {
    setCaret(position)
    setActive(-1)
  }
  const write = (next: string, position: number | null) => {
    setFilter(next)
    show(position)
  }
  const take = (item: Completion) => {
    if (!offer) return
    const next = text.slice(0, offer.from) + item.insert + text.slice(offer.to)
    const position = offer.from + item.insert.length
    write(next, position)
    taken.current = position
  }
  // The caret goes behind what was taken as soon as React has written the text, and not a frame later: whoever types on at once would have it put back.
  useLayoutEffect(() => {
    if (taken.current === null) return
    inputRef.current?.setSelectionRange(taken.current, taken.current)
    taken.current = null
  })
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const { key } = event
    if (open && (key === 'ArrowDown' || key === 'ArrowUp')) {
      setActive(key === 'ArrowDown' ? (at + 1) % items.length : at <= 0 ? items.length - 1 : at - 1)
    } else if (open && (key === 'Tab' || (key === 'Enter' && at >= 0)) && !event.shiftKey) {
      take(items[Math.max(0, at)]!)
    } else if (key === 'Escape') {
      if (open) show(null)
      else if (text !== '') write('', null)
      else onLeave()
    } else if (key === 'Enter' || key === 'ArrowDown') {
      show(null)
      onLeave()
    } else if (key === ' ' && event.ctrlKey) {
      show(event.currentTarget.selectionStart)
    } else return
    event.preventDefault()
  }

  return (
    <div className={styles.filter} data-invalid={problem !== null}>
      <Search size={13} className={styles.icon} aria-hidden />
      <div className={styles.field}>
        <div ref={mirror} className={styles.mirror} aria-hidden>
          {problem === null ? null : <Underlined text={text} from={problem.position} to={problem.end} />}
        </div>
        <input
          ref={inputRef}
          type="text"
          role="combobox"
          className={styles.input}
          aria-label="Filter runs"
          aria-expanded={open}
          aria-controls={open ? `${id}-list` : undefined}
          aria-autocomplete="list"
          aria-activedescendant={open && at >= 0 ? `${id}-${at}` : undefined}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : `${id}-problem`}
          placeholder="Filter, such as is:error duration>2s"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          // As much as the service takes.
          maxLength={4000}
          value={text}
          onChange={(event) => write(event.target.value, event.target.selectionStart)}
          onKeyDown={onKeyDown}
          onSelect={(event) => {
            const position = event.currentTarget.selectionStart
            if (caret !== null && position !== caret) show(position)
          }}
          onScroll={(event) => {
            if (mirror.current) mirror.current.scrollLeft = event.currentTarget.scrollLeft
          }}
          onBlur={() => show(null)}
        />
      </div>
      {text === '' ? (
        <span className={styles.key} aria-hidden>
          <Kbd keys="/" />
        </span>
      ) : (
        <button type="button" className={styles.clear} aria-label="Clear the filter" onClick={() => write('', null)}>
          <X size={13} aria-hidden />
        </button>
      )}
      {open ? (
        <CompletionList id={id} items={items} active={at} onTake={take} />
      ) : problem === null ? null : (
        <p id={`${id}-problem`} className={styles.problem} role="status">
          {sentence(problem.message)}
        </p>
      )}
    </div>
  )
}

/** The same text, unseen, with a line under the part that cannot be read; under a space after it where something is missing. */
function Underlined({ text, from, to }: { text: string; from: number; to: number }) {
  return (
    <>
      {text.slice(0, from)}
      <span className={styles.wrong}>{text.slice(from, to) || '\u00a0\u00a0'}</span>
      {text.slice(to)}
    </>
  )
}

function sentence(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`
}
