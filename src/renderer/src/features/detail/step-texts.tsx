/** The long texts of the step on screen: the detail brought their beginnings, the rest is fetched when it is wanted, and kept as long as the step is shown. */

import { createContext, type ReactNode, useCallback, useContext, useMemo, useState, useSyncExternalStore } from 'react'
import type { JsonValue } from '../../../../shared/model/json-value.ts'
import type { StepDetail } from '../../../../shared/model/step-detail.ts'
import { useClient } from '../../app/client-context.tsx'
import type { Client } from '../../client.ts'
import type { OpenRunRef } from '../../location.ts'

/** As much as is known of a text that was given in part. */
interface Known {
  readonly text: string
  readonly next: number | null
  readonly length: number
  readonly loading: boolean
  readonly failed: boolean
}

/** The long texts of one step, by their paths. */
class StepTexts {
  readonly #ask: (path: string, offset: number) => Promise<{ text: string; next: number | null }>
  readonly #detail: StepDetail
  readonly #lengths: ReadonlyMap<string, number>
  readonly #known = new Map<string, Known>()
  readonly #running = new Map<string, { readonly how: 'piece' | 'all'; readonly done: Promise<string> }>()
  readonly #listeners = new Set<() => void>()

  constructor(
    detail: StepDetail,
    ask: (path: string, offset: number) => Promise<{ text: string; next: number | null }>,
  ) {
    this.#detail = detail
    this.#ask = ask
    this.#lengths = new Map(detail.shortened.map(({ path, length }) => [path, length]))
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Null for a text that is whole. */
  at(path: string | undefined): Known | null {
    return path === undefined ? null : this.#knownAt(path)
  }

  /** Fetches the next piece, or all that is left. Resolves with the text so far. A failure is kept as a state and may be tried again. */
  load(path: string, how: 'piece' | 'all'): Promise<string> {
    const running = this.#running.get(path)
    if (running !== undefined && (how === 'piece' || running.how === 'all')) return running.done
    // What is under way comes first, so that no piece is asked for twice.
    const done = (running?.done.catch(() => '') ?? Promise.resolve('')).then(() => this.#fetch(path, how))
    const task = { how, done }
    this.#running.set(path, task)
    const end = (): void => {
      if (this.#running.get(path) === task) this.#running.delete(path)
    }
    done.then(end, end)
    return done
  }

  async #fetch(path: string, how: 'piece' | 'all'): Promise<string> {
    const known = this.#knownAt(path)
    if (known === null) return ''
    const parts = [known.text]
    let next = known.next
    this.#set(path, { ...known, loading: true, failed: false })
    try {
      while (next !== null) {
        const piece = await this.#ask(path, next)
        parts.push(piece.text)
        next = piece.next
        if (how === 'piece') break
      }
    } catch (error) {
      this.#set(path, { ...known, text: parts.join(''), next, loading: false, failed: true })
      throw error
    }
    const text = parts.join('')
    this.#set(path, { ...known, text, next, loading: false, failed: false })
    return text
  }

  /** The value with every text below it whole. */
  async whole(path: string, value: JsonValue): Promise<JsonValue> {
    if (typeof value === 'string') return this.#lengths.has(path) ? this.load(path, 'all') : value
    const inside = [...this.#lengths.keys()].filter((one) => one.startsWith(`${path}/`))
    if (inside.length === 0) return value
    const copy = structuredClone(value)
    for (const one of inside) {
      const text = await this.load(one, 'all')
      const keys = keysOf(one.slice(path.length))
      const last = keys.pop()!
      let place = copy as Record<string, JsonValue>
      for (const key of keys) place = place[key] as Record<string, JsonValue>
      place[last] = text
    }
    return copy
  }

  #knownAt(path: string): Known | null {
    const length = this.#lengths.get(path)
    if (length === undefined) return null
    const known = this.#known.get(path)
    if (known) return known
    const text = textAt(this.#detail, path)
    const first = { text, next: text.length, length, loading: false, failed: false }
    this.#known.set(path, first)
    return first
  }

  #set(path: string, known: Known): void {
    this.#known.set(path, known)
    for (const listener of this.#listeners) listener()
  }
}

function keysOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function textAt(detail: StepDetail, path: string): string {
  let value: unknown = detail
  for (const key of keysOf(path)) value = (value as Record<string, unknown> | undefined)?.[key]
  return typeof value === 'string' ? value : ''
}

/** A key of a structure as a part of a path. */
export function pathPart(key: string | number): string {
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1')
}

const TextsContext = createContext<StepTexts | null>(null)

/** Gives the long texts of this step to everything below. */
export function StepTextsProvider({
  run,
  detail,
  children,
}: {
  run: OpenRunRef
  detail: StepDetail
  children: ReactNode
}) {
  const client = useClient()
  const { sourceId, traceId } = run
  const texts = useMemo(
    () => new StepTexts(detail, asking(client, sourceId, traceId, detail.spanId)),
    [client, detail, sourceId, traceId],
  )
  return <TextsContext.Provider value={texts}>{children}</TextsContext.Provider>
}

function asking(client: Client, sourceId: string, traceId: string, spanId: string) {
  return (path: string, offset: number) => client.runs.stepText({ sourceId, traceId, spanId, path, offset })
}

/** A text as far as it is known, and how to get more of it. */
export interface LoadableText {
  readonly text: string
  /** Of the whole text, in UTF-16 units. */
  readonly length: number
  readonly whole: boolean
  readonly loading: boolean
  readonly failed: boolean
  readonly more: (how: 'piece' | 'all') => void
}

const ignore = (): (() => void) => () => {}

/** The text at `path`; one that was given whole is simply that. */
export function useLoadableText(given: string, path: string | undefined): LoadableText {
  const texts = useContext(TextsContext)
  const known = useSyncExternalStore(texts?.subscribe ?? ignore, () => texts?.at(path) ?? null)
  const more = useCallback(
    (how: 'piece' | 'all') => {
      // The failure is shown beside the text.
      if (texts !== null && path !== undefined) texts.load(path, how).catch(() => {})
    },
    [texts, path],
  )
  if (known === null) return { text: given, length: given.length, whole: true, loading: false, failed: false, more }
  return { ...known, whole: known.next === null, more }
}

/** How to get a value with all its texts whole: for copying, where a part would be passed off as all. */
export function useWholeValue(): (path: string | undefined, value: JsonValue) => Promise<JsonValue> {
  const texts = useContext(TextsContext)
  return useCallback(
    async (path, value) => (texts === null || path === undefined ? value : texts.whole(path, value)),
    [texts],
  )
}

const openNodes = new Map<string, boolean>()
const rememberedNodes = 2000

/**
 * Is this branch of a structure open? What the user opened or closed stays so for the same path in the next step and after a refresh: steps of a kind look alike.
 */
export function useOpenNode(path: string | undefined, initially: boolean): readonly [boolean, (open: boolean) => void] {
  const [open, setOpen] = useState(() => (path === undefined ? undefined : openNodes.get(path)) ?? initially)
  const change = useCallback(
    (next: boolean) => {
      if (path !== undefined) {
        if (openNodes.size >= rememberedNodes) openNodes.clear()
        openNodes.set(path, next)
      }
      setOpen(next)
    },
    [path],
  )
  return [open, change]
}
