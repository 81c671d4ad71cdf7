/** Edits the config file's `sources:` list with its comments and order kept. Text in, text out; keeper.ts does the files. */

import { type Document, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml'
import { failure, fix } from '../../shared/errors.ts'
import { defaultCacheTtlSeconds, defaultLookbackHours, type SourceSettings } from '../../shared/source.ts'
import type { Environment } from '../stores/store-deps.ts'
import { expandVariables } from './expand.ts'
import { platformKeys } from './keys.ts'
import { reorderList } from './reorder.ts'

/** A source as the mapping that the file holds; settings that equal their default are left out. */
export function sourceToYaml(source: SourceSettings): Record<string, string | number> {
  const fields = source as unknown as Record<string, string | number | null>
  const out: Record<string, string | number> = { name: source.name, type: source.type }
  for (const { key, field } of platformKeys[source.type]) {
    const value = fields[field]
    if (value !== null && value !== undefined && value !== '' && value !== defaults[field]) out[key] = value
  }
  if (source.color !== null) out['color'] = source.color
  return out
}

const defaults: Readonly<Record<string, string | number>> = {
  lookbackHours: defaultLookbackHours,
  cacheTtlSeconds: defaultCacheTtlSeconds,
  apiKeyEnv: 'DD_API_KEY',
  appKeyEnv: 'DD_APP_KEY',
}

/** The text with one more source at the end of the list. */
export function addSource(text: string, source: SourceSettings): string {
  const document = open(text)
  const list = sourceList(document)
  list.add(document.createNode(sourceToYaml(source)))
  return print(document, text)
}

/**
 * The text with the settings of the source at a place of the list replaced; keys that this app does not write, comments, and variables whose value is the wanted one, stay.
 * Null when nothing stands at the place.
 */
export function updateSource(text: string, at: number | null, source: SourceSettings, env: Environment): string | null {
  const document = open(text)
  const map = find(document, at)
  if (!map) return null
  const wanted = sourceToYaml(source)
  const fields = source as unknown as Record<string, string | number | null>
  for (const { key, field } of [...platformKeys[source.type], ...plainKeys]) {
    const old = map.get(key) as string | number | undefined
    const value = wanted[key] ?? (old === undefined ? undefined : fields[field])
    if (value === undefined || value === null || value === '') {
      // A key that says nothing may carry a comment that says why.
      if (old !== undefined) map.delete(key)
    } else if (old === undefined || expandVariables(String(old), env).text !== String(value)) map.set(key, value)
  }
  return print(document, text)
}

const plainKeys = ['name', 'type', 'color'].map((key) => ({ key, field: key }))

/** The text without the source at a place of the list. Null when nothing stands there. */
export function removeSource(text: string, at: number | null): string | null {
  const document = open(text)
  const list = document.get('sources')
  if (!isSeq(list) || at === null || !find(document, at)) return null
  list.items.splice(at, 1)
  return print(document, text)
}

/** The text with the source at a place of the list paused or not. Null when nothing stands there. */
export function pauseSource(text: string, at: number | null, paused: boolean): string | null {
  const document = open(text)
  const map = find(document, at)
  if (!map) return null
  if (paused) map.set('paused', true)
  else map.delete('paused')
  return print(document, text)
}

/** The text with entries of the list in other places: `moves` says, for a place, the number of the entry that stands there now. Null when there is no such list. */
export function reorderSources(text: string, moves: ReadonlyMap<number, number>): string | null {
  const document = open(text)
  const list = document.get('sources')
  if (!isSeq(list)) return null
  const order = list.items.map((_, at) => moves.get(at) ?? at)
  const moved = reorderList(text, order)
  if (moved !== null) return moved
  list.items = order.map((from) => list.items[from])
  return print(document, text)
}

/** The document as text, in the manner of the text before: line ends, byte order mark, indentation of lists, and no line folded. */
function print(document: Document, before: string): string {
  const printed = document.toString({ lineWidth: 0, indentSeq: !/^sources:[^\n]*\n(\s*(#[^\n]*)?\n)*- /m.test(before) })
  const lines = /\r\n/.test(before) ? printed.replace(/\r?\n/g, '\r\n') : printed
  return before.startsWith('\uFEFF') && !lines.startsWith('\uFEFF') ? `\uFEFF${lines}` : lines
}

function open(text: string): Document {
  const document = parseDocument(text)
  if (document.errors.length > 0 || (document.contents !== null && !isMap(document.contents)))
    throw failure({
      code: 'SETTINGS',
      message: 'The config file was not changed, because it cannot be read as it is.',
      cause: document.errors[0]?.message ?? 'Its top is not a mapping.',
      fix: fix('Correct the file, then save again.'),
    })
  return document
}

function sourceList(document: Document): YAMLSeq {
  const list = document.get('sources')
  if (isSeq(list)) return list
  const made = document.createNode([])
  document.set('sources', made)
  return made
}

function find(document: Document, at: number | null): YAMLMap | null {
  const list = document.get('sources')
  const item = isSeq(list) && at !== null ? list.items[at] : null
  return isMap(item) ? item : null
}
