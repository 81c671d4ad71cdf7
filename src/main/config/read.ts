/**
 * Reads `.tracecraft/config.yaml`: the sources in it, and every mistake with its line. A mistake costs its own source and nothing else; nothing is ignored
 * in silence.
 */

import { type Document, isMap, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml'
import type { ConfigProblem } from '../../shared/contract.ts'
import { secretKind } from '../../shared/looks-secret.ts'
import { nearest } from '../../shared/nearest.ts'
import { isPlatform, type Platform, platforms } from '../../shared/platform.ts'
import {
  defaultCacheTtlSeconds,
  defaultLookbackHours,
  printSourceUrl,
  type SourceSettings,
  settingsProblems,
  siteFrom,
  sourceColors,
} from '../../shared/source.ts'
import type { Environment } from '../stores/store-deps.ts'
import { expandVariables } from './expand.ts'
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
import { yamlMistake } from './yaml-mistakes.ts'
import { type Entry, YamlTree } from './yaml-tree.ts'

export interface ConfigContent {
  readonly sources: readonly SourceSettings[]
  readonly problems: readonly ConfigProblem[]
  /** For each source by name, the settings fields that the file itself gives; the others have their default. */
  readonly written: ReadonlyMap<string, ReadonlySet<string>>
  /** For each source by name that stands in the `sources` list, its place there. */
  readonly listed: ReadonlyMap<string, number>
  /** Names of the sources that the file says are paused. */
  readonly paused: ReadonlySet<string>
}

/** What a file that does not exist holds. */
export const noConfig: ConfigContent = {
  sources: [],
  problems: [],
  written: new Map(),
  listed: new Map(),
  paused: new Set(),
}

/** Reads the text of a config file. `environment` chooses what is merged over `default` (TRACECRAFT_ENV, or the file's own `env`). */
export function readConfig(text: string, file: string, env: Environment, environment: string | null): ConfigContent {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const reader = new Reader(document, file, lines, env)
  return reader.read(environment)
}

class Reader {
  readonly #document: Document
  readonly #file: string
  readonly #lines: LineCounter
  readonly #env: Environment
  readonly #tree: YamlTree
  readonly #problems: ConfigProblem[] = []
  readonly #written = new Map<string, ReadonlySet<string>>()
  readonly #listed = new Map<string, number>()
  readonly #paused = new Set<string>()

  constructor(document: Document, file: string, lines: LineCounter, env: Environment) {
    this.#document = document
    this.#file = file
    this.#lines = lines
    this.#env = env
    this.#tree = new YamlTree(document, lines, (line, message) => this.#problem(line, message, null))
  }

  read(environment: string | null): ConfigContent {
    for (const error of [...this.#document.errors, ...this.#document.warnings]) {
      const { message, fix } = yamlMistake(error)
      this.#problem(this.#lines.linePos(error.pos[0]).line, message, fix)
    }
    const sources: SourceSettings[] = []
    const root = this.#document.contents
    if (isMap(root)) this.#readRoot(root, environment, sources)
    else if (root !== null)
      this.#problem(1, 'The file must be a mapping with "default", "environments" or "sources".', null)
    return {
      sources,
      problems: this.#problems,
      written: this.#written,
      listed: this.#listed,
      paused: this.#paused,
    }
  }

  #readRoot(root: YAMLMap, environment: string | null, sources: SourceSettings[]): void {
    this.#checkKeys(root, topKeys, 'at the top of the file')
    const storage = this.#storage(root, environment)
    if (storage) this.#push(sources, this.#source(storage.entries, storage.line, 'default'), storage.line)
    const list = this.#tree.under(root, 'sources')
    if (isSeq(list)) {
      for (const [at, written] of list.items.entries()) {
        const line = this.#tree.lineOf(written)
        const item = this.#tree.resolve(written)
        const source = isMap(item) ? this.#source(this.#tree.entries(item), line, null) : null
        if (!isMap(item)) this.#problem(line, 'An entry of "sources" must be a mapping with "type" and its keys.', null)
        if (this.#push(sources, source, line) && source) this.#listed.set(source.name, at)
      }
    } else if (list !== null)
      this.#problem(this.#tree.lineOf(list), '"sources" must be a list; start each source with "- type: …".', null)
  }

  /** `default.storage` with the chosen environment's storage merged over it. */
  #storage(root: YAMLMap, environment: string | null): { entries: Map<string, Entry>; line: number | null } | null {
    const base = this.#storageOf(this.#tree.under(root, 'default'), '"default"')
    const environments = this.#tree.under(root, 'environments')
    if (environments !== null && !isMap(environments))
      this.#problem(this.#tree.lineOf(environments), '"environments" must be a mapping.', null)
    const named = new Map<string, YAMLMap | null>()
    if (isMap(environments))
      // All of them are checked, so that a mistake shows before the day on which its environment is chosen.
      for (const pair of environments.items) {
        const name = this.#tree.keyOf(pair.key)
        if (name !== null) named.set(name, this.#storageOf(this.#tree.resolve(pair.value), `environment "${name}"`))
      }
    const chosen = environment ?? (this.#textOf(root, 'env') || null)
    // `env` and TRACECRAFT_ENV are the tracing library's too: in a file without environments they say nothing about sources.
    const meant = environment !== null && environment !== this.#env['TRACECRAFT_ENV']
    if (chosen !== null && !named.has(chosen) && (named.size > 0 || meant)) {
      const names = [...named.keys()]
      const near = nearest(chosen, names)
      this.#problem(
        this.#tree.lineOf(environment === null ? this.#tree.keyNode(root, 'env') : environments),
        `There is no environment "${chosen}"; "default" is used as it is.`,
        near ? `Did you mean ${near}?` : `The file has: ${names.join(', ') || 'none'}.`,
      )
    }
    const over = chosen === null ? null : (named.get(chosen) ?? null)
    for (const map of named.values()) if (map && map !== over) this.#checkEntries(this.#tree.entries(map), null)
    if (base === null && over === null) return null
    const merged = new Map<string, Entry>()
    for (const map of [base, over]) if (map) for (const [key, entry] of this.#tree.entries(map)) merged.set(key, entry)
    return merged.size > 0 ? { entries: merged, line: this.#tree.lineOf(over ?? base) } : null
  }

  /** The `storage` mapping of `default` or of an environment; its keys are checked where it is read and here. */
  #storageOf(settings: Node | null, where: string): YAMLMap | null {
    if (settings === null) return null
    if (!isMap(settings)) {
      this.#problem(this.#tree.lineOf(settings), `${where} must be a mapping.`, null)
      return null
    }
    this.#checkKeys(settings, environmentKeys, `in ${where}`)
    const storage = this.#tree.under(settings, 'storage')
    if (isMap(storage)) return storage
    if (storage !== null) this.#problem(this.#tree.lineOf(storage), `"storage" in ${where} must be a mapping.`, null)
    return null
  }

  #source(entries: Map<string, Entry>, line: number | null, fallbackName: string | null): SourceSettings | null {
    const before = this.#problems.length
    const type = this.#type(entries, line)
    this.#checkEntries(entries, type)
    if (type === null) return null
    const fields: Record<string, unknown> = { ...defaultsOf[type] }
    if (type === 'datadog') fields.site = siteFrom(this.#env['DD_SITE'])
    const written = new Set<string>()
    for (const { key, field, kind } of platformKeys[type]) {
      const entry = entries.get(key)
      if (!entry || entry.value === null || entry.value === '') continue
      const value = this.#value(key, kind, entry)
      if (value === undefined) continue
      fields[field] = value
      written.add(field)
    }
    const unnamed = { ...fields, type, name: '', color: this.#color(entries.get('color')) } as SourceSettings
    const given = this.#plain('name', entries.get('name')).trim()
    const secret = secretKind(given)
    if (secret !== null) this.#secretValue('name', entries.get('name')?.line ?? line, secret)
    const name = secret === null ? given : ''
    const source = { ...unnamed, name: name || (fallbackName ?? printSourceUrl(unnamed).replace(/\?.*$/, '')) }
    const paused = this.#isPaused(entries.get('paused'))
    if (!this.#written.has(source.name)) {
      this.#written.set(source.name, written)
      if (paused) this.#paused.add(source.name)
    }
    const told = new Set(this.#problems.slice(before).map((one) => one.line))
    for (const { field, problem } of settingsProblems(source)) {
      const key = platformKeys[type].find((one) => one.field === field)?.key ?? field
      const at = entries.get(key)?.line ?? line
      // A variable that is not set leaves nothing to check; that has been told.
      if (told.has(at) && fields[field] === '') continue
      // An endpoint with a user name or password would be printed with it.
      const unprintable = field === 'endpoint' && /user name or password/.test(problem)
      const words = [at, `${key}: ${problem}.`, `Correct ${key}.`] as const
      if (unprintable) this.#fatal(...words)
      else this.#problem(...words)
    }
    return this.#problems.slice(before).some((one) => fatal.has(one)) ? null : source
  }

  /** A single text with its variables put in; '' where there is none. */
  #plain(key: string, entry: Entry | undefined): string {
    if (!entry || entry.value === null) return ''
    if (entry.value !== undefined) return this.#expand(entry.text, entry.line)
    this.#problem(entry.line, `${key} must be a single value.`, null)
    return ''
  }

  #isPaused(entry: Entry | undefined): boolean {
    const text = this.#plain('paused', entry).trim().toLowerCase()
    if (text !== '' && text !== 'true' && text !== 'false')
      this.#problem(entry?.line ?? null, `paused: "${text}" is neither true nor false.`, 'Write it like paused: true.')
    return text === 'true'
  }

  #color(entry: Entry | undefined): string | null {
    const color = this.#plain('color', entry).trim()
    if (color === '' || (sourceColors as readonly string[]).includes(color)) return color || null
    const near = nearest(color, sourceColors)
    this.#problem(
      entry?.line ?? null,
      `color: "${color}" is not one of the colours.`,
      near ? `Did you mean ${near}?` : `Use one of ${sourceColors.join(', ')}.`,
    )
    return null
  }

  #type(entries: Map<string, Entry>, line: number | null): Platform | null {
    const entry = entries.get('type')
    const value = this.#plain('type', entry).trim()
    if (isPlatform(value)) return value
    if ((localStorageTypes as readonly string[]).includes(value)) return null
    const near = nearest(value, platforms)
    this.#fatal(
      entry?.line ?? line,
      value ? `type: "${value}" is not a platform.` : 'This source has no "type".',
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
        this.#secret(key, line)
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
    if (entry.value === undefined) {
      this.#fatal(entry.line, `${key} must be a single value.`, null)
      return undefined
    }
    if (kind === 'number') {
      const value = this.#expand(typeof entry.value === 'string' ? entry.value : entry.text, entry.line).trim()
      const number = value === '' ? Number.NaN : Number(value)
      if (Number.isFinite(number)) return number
      this.#fatal(entry.line, `${key}: "${entry.text}" is not a number.`, `Write it like ${key}: 1.`)
      return undefined
    }
    const text = this.#expand(entry.text, entry.line)
    // A password in an endpoint is told in the words of the endpoint, which do not repeat it either.
    const secret = /^https?:\/\/[^/]*@/i.test(text) ? null : secretKind(text)
    if (kind === 'variable-name' && (secret !== null || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(text))) {
      // The value is not repeated: somebody may have put the key itself here.
      this.#fatal(
        entry.line,
        `${key} must be the name of an environment variable, not a key.`,
        `Write it like ${key}: ${key.includes('app') ? 'DD_APP_KEY' : 'DD_API_KEY'}.`,
      )
      return undefined
    }
    if (secret !== null) {
      this.#secretValue(key, entry.line, secret)
      return undefined
    }
    return text
  }

  #expand(text: string, line: number | null): string {
    const expanded = expandVariables(text, this.#env)
    for (const name of expanded.unset)
      if (/^\w+$/.test(name))
        this.#problem(
          line,
          `\${${name}} is not set in the environment.`,
          `Set it, or write the value itself: export ${name}=…`,
        )
      else
        this.#problem(
          line,
          `\${${name}} does not name an environment variable.`,
          'Write it like ${NAME} or ${NAME:-otherwise}.',
        )
    return expanded.text
  }

  #textOf(map: YAMLMap, key: string): string {
    return this.#plain(key, this.#tree.entries(map).get(key)).trim()
  }

  #checkKeys(map: YAMLMap, known: readonly string[], where: string): void {
    for (const pair of map.items) {
      const key = this.#tree.keyOf(pair.key)
      if (key === null) {
        this.#problem(this.#tree.lineOf(pair.key), `A key ${where} must be a single word.`, null)
        continue
      }
      // "x-…" is the usual place for anchors that other parts refer to.
      if (known.includes(key) || key === '<<' || key.startsWith('x-')) continue
      if (secretKeyPattern.test(key)) {
        this.#secret(key, this.#tree.lineOf(pair.key))
        continue
      }
      const near = nearest(key, known)
      this.#problem(
        this.#tree.lineOf(pair.key),
        `"${key}" is not a known key ${where}.`,
        near ? `Did you mean ${near}?` : `Known keys: ${known.join(', ')}.`,
      )
    }
  }

  /** Was the source taken? */
  #push(sources: SourceSettings[], source: SourceSettings | null, line: number | null): boolean {
    if (!source) return false
    if (sources.every((one) => one.name !== source.name)) return sources.push(source) > 0
    this.#problem(
      line,
      `Two sources are named "${source.name}"; only the first is used.`,
      'Give each source its own "name".',
    )
    return false
  }

  #secret(key: string, line: number | null): void {
    this.#fatal(
      line,
      `"${key}" looks like a secret, and a secret never belongs into this file.`,
      'Remove the line; credentials come from the environment, a profile or a sign-in.',
    )
  }

  /** Neither the value nor anything made of it is repeated: it would be on the screen and in the log. */
  #secretValue(key: string, line: number | null, kind: string): void {
    this.#fatal(line, `The value of ${key} looks like a secret, and a secret never belongs into this file.`, kind)
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
  // The reference's own defaults: X-Ray reads us-east-1 and Datadog us1 unless told otherwise, by DD_SITE too.
  xray: { region: 'us-east-1', profile: null, ...common },
  cloudtrace: { project: '', ...common },
  azuremonitor: { workspaceId: '', resourceId: null, ...common },
  datadog: { site: 'us1', apiKeyEnv: 'DD_API_KEY', appKeyEnv: 'DD_APP_KEY', ...common },
}
