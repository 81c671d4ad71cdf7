/**
 * Reads `.tracecraft/config.yaml`: the sources in it, and every mistake with its line. A mistake costs its own source and nothing else; nothing is ignored
 * in silence.
 */

import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml'
import type { ConfigProblem } from '../../shared/contract.ts'
import { nearest } from '../../shared/nearest.ts'
import { isPlatform, type Platform, platforms } from '../../shared/platform.ts'
import {
  defaultCacheTtlSeconds,
  defaultLookbackHours,
  printSourceUrl,
  type SourceSettings,
  settingsProblems,
} from '../../shared/source.ts'
import type { Environment } from '../stores/store-deps.ts'
import {
  allSourceKeys,
  commonKeys,
  environmentKeys,
  localStorageKeys,
  localStorageTypes,
  platformKeys,
  secretKeyPattern,
  topKeys,
} from './keys.ts'

export interface ConfigContent {
  readonly sources: readonly SourceSettings[]
  readonly problems: readonly ConfigProblem[]
  /** For each source by name, the settings fields that the file itself gives; the others have their default. */
  readonly written: ReadonlyMap<string, ReadonlySet<string>>
}

/** Reads the text of a config file. `environment` chooses what is merged over `default` (TRACECRAFT_ENV, or the file's own `env`). */
export function readConfig(text: string, file: string, env: Environment, environment: string | null): ConfigContent {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const reader = new Reader(document, file, lines, env)
  return reader.read(environment)
}

/** One value with the line it stands on. */
interface Entry {
  readonly value: unknown
  readonly line: number | null
}

class Reader {
  readonly #document: Document
  readonly #file: string
  readonly #lines: LineCounter
  readonly #env: Environment
  readonly #problems: ConfigProblem[] = []
  readonly #written = new Map<string, ReadonlySet<string>>()

  constructor(document: Document, file: string, lines: LineCounter, env: Environment) {
    this.#document = document
    this.#file = file
    this.#lines = lines
    this.#env = env
  }

