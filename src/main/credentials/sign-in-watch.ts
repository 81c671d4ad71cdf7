/**
 * Notices that the user has signed in: in a terminal, by an `aws sso login`, a `gcloud auth application-default login`, an `az login`, or by putting a key file in its place. A
 * source that waits for a sign-in can then try again by itself.
 */

import { createHash } from 'node:crypto'
import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { SourceSettings } from '../../shared/source.ts'
import type { Environment } from '../stores/store-deps.ts'
import { type SignInPlace, signInPlaces } from './sign-in-places.ts'

/** A watch that is under way. */
export interface SignInWatch {
  /** Ends it; `changed` is not called afterwards. Closing twice is fine. */
  close(): void
}

/**
 * Calls `changed` when a new sign-in for this source has arrived: a file of its places has appeared, or says something else than before. What was there when this was called is
 * the state to compare with. Several changes at once are one call. A file that is written anew with the same content, or removed, is none.
 *
 * Null where nothing can be watched: Datadog's keys (an environment has no file), a plain-http loopback endpoint. Never throws; keeps no process alive; remembers digests of the
 * files, not their content.
 */
export function watchSignIn(settings: SourceSettings, env: Environment, changed: () => void): SignInWatch | null {
  return watchPlaces(signInPlaces(settings, env), changed)
}

/** The same for any places; null for none. */
export function watchPlaces(places: readonly SignInPlace[], changed: () => void): SignInWatch | null {
  return places.length === 0 ? null : new PlacesWatch(places, changed)
}

/** Several watches as one; null when there is none among them. */
export function together(...watches: readonly (SignInWatch | null)[]): SignInWatch | null {
  const all = watches.filter((one) => one !== null)
  return all.length === 0
    ? null
    : {
        close: () => {
          for (const one of all) one.close()
        },
      }
}

/** A tool writes several files in a row; they are looked at when it has paused for this long. */
const settleMs = 300
const longestSettleMs = 1500
/** How often is looked where the system tells of changes: it tells none of network folders, and does not say so. */
const besideEventsMs = 10_000
/** How often is looked where it cannot. */
const withoutEventsMs = 2500
/** Files above this are told apart by their size and time alone. */
const maxDigested = 4_000_000

interface Seen {
  readonly stamp: string
  /** Null until it was read. */
  readonly digest: string | null
}

class PlacesWatch implements SignInWatch {
  readonly #places: readonly SignInPlace[]
  readonly #changed: () => void
  readonly #watchers = new Map<string, FSWatcher>()
  #seen = new Map<string, Seen>()
  #timer: NodeJS.Timeout | null = null
  /** When the first change came that was not looked at yet; null when there is none. */
  #since: number | null = null
  /** Some folder cannot be followed. */
  #missing = false
  #looking = false
  #again = false
  #closed = false

  constructor(places: readonly SignInPlace[], changed: () => void) {
    this.#places = places
    this.#changed = changed
    // At once, so that whatever changes after this call counts; only names and times, which takes no time.
    for (const { folder, named } of places)
      for (const name of namesOf(folder)) {
        const path = join(folder, name)
        const stamp = named(name) ? stampOf(path) : null
        if (stamp !== null) this.#seen.set(path, { stamp, digest: null })
      }
    this.#follow()
    void this.#readDigests()
    this.#schedule(this.#pause())
  }

  close(): void {
    this.#closed = true
    if (this.#timer) clearTimeout(this.#timer)
    for (const watcher of this.#watchers.values()) watcher.close()
    this.#watchers.clear()
    this.#seen.clear()
  }

  /** Follows each folder, or the nearest one above it that exists, from which its making will be noticed. */
  #follow(): void {
    if (this.#closed) return
    const wanted = new Set(this.#places.map((place) => nearestFolder(place.folder)).filter((folder) => folder !== null))
    for (const [folder, watcher] of this.#watchers)
      if (!wanted.has(folder)) {
        watcher.close()
        this.#watchers.delete(folder)
      }
    for (const folder of wanted) {
      if (this.#watchers.has(folder)) continue
      try {
        const watcher = watch(folder, { persistent: false }, () => this.#noticed())
        const drop = () => {
          watcher.close()
          if (this.#watchers.get(folder) === watcher) this.#watchers.delete(folder)
        }
        watcher.on('error', drop)
        this.#watchers.set(folder, watcher)
      } catch {
        // No watches left on this system, or the folder may not be watched: looking from time to time is enough.
      }
    }
    this.#missing = [...wanted].some((folder) => !this.#watchers.has(folder))
  }

  #pause(): number {
    return this.#missing ? withoutEventsMs : besideEventsMs
  }

  /** Waits until the folder is quiet; a folder in which something always happens, as the home folder may be, is looked at all the same. */
  #noticed(): void {
    const now = performance.now()
    this.#since ??= now
    if (now - this.#since < longestSettleMs) this.#schedule(settleMs)
  }

  #schedule(ms: number): void {
    if (this.#closed) return
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#look(), ms).unref()
  }

  async #look(): Promise<void> {
    if (this.#looking) {
      this.#again = true
      return
    }
    this.#looking = true
    this.#since = null
    let arrived = false
    try {
      arrived = await this.#compare()
    } finally {
      this.#looking = false
    }
    if (this.#closed) return
    this.#follow()
    this.#schedule(this.#again ? settleMs : this.#pause())
    this.#again = false
    if (arrived) this.#changed()
  }

  async #compare(): Promise<boolean> {
    let arrived = false
    const now = new Map<string, Seen>()
    for (const { folder, named, matters } of this.#places) {
      const names = await readdir(folder).catch(() => [])
      for (const name of names) {
        const path = join(folder, name)
        if (!named(name) || now.has(path)) continue
        const stamp = await stat(path).then(stampFrom, () => null)
        if (stamp === null) continue
        const before = this.#seen.get(path)
        if (before?.stamp === stamp) {
          now.set(path, before)
          continue
        }
        const text = await textOf(path)
        const digest = text === null ? stamp : digestOf(text)
        now.set(path, { stamp, digest })
        const same = before !== undefined && before.digest === digest
        if (!same && (matters === undefined || text === null || matters(text))) arrived = true
      }
    }
    if (!this.#closed) this.#seen = now
    return arrived
  }

  /** Reads what was there at the beginning, so that a file written anew with the same content is no change. */
  async #readDigests(): Promise<void> {
    for (const [path, { stamp }] of new Map(this.#seen)) {
      const text = await textOf(path)
      if (this.#closed) return
      // Changed while it was read: left to the next look.
      if (text !== null && this.#seen.get(path)?.stamp === stamp && stampOf(path) === stamp)
        this.#seen.set(path, { stamp, digest: digestOf(text) })
    }
  }
}

function namesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function stampOf(path: string): string | null {
  try {
    return stampFrom(statSync(path))
  } catch {
    return null
  }
}

function stampFrom(found: { isFile(): boolean; mtimeMs: number; size: number; ino: number }): string | null {
  return found.isFile() ? `${found.mtimeMs} ${found.size} ${found.ino}` : null
}

async function textOf(path: string): Promise<string | null> {
  try {
    if ((await stat(path)).size > maxDigested) return null
    // Some caches are encrypted: latin1 keeps every byte apart.
    return await readFile(path, 'latin1')
  } catch {
    return null
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text, 'latin1').digest('base64')
}

/** The folder itself, or the nearest above it that exists; null where there is none. */
function nearestFolder(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    try {
      if (statSync(at).isDirectory()) return at
    } catch {
      // Not there yet, or not to be looked at.
    }
    if (dirname(at) === at) return null
  }
}
