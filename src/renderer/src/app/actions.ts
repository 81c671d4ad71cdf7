/**
 * What can be done right now, by name: the command palette's stock. Every key that useKeys binds for the whole page is an action while it is bound; features add
 * those that have no key by useActions.
 */

import { useEffect, useRef } from 'react'
import type { KeyGroup } from './key-map.ts'

/** Something that the user can do, offered while what it acts on is on screen. */
export interface Action {
  /** The same for the same action at every start: recent ones are remembered by it. */
  readonly id: string
  /** As in the help: "Fold all", "Settings". */
  readonly label: string
  /** `Views` is for ways to look at what is open; the others are the groups of the help. */
  readonly group: KeyGroup | 'Views'
  /** Its keys as in the key map; empty when it has none. */
  readonly keys: readonly string[]
  /** Other words that it should be found by. */
  readonly words?: string
  /** Absent: always. */
  readonly when?: () => boolean
  readonly run: () => void
}

type Provider = () => readonly Action[]

const providers = new Set<Provider>()
const watchers = new Set<() => void>()

/** Calls the listener whenever other actions may be offered than before. Returns how to stop. */
export function onActions(listener: () => void): () => void {
  watchers.add(listener)
  return () => watchers.delete(listener)
}

function changed(): void {
  for (const watcher of watchers) watcher()
}

/** Offers actions until the returned function is called. The provider is asked anew each time the palette opens. */
export function provideActions(provider: Provider): () => void {
  providers.add(provider)
  changed()
  return () => {
    providers.delete(provider)
    changed()
  }
}

/** What can be done now, in the order in which it was offered; the first of equal labels in one group stands for all. */
export function currentActions(): Action[] {
  const byName = new Map<string, Action>()
  for (const provider of providers)
    for (const action of provider()) {
      if (action.when && !action.when()) continue
      const name = `${action.group}/${action.label}`
      const known = byName.get(name)
      byName.set(name, known ? { ...known, keys: [...new Set([...known.keys, ...action.keys])] } : action)
    }
  return [...byName.values()]
}

/** Offers actions while the component is mounted. */
export function useActions(actions: readonly Action[]): void {
  const latest = useRef(actions)
  useEffect(() => {
    latest.current = actions
    changed()
  })
  useEffect(() => provideActions(() => latest.current), [])
}