  read(environment: string | null): ConfigContent {
    for (const error of this.#document.errors)
      this.#problem(
        this.#lines.linePos(error.pos[0]).line,
        `This is not valid YAML: ${error.message}`,
        'Correct the line; the rest of the file was read as far as it goes.',
      )
    const root = this.#document.contents
    if (root === null) return { sources: [], problems: this.#problems, written: this.#written }
    if (!isMap(root)) {
      this.#problem(1, 'The file must be a mapping with "default", "environments" or "sources".', null)
      return { sources: [], problems: this.#problems, written: this.#written }
    }
    this.#checkKeys(root, topKeys, 'at the top of the file')
    const sources: SourceSettings[] = []
    const storage = this.#storage(root, environment ?? this.#text(root, 'env'))
    if (storage) this.#push(sources, this.#source(storage.entries, storage.line, 'default'))
    const list = root.get('sources', true)
    if (isSeq(list)) {
      for (const item of list.items) {
        if (isMap(item)) this.#push(sources, this.#source(this.#entries(item), this.#lineOf(item), null))
        else
          this.#problem(this.#lineOf(item), 'An entry of "sources" must be a mapping with "type" and its keys.', null)
      }
    } else if (list !== undefined && !(isScalar(list) && list.value === null))
      this.#problem(this.#lineOf(list), '"sources" must be a list; start each source with "- type: …".', null)
    return { sources, problems: this.#problems, written: this.#written }
  }

  /** `default.storage` with the chosen environment's storage merged over it. */
  #storage(root: YAMLMap, environment: string | null): { entries: Map<string, Entry>; line: number | null } | null {
    const merged = new Map<string, Entry>()
    let line: number | null = null
    const take = (settings: unknown, where: string) => {
      if (settings === undefined || settings === null || (isScalar(settings) && settings.value === null)) return
      if (!isMap(settings)) return this.#problem(this.#lineOf(settings), `${where} must be a mapping.`, null)
      this.#checkKeys(settings, environmentKeys, `in ${where}`)
      const storage = settings.get('storage', true)
      if (!isMap(storage)) {
        if (storage !== undefined && !(isScalar(storage) && storage.value === null))
          this.#problem(this.#lineOf(storage), `"storage" in ${where} must be a mapping.`, null)
        return
      }
      line = this.#lineOf(storage)
      for (const [key, entry] of this.#entries(storage)) merged.set(key, entry)
    }
    take(root.get('default', true), '"default"')
    const environments = root.get('environments', true)
    if (environment && isMap(environments)) {
      const chosen = environments.get(environment, true)
      if (chosen === undefined && this.#env['TRACECRAFT_ENV'] === environment) {
        const names = environments.items.map((pair) => String(isScalar(pair.key) ? pair.key.value : pair.key))
        const near = nearest(environment, names)
        this.#problem(
          this.#lineOf(environments),
          `There is no environment "${environment}"; "default" is used as it is.`,
          near ? `Did you mean ${near}?` : `The file has: ${names.join(', ')}.`,
        )
      }
      take(chosen, `environment "${environment}"`)
    }
    return merged.size > 0 ? { entries: merged, line } : null
  }

  #source(entries: Map<string, Entry>, line: number | null, fallbackName: string | null): SourceSettings | null {
    const before = this.#problems.length
    const type = this.#type(entries, line)
    this.#checkEntries(entries, type)
    if (type === null) return null
    const fields: Record<string, unknown> = { ...defaultsOf[type] }
    const written = new Set<string>()
    for (const { key, field, kind } of platformKeys[type]) {
      const entry = entries.get(key)
      if (!entry || entry.value === null || entry.value === undefined || entry.value === '') continue
      const value = this.#value(key, kind, entry)
      if (value === undefined) continue
      fields[field] = value
      written.add(field)
    }
    const name = entries.get('name')?.value
    const color = entries.get('color')?.value
    const unnamed = {
      ...fields,
      type,
      name: '',
      color: typeof color === 'string' ? color : null,
    } as SourceSettings
    const source = {
      ...unnamed,
      name:
        typeof name === 'string' && name
          ? this.#expand(name, line)
          : (fallbackName ?? printSourceUrl(unnamed).replace(/\?.*$/, '')),
    }
    if (!this.#written.has(source.name)) this.#written.set(source.name, written)
    for (const { field, problem } of settingsProblems(source)) {
      const key = platformKeys[type].find((one) => one.field === field)?.key ?? field
      this.#problem(entries.get(key)?.line ?? line, `${key}: ${problem}.`, `Correct ${key}.`)
    }
    return this.#problems.slice(before).some((one) => fatal.has(one)) ? null : source
  }

  #type(entries: Map<string, Entry>, line: number | null): Platform | null {
    const entry = entries.get('type')
    const value = entry?.value
    if (typeof value === 'string' && isPlatform(value)) return value
    if (typeof value === 'string' && (localStorageTypes as readonly string[]).includes(value)) return null
    const near = typeof value === 'string' ? nearest(value, platforms) : null
    this.#fatal(
      entry?.line ?? line,
      entry ? `type: "${String(value)}" is not a platform.` : 'This source has no "type".',
      near ? `Did you mean ${near}?` : `Use one of ${platforms.join(', ')}.`,
    )
    return null
  }

