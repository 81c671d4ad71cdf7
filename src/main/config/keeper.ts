/**
 * The config file on disk: found, read, watched, and edited by temp file and rename after a backup. Before each edit the file is read anew, so that a change made meanwhile by
 * an editor or another instance is edited and not overwritten.
 */

import { type FSWatcher, watch } from 'node:fs'
import { copyFile, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { failure, fix } from '../../shared/errors.ts'
import type { SourceSettings } from '../../shared/source.ts'
import type { SourceKeeper } from '../service/source-registry.ts'
import type { Environment } from '../stores/store-deps.ts'
import { lockFile } from './lock-file.ts'
import { type ConfigContent, readConfig } from './read.ts'
import { addSource, removeSource, updateSource } from './write.ts'

export class ConfigKeeper implements SourceKeeper {
  readonly path: string
  readonly #env: Environment
  readonly #environment: string | null
  #queue: Promise<unknown> = Promise.resolve()
  #changed: (() => void) | null = null
  #watcher: FSWatcher | null = null

  /** `environment` is `--env`, else TRACECRAFT_ENV. */
  constructor(path: string, env: Environment, environment: string | null) {
    this.path = path
    this.#env = env
    this.#environment = environment ?? env['TRACECRAFT_ENV'] ?? env['TRACECRAFT_ENVIRONMENT'] ?? null
  }

  /** The sources and problems of the file; none of either when there is no file. */
  async load(): Promise<ConfigContent> {
    const text = await this.#read()
    return text === null
      ? { sources: [], problems: [], written: new Map() }
      : readConfig(text, this.path, this.#env, this.#environment)
  }

  add(settings: SourceSettings): Promise<void> {
    return this.#edit((text) => addSource(text, settings))
  }

  update(name: string, settings: SourceSettings): Promise<void> {
    return this.#edit((text) => updateSource(text, name, settings) ?? this.#notListed(name))
  }

  remove(name: string): Promise<void> {
    return this.#edit((text) => removeSource(text, name) ?? this.#notListed(name))
  }

  /**
   * Calls back after the file changed, 100 ms after the last of several writes. The folder is watched, because editors replace files; where it does not exist yet, from the
   * first save on. Returns the way to stop.
   */
  watch(changed: () => void): () => void {
    this.#changed = changed
    this.#startWatching()
    return () => {
      this.#changed = null
      this.#watcher?.close()
      this.#watcher = null
    }
  }

  #startWatching(): void {
    if (this.#watcher || !this.#changed) return
    let timer: NodeJS.Timeout | null = null
    try {
      this.#watcher = watch(dirname(this.path), { persistent: false }, (_event, name) => {
        if (name !== null && name !== basename(this.path)) return
        if (timer) clearTimeout(timer)
        timer = setTimeout(() => this.#changed?.(), 100)
      })
      this.#watcher.on('error', () => this.#watcher?.close())
    } catch {
      this.#watcher = null
    }
  }

  async #read(): Promise<string | null> {
    try {
      return await readFile(this.path, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw failure({
        code: 'SETTINGS',
        message: `The config file cannot be read: ${this.path}`,
        cause: `The system says ${(error as NodeJS.ErrnoException).code ?? 'no'}.`,
        fix: fix('Check the rights on the file.'),
      })
    }
  }

  /** Edits run one after another. */
  #edit(change: (text: string) => string): Promise<void> {
    const run = this.#queue.then(async () => {
      await mkdir(dirname(this.path), { recursive: true })
      const release = await lockFile(`${this.path}.lock`)
      try {
        const before = await this.#read()
        await this.#replace(before, change(before ?? ''))
      } finally {
        await release()
      }
      this.#startWatching()
    })
    this.#queue = run.catch(() => {})
    return run
  }

  async #replace(before: string | null, after: string): Promise<void> {
    if (before !== null) await copyFile(this.path, `${this.path}.bak`)
    const temporary = join(dirname(this.path), `.${basename(this.path)}.${process.pid}.tmp`)
    try {
      const file = await open(temporary, 'w', 0o600)
      try {
        await file.writeFile(after)
        // Without this, a power cut after the rename could leave an empty file.
        await file.sync()
      } finally {
        await file.close()
      }
      if ((await this.#read()) !== before)
        throw failure({
          code: 'SETTINGS',
          message:
            'The config file was changed by another program at this very moment, and was left as that program wrote it.',
          fix: fix('Save again.'),
        })
      await rename(temporary, this.path)
    } finally {
      await rm(temporary, { force: true })
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
