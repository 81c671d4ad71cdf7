/** The sources of this run of the app: from the config file, from arguments, from the demo. Keeps their order, tells of changes. */

import type { ConfigProblem, SourcesAnswer, SourceState } from '../../shared/contract.ts'
import { failure, fix } from '../../shared/errors.ts'
import type { Platform } from '../../shared/platform.ts'
import { type SourceOrigin, type SourceSettings, settingsProblems } from '../../shared/source.ts'
import { MemoryBudget } from '../stores/memory-budget.ts'
import type { TraceStore } from '../stores/store.ts'
import { SourceEntry } from './source-entry.ts'

/** Where added sources are kept. The config room implements it. */
export interface SourceKeeper {
  /** The file that sources are written to. */
  readonly path: string
  add(settings: SourceSettings): Promise<void>
  update(name: string, settings: SourceSettings): Promise<void>
  remove(name: string): Promise<void>
  /** False where the source stands in a part of the file that is not rewritten. */
  setPaused(name: string, paused: boolean): Promise<boolean>
  /** Puts the entries into this order, as far as the file allows. Resolves to the names of all its sources in the order they then have. */
  reorder(names: readonly string[]): Promise<readonly string[]>
}

/** Watches for the sign-in that a source lacks; null where there is no place to watch. */
export type WatchSignIn = (settings: SourceSettings, changed: () => void) => { close(): void } | null

export interface RegistryOptions {
  readonly keeper: SourceKeeper
  readonly openStore: (settings: SourceSettings) => Promise<TraceStore>
  /** Absent: nobody watches, and a source is asked again only by hand. */
  readonly watchSignIn?: WatchSignIn
  readonly now?: () => number
  /** Monotonic milliseconds; absent: this process's own. */
  readonly steady?: () => number
  /** What the caches of all sources may hold together; absent: the usual bound. */
  readonly memory?: MemoryBudget
}

export class SourceRegistry {
  /** What the caches of all sources hold. */
  readonly memory: MemoryBudget
  readonly #keeper: SourceKeeper
  readonly #openStore: (settings: SourceSettings) => Promise<TraceStore>
  readonly #watchSignIn: WatchSignIn
  readonly #now: () => number
  readonly #steady: (() => number) | undefined
  #entries: SourceEntry[] = []
  #problems: readonly ConfigProblem[] = []
  readonly #listeners = new Set<() => void>()
  #scheduled = false
  #closed = false

  constructor(options: RegistryOptions) {
    this.#keeper = options.keeper
    this.#openStore = options.openStore
    this.#watchSignIn = options.watchSignIn ?? (() => null)
    this.#now = options.now ?? Date.now
    this.#steady = options.steady
    this.memory = options.memory ?? new MemoryBudget()
  }

  entries(): readonly SourceEntry[] {
    return this.#entries
  }

  /** The entry of an id. Rejects unknown ids with NOT_FOUND. */
  entry(id: string): SourceEntry {
    const entry = this.#entries.find((one) => one.id === id)
    if (entry) return entry
    throw failure({
      code: 'NOT_FOUND',
      message: `There is no source "${id}".`,
      cause: 'It was removed, or this link was made on another machine.',
      fix: fix('Choose a source in the sidebar, or add it again.'),
    })
  }

  answer(): SourcesAnswer {
    return {
      sources: this.#entries.map((entry) => entry.state()),
      problems: this.#problems,
      configPath: this.#keeper.path,
    }
  }

  /** The answer after each change, at most 20 a second, until the signal fires. */
  async *changes(signal: AbortSignal): AsyncGenerator<SourcesAnswer, void, undefined> {
    let dirty = false
    let wake: (() => void) | null = null
    const listener = () => {
      dirty = true
      wake?.()
    }
    this.#listeners.add(listener)
    signal.addEventListener('abort', listener, { once: true })
    try {
      while (!signal.aborted) {
        if (!dirty) await new Promise<void>((resolve) => (wake = resolve))
        wake = null
        dirty = false
        if (signal.aborted) return
        yield this.answer()
      }
    } finally {
      this.#listeners.delete(listener)
      signal.removeEventListener('abort', listener)
    }
  }

