/**
 * The config file on disk: found, read, watched, and edited by temp file and rename after a backup. Before each edit the file is read anew, so that a change made meanwhile by
 * an editor or another instance is edited and not overwritten.
 */

import { mkdir, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { failure, fix, TraceCraftError } from '../../shared/errors.ts'
import type { SourceSettings } from '../../shared/source.ts'
import type { SourceKeeper } from '../service/source-registry.ts'
import type { Environment } from '../stores/store-deps.ts'
import { lockFile, notWritable } from './lock-file.ts'
import { type ConfigContent, noConfig, readConfig } from './read.ts'
import { watchConfigFile } from './watch-file.ts'
import { addSource, pauseSource, removeSource, reorderSources, updateSource } from './write.ts'

/** A larger one is not read. Bytes. */
const largestFile = 4_000_000

export class ConfigKeeper implements SourceKeeper {
  readonly path: string
  readonly #env: Environment
  readonly #environment: string | null
  #queue: Promise<unknown> = Promise.resolve()

  /** `environment` is `--env`, else TRACECRAFT_ENV. */
  constructor(path: string, env: Environment, environment: string | null) {
    this.path = path
    this.#env = env
    this.#environment = environment || env['TRACECRAFT_ENV'] || env['TRACECRAFT_ENVIRONMENT'] || null
  }

  /**
   * The sources and problems of the file; none of either when there is no file. Waits for edits under way and is read before those that come later, so that what it gives is never older than
   * an edit that is done.
   */
  load(): Promise<ConfigContent> {
    return this.#inTurn(async () => {
      const text = await this.#read()
      return text === null ? noConfig : this.#parse(text)
    })
  }

  add(settings: SourceSettings): Promise<void> {
    return this.#edit((text) => addSource(text, settings))
  }

  update(name: string, settings: SourceSettings): Promise<void> {
    return this.#edit(
      (text) => updateSource(text, this.#placeOf(text, name), settings, this.#env) ?? this.#notListed(name),
    )
  }

  remove(name: string): Promise<void> {
    return this.#edit((text) => removeSource(text, this.#placeOf(text, name)) ?? this.#notListed(name))
  }

  /** A source that stands under `default` or `environments` is not rewritten: false. */
  async setPaused(name: string, paused: boolean): Promise<boolean> {
    let listed = true
    await this.#edit((text) => {
      const after = pauseSource(text, this.#placeOf(text, name), paused)
      listed = after !== null
      return after ?? text
    })
    return listed
  }

  async reorder(names: readonly string[]): Promise<readonly string[]> {
    let after: readonly string[] = []
    await this.#edit((text) => {
      const before = this.#parse(text)
      // Entries that cannot be read stay where they are; the others change places among themselves.
      const places = [...before.listed.values()].toSorted((a, b) => a - b)
      const wanted = [...before.listed.keys()].toSorted((a, b) => placeIn(names, a) - placeIn(names, b))
      const moves = new Map(wanted.map((name, index) => [places[index] ?? 0, before.listed.get(name) ?? 0]))
      const isSame = [...moves].every(([place, from]) => place === from)
      const moved = isSame ? text : (reorderSources(text, moves) ?? text)
      const read = this.#parse(moved)
      if (read.sources.length !== before.sources.length || read.problems.length > before.problems.length)
        throw failure({
          code: 'SETTINGS',
          message: 'The order of the sources was not changed.',
          cause: 'One entry of the config file refers to another by an anchor, which must stand above it.',
          fix: fix('Move the entries in the file itself; the app picks the change up at once.'),
        })
      after = read.sources.map((source) => source.name)
      return moved
    })
    return after
  }

  /** Calls back after the file changed, also where it or its folder did not exist yet. Returns the way to stop. */
  watch(changed: () => void): () => void {
    return watchConfigFile(this.path, changed)
  }

  async #read(): Promise<string | null> {
    try {
      const { size } = await stat(this.path)
      if (size > largestFile)
        throw failure({
          code: 'SETTINGS',
          message: `The config file is too large: ${this.path}`,
          cause: `It has ${Math.round(size / 1e6)} MB. One with hundreds of sources has less than one.`,
          fix: fix('See whether another file lies in its place.'),
        })
      return await readFile(this.path, 'utf8')
    } catch (error) {
      if (error instanceof TraceCraftError) throw error
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw failure({
        code: 'SETTINGS',
        message: `The config file cannot be read: ${this.path}`,
        cause: `The system says ${(error as NodeJS.ErrnoException).code ?? 'no'}.`,
        fix: fix('Check the rights on the file.'),
      })
    }
  }

  #parse(text: string): ConfigContent {
    return readConfig(text, this.path, this.#env, this.#environment)
  }

  /** Where in the `sources` list a source stands, also one that the file gives no name. */
  #placeOf(text: string, name: string): number | null {
    return this.#parse(text).listed.get(name) ?? null
  }

  /** Edits and readings run one after another. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#queue.then(work)
    this.#queue = run.catch(() => {})
    return run
  }

  #edit(change: (text: string) => string): Promise<void> {
    return this.#inTurn(async () => {
      await mkdir(dirname(this.path), { recursive: true }).catch((error: unknown) => {
        throw notWritable(this.path, error)
      })
      // A link, as of a folder of dot files, stays a link: what it names is written.
      const target = await realpath(this.path).catch(() => this.path)
      const release = await lockFile(`${target}.lock`)
      try {
        const before = await this.#read()
        const after = change(before ?? '')
        if (after !== (before ?? '')) await this.#replace(target, before, after)
      } finally {
        await release()
      }
    })
  }

  async #replace(target: string, before: string | null, after: string): Promise<void> {
    const folder = dirname(target)
    const temporary = `.${basename(target)}.${process.pid}.tmp`
    try {
      await removeLeftOver(folder, basename(target))
      const mode = before === null ? 0o600 : (await stat(target)).mode & 0o777
      if (before !== null) {
        await writeWhole(join(folder, temporary), before, mode)
        await rename(join(folder, temporary), `${target}.bak`)
      }
      await writeWhole(join(folder, temporary), after, mode)
      if ((await this.#read()) !== before)
        throw failure({
          code: 'SETTINGS',
          message:
            'The config file was changed by another program at this very moment, and was left as that program wrote it.',
          fix: fix('Save again.'),
        })
      await rename(join(folder, temporary), target)
    } catch (error) {
      throw error instanceof TraceCraftError ? error : notWritable(target, error)
    } finally {
      await rm(join(folder, temporary), { force: true })
    }
  }

  #notListed(name: string): never {
    throw failure({
      code: 'SETTINGS',
      message: `"${name}" is not in the "sources" list of ${this.path}.`,
      cause: 'It is defined under "default" or "environments", which this dialog does not rewrite.',
      fix: fix('Edit it in the file itself; the app picks the change up at once.'),
    })
  }
}

/** Where a name stands in the order that was asked for; names that it leaves out come behind. */
function placeIn(names: readonly string[], name: string): number {
  const at = names.indexOf(name)
  return at < 0 ? names.length : at
}

async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const file = await open(path, 'w', mode)
  try {
    await file.writeFile(text)
    // Without this, a power cut after the rename could leave an empty file.
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Temporary files of processes that died in the middle of a save. Only the holder of the lock writes any. */
async function removeLeftOver(folder: string, name: string): Promise<void> {
  for (const found of await readdir(folder))
    if (found.startsWith(`.${name}.`) && /\.\d+\.tmp$/.test(found)) await rm(join(folder, found), { force: true })
}
