/** The sources of this run of the app: from the config file, from arguments, from the demo. Keeps their order, tells of changes. */

import type { ConfigProblem, SourcesAnswer, SourceState } from '../../shared/contract.ts'
import { failure, fix } from '../../shared/errors.ts'
import { type SourceOrigin, type SourceSettings, settingsProblems } from '../../shared/source.ts'
import type { TraceStore } from '../stores/store.ts'
import { SourceEntry } from './source-entry.ts'

/** Where added sources are kept. The config room implements it. */
export interface SourceKeeper {
  /** The file that sources are written to. */
  readonly path: string
  add(settings: SourceSettings): Promise<void>
  update(name: string, settings: SourceSettings): Promise<void>
  remove(name: string): Promise<void>
}

export interface RegistryOptions {
  readonly keeper: SourceKeeper
  readonly openStore: (settings: SourceSettings) => Promise<TraceStore>
  readonly now?: () => number
}

export class SourceRegistry {
  readonly #keeper: SourceKeeper
  readonly #openStore: (settings: SourceSettings) => Promise<TraceStore>
  readonly #now: () => number
  #entries: SourceEntry[] = []
  #problems: readonly ConfigProblem[] = []
  readonly #listeners = new Set<() => void>()
  #scheduled = false

  constructor(options: RegistryOptions) {
    this.#keeper = options.keeper
    this.#openStore = options.openStore
    this.#now = options.now ?? Date.now
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
   * Sets the sources of one origin, in order. An entry whose settings did not change keeps its store and its cache, so that an edit of one source in
   * the file disturbs no other.
   */
  setAll(origin: SourceOrigin, settings: readonly SourceSettings[], problems?: readonly ConfigProblem[]): void {
    const before = this.#entries.filter((entry) => entry.origin === origin)
    const others = this.#entries.filter((entry) => entry.origin !== origin)
    const taken = new Set(others.map((entry) => entry.id))
    const kept = settings.map((one) => {
      const same = before.find(
        (entry) => !taken.has(entry.id) && JSON.stringify(entry.settings) === JSON.stringify(one),
      )
      const entry = same ?? this.#make(uniqueId(one.name, taken), one, origin)
      taken.add(entry.id)
      return entry
    })
    for (const entry of before) if (!kept.includes(entry)) entry.close()
    this.#entries = [...others, ...kept].toSorted((a, b) => originOrder[a.origin] - originOrder[b.origin])
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
    const entry = this.#make(uniqueId(settings.name, taken), settings, save ? 'config' : 'argument')
    this.#entries = [...this.#entries, entry].toSorted((a, b) => originOrder[a.origin] - originOrder[b.origin])
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
    const entry = this.#make(id, settings, present.origin)
    this.#entries = this.#entries.map((one) => (one === present ? entry : one))
    present.close()
    this.#changed()
    return entry.state()
  }

  /** Puts the sources in this order; those that are not named keep theirs, behind. */
  async reorder(ids: readonly string[]): Promise<SourcesAnswer> {
    const place = (entry: SourceEntry) => (ids.includes(entry.id) ? ids.indexOf(entry.id) : ids.length)
    this.#entries = this.#entries.toSorted((a, b) => place(a) - place(b))
    this.#changed()
    return this.answer()
  }

  async setPaused(id: string, paused: boolean): Promise<SourceState> {
    const entry = this.entry(id)
    entry.setPaused(paused)
    return entry.state()
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

  close(): void {
    for (const entry of this.#entries) entry.close()
    this.#entries = []
  }

  #make(id: string, settings: SourceSettings, origin: SourceOrigin): SourceEntry {
    return new SourceEntry({ id, settings, origin }, this.#openStore, this.#now, () => this.#changed())
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
