/**
 * The config file on disk: found, read, watched, and edited by temp file and rename after a backup. Before each edit the file is read anew, so that a change made meanwhile by
 * an editor or another instance is edited and not overwritten.
 */

import { watch } from 'node:fs'
import { copyFile, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { failure, fix } from '../../shared/errors.ts'
import type { SourceSettings } from '../../shared/source.ts'
import type { SourceKeeper } from '../service/source-registry.ts'
import type { Environment } from '../stores/store-deps.ts'
import { type ConfigContent, readConfig } from './read.ts'
import { addSource, removeSource, updateSource } from './write.ts'

export class ConfigKeeper implements SourceKeeper {
  readonly path: string
  readonly #env: Environment
  readonly #environment: string | null
  #queue: Promise<unknown> = Promise.resolve()

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

  /** Calls back after the file changed, at most every 100 ms. The folder is watched, because editors replace files. Returns the way to stop. */
  watch(changed: () => void): () => void {
    let timer: NodeJS.Timeout | null = null
    const soon = (_event: string, name: string | null) => {
      if (name !== null && name !== basename(this.path)) return
      if (timer) clearTimeout(timer)
      timer = setTimeout(changed, 100)
    }
    try {
      const watcher = watch(dirname(this.path), soon)
      watcher.on('error', () => watcher.close())
      return () => {
        if (timer) clearTimeout(timer)
        watcher.close()
      }
    } catch {
      // The folder does not exist yet: nothing to watch until a source is saved.
      return () => {}
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
      const before = await this.#read()
      const after = change(before ?? '')
      await this.#replace(before, after)
    })
    this.#queue = run.catch(() => {})
    return run
  }

  async #replace(before: string | null, after: string): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true })
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
