/** Edits the config file's `sources:` list with its comments and order kept. Text in, text out; keeper.ts does the files. */

import { type Document, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml'
import { failure, fix } from '../../shared/errors.ts'
import { defaultCacheTtlSeconds, defaultLookbackHours, type SourceSettings } from '../../shared/source.ts'
import { platformKeys } from './keys.ts'

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
  return document.toString()
}

/** The text with a source's settings replaced; keys that this app does not write, and comments, stay. Null when the list has no such name. */
export function updateSource(text: string, name: string, source: SourceSettings): string | null {
  const document = open(text)
  const map = find(document, name)
  if (!map) return null
  const wanted = sourceToYaml(source)
  const written = new Set(['name', 'type', 'color', ...platformKeys[source.type].map((one) => one.key)])
  for (const key of written) {
    if (wanted[key] === undefined) map.delete(key)
    else if (map.get(key) !== wanted[key]) map.set(key, wanted[key])
  }
  return document.toString()
}

/** The text without a source. Null when the list has no such name. */
export function removeSource(text: string, name: string): string | null {
  const document = open(text)
  const list = document.get('sources')
  const map = find(document, name)
  if (!isSeq(list) || !map) return null
  list.items.splice(list.items.indexOf(map), 1)
  return document.toString()
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

function find(document: Document, name: string): YAMLMap | null {
  const list = document.get('sources')
  if (!isSeq(list)) return null
  for (const item of list.items) if (isMap(item) && item.get('name') === name) return item
  return null
}
