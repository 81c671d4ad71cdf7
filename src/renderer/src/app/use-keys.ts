import { type RefObject, useEffect, useRef } from 'react'
import { isMac } from '../ui/key-label.ts'
import { type Action, provideActions } from './actions.ts'
import { useDialogs } from './dialogs.ts'
import { type KeyBinding, keyGroupOf } from './key-map.ts'
import { usePreferences } from './preferences.ts'

/** What a key does. `false` says that it did nothing here: the event goes on to others and to the browser. */
export type KeyHandler = (event: KeyboardEvent) => void | false

/** The sequences (`g g`) of each table that is bound now: their second key is nobody else's single key. */
const boundSequences = new Map<symbol, readonly string[]>()

/**
 * Binds handlers to a table of keys while the component is mounted. A handled key is not handed on to the browser. Single keys do nothing while the user types,
 * while a dialog or menu is open, and when they are switched off in the settings; combinations with Ctrl or ⌘ act while typing too.
 *
 * With `scope`, keys act only while focus is inside that element. Sequences such as `g g` are written with a space.
 *
 * What is bound for the whole page is offered as an action too, with an event that has no target.
 */
export function useKeys<K extends string>(
  table: Readonly<Record<K, KeyBinding>>,
  handlers: { readonly [key in K]?: KeyHandler },
  options: { enabled?: boolean; scope?: RefObject<HTMLElement | null> } = {},
): void {
  const { enabled = true, scope } = options
  const latest = useRef(handlers)
  useEffect(() => {
    latest.current = handlers
  })

  useEffect(() => {
    if (!enabled) return
    const bound = Symbol('keys')
    boundSequences.set(bound, sequencesOf(table))
    const withdraw = scope ? undefined : provideActions(() => actionsOf(table, latest.current))
    let before = ''
    let beforeAt = 0

    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented) before = ''
      if (event.defaultPrevented || event.isComposing) return
      const target = event.target instanceof Element ? event.target : null
      // A dialog is open from the moment it is asked for, not only once it has the focus.
      if (useDialogs.getState().dialog !== null) return
      if (target?.closest('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]')) return
      if (scope && !scope.current?.contains(target)) return
      const key = nameOf(event)
      if (key === null) return
      const hasModifier = event.ctrlKey || event.metaKey
      if (!hasModifier && key !== 'Escape' && isTyping(target)) return
      const sequence = event.timeStamp - beforeAt < 800 ? `${before} ${key}` : ''
      before = key
      beforeAt = event.timeStamp
      const inSequence = sequence !== '' && [...boundSequences.values()].flat().some((one) => matches(one, sequence))
      for (const name of Object.keys(table) as K[]) {
        const handler = latest.current[name]
        if (!handler) continue
        const hit = table[name].keys.find((one) => (inSequence ? matches(one, sequence) : matches(one, key)))
        if (hit === undefined || (isSingle(hit) && !usePreferences.getState().singleKeys)) continue
        if (handler(event) === false) continue
        before = ''
        event.preventDefault()
        return
      }
    }

    window.addEventListener('keydown', onKeyDown)
    return () => {
      boundSequences.delete(bound)
      withdraw?.()
      window.removeEventListener('keydown', onKeyDown)
    }
  }, [enabled, scope, table])
}

function sequencesOf(table: Readonly<Record<string, KeyBinding>>): string[] {
  return Object.values(table).flatMap(({ keys }) => keys.filter((one) => one.includes(' ')))
}

/** The bindings that can be chosen from a list of actions. */
function actionsOf(
  table: Readonly<Record<string, KeyBinding>>,
  handlers: { readonly [key: string]: KeyHandler | undefined },
): Action[] {
  const group = keyGroupOf(table)
  if (group === null) return []
  return Object.entries(table).flatMap(([name, { keys, label, keyOnly }]) => {
    const handler = handlers[name]
    if (!handler || keyOnly) return []
    return [{ id: `${group}/${name}`, label, group, keys, run: () => void handler(new KeyboardEvent('keydown')) }]
  })
}

/** The event's key as the table writes it; null for a modifier alone. Letters keep their case, so that `J` and `j` differ. */
function nameOf(event: KeyboardEvent): string | null {
  if (['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) return null
  const mac = isMac()
  const mod = mac ? event.metaKey : event.ctrlKey
  const ctrl = mac && event.ctrlKey
  const letter = event.key === ' ' ? 'Space' : event.key
  const named = letter.length > 1
  // A printed character already says whether Shift was held; a named key does not, and with Ctrl or ⌘ letters are written small.
  const shift = event.shiftKey && (named || mod || ctrl)
  const parts = [
    mod ? 'mod' : '',
    ctrl ? 'ctrl' : '',
    event.altKey && (named || mod || ctrl) ? 'alt' : '',
    shift ? 'shift' : '',
    mod || ctrl ? letter.toLowerCase() : letter,
  ]
  return parts.filter(Boolean).join('+')
}

/** `mod+1…9` stands for each of its digits. Where Ctrl is the usual modifier, `ctrl` and `mod` are one. */
function matches(given: string, key: string): boolean {
  const written = isMac() ? given : given.replace(/^ctrl\+/, 'mod+')
  return (
    written === key ||
    (written.endsWith('1…9') && /^[1-9]$/.test(key.at(-1) ?? '') && key.slice(0, -1) === written.slice(0, -3))
  )
}

function isSingle(keys: string): boolean {
  return keys.split(' ').every((part) => part.length === 1 || part === '1…9')
}

/** Does this element take text, so that a plain letter belongs to it? */
export function isTyping(target: Element | null): boolean {
  if (target === null) return false
  if (target instanceof HTMLElement && target.isContentEditable) return true
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range', 'submit'].includes(target.type)
}
