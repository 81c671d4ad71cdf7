/** Search over all that the run's steps hold: names and models at once, the rest as it is found. What does not match is dimmed, or hidden on demand; clearing brings the user's own folding back. */

import { ChevronDown, ChevronUp, ListFilter, Search, X } from 'lucide-react'
import { type KeyboardEvent, useDeferredValue, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { rowAtOrAfter } from '../../../../shared/model/outline-folding.ts'
import { nextOf } from '../../../../shared/model/outline-errors.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import styles from './search-bar.module.css'
import { focusRow } from './timeline-body.tsx'
import { type TimelineSearch, type TimelineStore, useTimeline, useTimelineStore } from './timeline-store.ts'

export const searchFieldId = 'timeline-search'

/** Goes to the next or previous hit and unfolds what hides it. */
export function goToHit(store: TimelineStore, direction: 1 | -1): void {
  const { search, selected, select } = store.getState()
  const hit = search ? nextOf(search.hits, selected, direction) : -1
  if (hit >= 0) select(hit)
}

export function SearchBar() {
  const store = useTimelineStore()
  const search = useTimeline((state) => state.search)
  const selected = useTimeline((state) => state.selected)
  const [text, setText] = useState(search?.query ?? '')
  const wanted = useDeferredValue(text)

  // Before the frame is painted: the service is asked by it, and a frame is a fifth of what an answer may take.
  const asked = useRef(wanted)
  useLayoutEffect(() => {
    asked.current = wanted
    store.getState().searchFor(wanted)
  }, [store, wanted])
  // The search can be cleared from outside (Escape on the rows), and asked for (a menu, the statistics).
  useEffect(
    () =>
      store.subscribe((state, before) => {
        if (before.search && !state.search) setText('')
        const query = state.search?.query
        if (query !== undefined && query !== before.search?.query && query !== asked.current) setText(query)
      }),
    [store],
  )

  const clear = (): void => {
    setText('')
    store.getState().clearSearch()
    focusRow(store.getState().selected)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Enter') goToHit(store, event.shiftKey ? -1 : 1)
    else if (event.key === 'ArrowDown') focusRow(selected)
    else if (event.key === 'Escape') clear()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div className={styles.search} role="search">
      <Search size={13} className={styles.icon} aria-hidden />
      <input
        id={searchFieldId}
        className={styles.field}
        type="text"
        placeholder="Search names, prompts, results, attributes"
        aria-label="Search steps: names, models, inputs, outputs, attributes"
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {search ? (
        <>
          <span className={styles.count} role="status">
            {countText(search, selected)}
          </span>
          <IconButton
            small
            label="Previous match"
            shortcut="N"
            icon={<ChevronUp size={14} aria-hidden />}
            onClick={() => goToHit(store, -1)}
          />
          <IconButton
            small
            label="Next match"
            shortcut="n"
            icon={<ChevronDown size={14} aria-hidden />}
            onClick={() => goToHit(store, 1)}
          />
          <IconButton
            small
            label="Show matches only"
            pressed={search.onlyMatches}
            icon={<ListFilter size={14} aria-hidden />}
            onClick={() => store.getState().showOnlyMatches(!search.onlyMatches)}
          />
          <IconButton small label="Clear search" shortcut="Escape" icon={<X size={14} aria-hidden />} onClick={clear} />
        </>
      ) : (
        <Kbd keys="/" />
      )}
    </div>
  )
}

function countText({ hits, looking }: TimelineSearch, selected: number): string {
  if (hits.length === 0) return looking ? 'looking…' : 'no match'
  const at = rowAtOrAfter(hits, selected)
  const total = hits.length.toLocaleString('en-US')
  return hits[at] === selected ? `${(at + 1).toLocaleString('en-US')} of ${total}` : looking ? `${total}…` : total
}