  /**
   * Sets the sources of one origin, in order. An entry whose settings did not change keeps its store and its cache, so that an edit of one source in the file disturbs no other;
   * one whose settings did change keeps its id. `paused` names the sources that are; without it, each stays as it was.
   */
  setAll(
    origin: SourceOrigin,
    settings: readonly SourceSettings[],
    problems?: readonly ConfigProblem[],
    paused?: ReadonlySet<string>,
  ): void {
    // A file that was being read when the app was closed.
    if (this.#closed) return
    const before = this.#entries.filter((entry) => entry.origin === origin)
    const taken = new Set(this.#entries.filter((entry) => entry.origin !== origin).map((entry) => entry.id))
    const same = settings.map((one) => {
      const entry = before.find((old) => !taken.has(old.id) && isSame(old.settings, one))
      if (entry) taken.add(entry.id)
      return entry
    })
    // All that stay have their ids before a new one is given any: it must not answer to the link of another.
    const entries = settings.map((one, index) => {
      const kept = same[index]
      if (kept) return kept
      const changed = before.find((old) => !taken.has(old.id) && old.settings.name === one.name)
      const id = changed?.id ?? uniqueId(one.name, taken)
      taken.add(id)
      return this.#make(id, one, origin, changed?.paused ?? false)
    })
    for (const entry of before) if (!entries.includes(entry)) entry.close()
    if (paused) for (const entry of entries) entry.setPaused(paused.has(entry.settings.name))
    this.#entries = inPlaceOf(this.#entries, origin, entries)
    if (problems) this.#problems = problems
    this.#changed()
  }

  /** Adds a source; rejects with SETTINGS when the settings are wrong or the name is taken. */
  async add(settings: SourceSettings, save: boolean): Promise<SourceState> {
    this.#check(settings, null)
    if (save) await this.#keeper.add(settings)
    // The config file's watcher may have seen the new entry already.
    const seen = this.#entries.find((entry) => entry.settings.name === settings.name)
    if (seen) return seen.state()
    const taken = new Set(this.#entries.map((entry) => entry.id))
    const origin = save ? 'config' : 'argument'
    const entry = this.#make(uniqueId(settings.name, taken), settings, origin, false)
    this.#entries = inPlaceOf(this.#entries, origin, [...this.#entries.filter((one) => one.origin === origin), entry])
    this.#changed()
    return entry.state()
  }

  /** Replaces the settings of a source, keeping its id and its place. */
  async update(id: string, settings: SourceSettings, save: boolean): Promise<SourceState> {
    const old = this.entry(id)
    this.#check(settings, old)
    if (save && old.origin === 'config') await this.#keeper.update(old.settings.name, settings)
    // While the file was written, its watcher may have put an entry of its own in this one's place, or the source may have been removed.
    const present =
      this.#entries.find((one) => one.id === id) ?? this.#entries.find((one) => one.settings.name === settings.name)
    if (!present) return this.entry(id).state()
    const entry = this.#make(id, settings, present.origin, present.paused)
    this.#entries = this.#entries.map((one) => (one === present ? entry : one))
    present.close()
    this.#changed()
    return entry.state()
  }

  /** Puts the sources in this order, those of the config file there too; those that are not named come behind. */
  async reorder(ids: readonly string[]): Promise<SourcesAnswer> {
    const place = (entry: SourceEntry) => (ids.includes(entry.id) ? ids.indexOf(entry.id) : ids.length)
    const ordered = this.#entries.toSorted((a, b) => place(a) - place(b))
    const wanted = ordered.filter((entry) => entry.origin === 'config').map((entry) => entry.settings.name)
    const isNew = wanted.some((name, index) => name !== this.#configNames()[index])
    const names = isNew ? await this.#keeper.reorder(wanted) : wanted
    // Whatever came or went while the file was written has its place at the end.
    const rank = (entry: SourceEntry) => {
      const at = ordered.indexOf(entry)
      return at < 0 ? ordered.length : at
    }
    const entries = this.#entries.toSorted((a, b) => rank(a) - rank(b))
    const inFile = ({ settings }: SourceEntry) =>
      names.includes(settings.name) ? names.indexOf(settings.name) : names.length
    const config = entries.filter((entry) => entry.origin === 'config').toSorted((a, b) => inFile(a) - inFile(b))
    this.#entries = inPlaceOf(entries, 'config', config)
    this.#changed()
    return this.answer()
  }

  /**
   * Pauses or resumes a source. A paused one asks its platform nothing: what is in memory is still answered, all else is refused with SETTINGS, and a connection test still runs. Kept in
   * the config file where the source stands in its list; otherwise until the app is closed.
   */
  async setPaused(id: string, paused: boolean): Promise<SourceState> {
    const entry = this.entry(id)
    if (entry.origin === 'config') await this.#keeper.setPaused(entry.settings.name, paused)
    const present = this.entry(id)
    present.setPaused(paused)
    return present.state()
  }

  /** Removes a source, from the config file too when it came from there. False when there was none. */
  async remove(id: string): Promise<boolean> {
    const entry = this.#entries.find((one) => one.id === id)
    if (!entry) return false
    if (entry.origin === 'config') await this.#keeper.remove(entry.settings.name)
    this.#entries = this.#entries.filter((one) => one.id !== id)
    entry.close()
    this.#changed()
    return true
  }

  /** A sign-in has arrived that every source of this platform may read with: all of them are asked anew. */
  signInArrived(platform: Platform): void {
    for (const entry of this.#entries) if (entry.settings.type === platform) entry.signInArrived()
  }

  /** The machine has slept, or its clock was set: connections are made anew, and the page asks again what is on screen. */
  woke(): void {
    for (const entry of this.#entries) entry.woke()
  }

  /** Ends every source; none comes in from now on. */
  close(): void {
    this.#closed = true
    for (const entry of this.#entries) entry.close()
    this.#entries = []
  }

  #make(id: string, settings: SourceSettings, origin: SourceOrigin, paused: boolean): SourceEntry {
    const before = this.#entries.find((entry) => entry.id === id)
    const entry = new SourceEntry({
      id,
      settings,
      origin,
      paused,
      revision: before ? before.revision + 1 : 0,
      open: this.#openStore,
      watchSignIn: (changed) => this.#watchSignIn(settings, changed),
      now: this.#now,
      steady: this.#steady,
      memory: this.memory,
      changed: () => this.#changed(),
    })
    if (this.#closed) entry.close()
    return entry
  }

  #configNames(): readonly string[] {
    return this.#entries.filter((entry) => entry.origin === 'config').map((entry) => entry.settings.name)
  }

  #check(settings: SourceSettings, replacing: SourceEntry | null): void {
    const problem = settingsProblems(settings)[0]
    if (problem)
      throw failure({
        code: 'SETTINGS',
        platform: settings.type,
        message: `The source "${settings.name}" cannot be used as it is.`,
        cause: `${problem.problem}.`,
        fix: fix(`Correct "${problem.field}".`),
      })
    if (this.#entries.some((entry) => entry !== replacing && entry.settings.name === settings.name))
      throw failure({
        code: 'SETTINGS',
        platform: settings.type,
        message: `There is a source named "${settings.name}" already.`,
        fix: fix('Give this one another name.'),
      })
  }

  #changed(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setTimeout(() => {
      this.#scheduled = false
      for (const listener of this.#listeners) listener()
    }, 50).unref()
  }
}

const originOrder: Record<SourceOrigin, number> = { config: 0, argument: 1, demo: 2 }

function isSame(a: SourceSettings, b: SourceSettings): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/**
 * The list with the entries of one origin put in the places that those had, so that the order among sources of different origins stays; what there are more of goes behind the last of
 * them, or where this origin usually stands.
 */
function inPlaceOf(all: readonly SourceEntry[], origin: SourceOrigin, entries: readonly SourceEntry[]): SourceEntry[] {
  const left = [...entries]
  const out: SourceEntry[] = []
  const last = all.findLastIndex((entry) => entry.origin === origin)
  const usual = all.findIndex((entry) => originOrder[entry.origin] > originOrder[origin])
  const rest = last >= 0 ? last : usual < 0 ? all.length : usual - 1
  for (const [at, entry] of all.entries()) {
    if (at === 0 && rest < 0) out.push(...left.splice(0))
    if (entry.origin !== origin) out.push(entry)
    else out.push(...left.splice(0, 1))
    if (at === rest) out.push(...left.splice(0))
  }
  return [...out, ...left]
}

/** An id made of the name, readable in a link, and unique. */
function uniqueId(name: string, taken: ReadonlySet<string>): string {
  const slug =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'source'
  for (let n = 1; ; n++) {
    const id = n === 1 ? slug : `${slug}-${n}`
    if (!taken.has(id)) return id
  }
}