  #checkEntries(entries: Map<string, Entry>, type: Platform | null): void {
    const own = type ? platformKeys[type].map((one) => one.key) : []
    for (const [key, { line }] of entries) {
      if ((commonKeys as readonly string[]).includes(key) || own.includes(key)) continue
      // Settings of another platform, and of local storage, may stand beside each other: `type` chooses.
      if (allSourceKeys.includes(key) || (localStorageKeys as readonly string[]).includes(key)) continue
      if (secretKeyPattern.test(key)) {
        this.#fatal(
          line,
          `"${key}" looks like a secret, and a secret never belongs into this file.`,
          'Remove the line; credentials come from the environment, a profile or a sign-in.',
        )
        continue
      }
      const near = nearest(key, type ? [...own, ...commonKeys] : allSourceKeys)
      this.#problem(
        line,
        `"${key}" is not a known key.`,
        near ? `Did you mean ${near}?` : `Known keys: ${[...commonKeys, ...own].join(', ')}.`,
      )
    }
  }

  #value(key: string, kind: 'text' | 'number' | 'variable-name', entry: Entry): string | number | undefined {
    if (kind === 'number') {
      const value = typeof entry.value === 'string' ? this.#expand(entry.value, entry.line).trim() : entry.value
      const number = typeof value === 'string' && value !== '' ? Number(value) : value
      if (typeof number === 'number' && Number.isFinite(number)) return number
      this.#fatal(entry.line, `${key}: "${String(entry.value)}" is not a number.`, `Write it like ${key}: 1.`)
      return undefined
    }
    if (typeof entry.value !== 'string' && typeof entry.value !== 'number' && typeof entry.value !== 'boolean') {
      this.#fatal(entry.line, `${key} must be a single value.`, null)
      return undefined
    }
    const text = this.#expand(String(entry.value), entry.line)
    if (kind === 'variable-name' && !/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) {
      // The value is not repeated: somebody may have put the key itself here.
      this.#fatal(
        entry.line,
        `${key} must be the name of an environment variable, not a key.`,
        `Write it like ${key}: ${key.includes('app') ? 'DD_APP_KEY' : 'DD_API_KEY'}.`,
      )
      return undefined
    }
    return text
  }

  #expand(text: string, line: number | null): string {
    return text.replace(/\$\{([^}]+)\}/g, (_whole, name: string) => {
      const value = this.#env[name]
      if (value !== undefined) return value
      this.#problem(
        line,
        `\${${name}} is not set in the environment.`,
        `Set it, or write the value itself: export ${name}=…`,
      )
      return ''
    })
  }

  #entries(map: YAMLMap): Map<string, Entry> {
    const out = new Map<string, Entry>()
    for (const pair of map.items) {
      const key = isScalar(pair.key) ? String(pair.key.value) : null
      if (key === null) continue
      const node = pair.value as Node | null
      out.set(key, {
        value: isScalar(node) ? node.value : (node?.toJSON() ?? null),
        line: this.#lineOf(pair.key),
      })
    }
    return out
  }

  #text(map: YAMLMap, key: string): string | null {
    const value = map.get(key)
    return typeof value === 'string' ? value : null
  }

  #checkKeys(map: YAMLMap, known: readonly string[], where: string): void {
    for (const pair of map.items) {
      const key = isScalar(pair.key) ? String(pair.key.value) : ''
      if (known.includes(key)) continue
      const near = nearest(key, known)
      this.#problem(
        this.#lineOf(pair.key),
        `"${key}" is not a known key ${where}.`,
        near ? `Did you mean ${near}?` : `Known keys: ${known.join(', ')}.`,
      )
    }
  }

  #push(sources: SourceSettings[], source: SourceSettings | null): void {
    if (!source) return
    if (sources.some((one) => one.name === source.name))
      this.#problem(
        null,
        `Two sources are named "${source.name}"; only the first is used.`,
        'Give each source its own "name".',
      )
    else sources.push(source)
  }

  #lineOf(node: unknown): number | null {
    const range = (node as Node | null | undefined)?.range
    return range ? this.#lines.linePos(range[0]).line : null
  }

  #problem(line: number | null, message: string, fix: string | null): void {
    this.#problems.push({ file: this.#file, line, message, fix })
  }

  /** A mistake without whose correction the source cannot be made at all. */
  #fatal(line: number | null, message: string, fix: string | null): void {
    const problem = { file: this.#file, line, message, fix }
    fatal.add(problem)
    this.#problems.push(problem)
  }
}

const fatal = new WeakSet<ConfigProblem>()

const common = {
  service: null,
  lookbackHours: defaultLookbackHours,
  cacheTtlSeconds: defaultCacheTtlSeconds,
  endpoint: null,
}

const defaultsOf: Record<Platform, Record<string, unknown>> = {
  // The reference's own defaults: X-Ray reads us-east-1 and Datadog us1 unless told otherwise.
  xray: { region: 'us-east-1', profile: null, ...common },
  cloudtrace: { project: '', ...common },
  azuremonitor: { workspaceId: '', resourceId: null, ...common },
  datadog: { site: 'us1', apiKeyEnv: 'DD_API_KEY', appKeyEnv: 'DD_APP_KEY', ...common },
}
