/** The source that a link from outside means, and the words by which a link names one. */

import { TraceCraftError } from './errors.ts'
import {
  datadogSiteKey,
  looksLikeSourceUrl,
  parseSourceUrl,
  placeOf,
  printSourceUrl,
  type SourceSettings,
} from './source.ts'

interface KnownSource {
  readonly id: string
  readonly settings: SourceSettings
}

/** What a link's `source` stands for among the sources that there are. */
export type LinkedSource =
  /** One, or several that read the same place. */
  | { readonly kind: 'known'; readonly ids: readonly string[] }
  /** A place that no source reads. These settings may be offered to the user, and never be used unasked. */
  | { readonly kind: 'new'; readonly settings: SourceSettings }
  /** Nothing that could be offered; `problem` is a sentence. */
  | { readonly kind: 'unknown'; readonly problem: string }

/**
 * Finds the source that `text` names: by its id, its name, or the place that its URL says. A URL of a place that is not known gives settings without anything that a stranger may not
 * choose: a URL with an endpoint is refused, because credentials would be sent there, and a profile is left out.
 */
export function linkedSource(text: string, sources: readonly KnownSource[]): LinkedSource {
  const named = sources.find(({ id }) => id === text) ?? sources.find(({ settings }) => settings.name === text)
  if (named) return { kind: 'known', ids: [named.id] }
  if (!looksLikeSourceUrl(text)) return { kind: 'unknown', problem: `No source is called “${text}”.` }
  let settings: SourceSettings
  try {
    settings = parseSourceUrl(text)
  } catch (error) {
    const why = error instanceof TraceCraftError ? (error.info.cause ?? error.info.message) : ''
    return { kind: 'unknown', problem: `The link names its source in a way that cannot be read. ${why}`.trim() }
  }
  const samePlace = sources.filter(
    (one) => one.settings.endpoint === null && placeKey(one.settings) === placeKey(settings),
  )
  const same = samePlace.filter((one) => one.settings.service === settings.service)
  const ids = (same.length > 0 ? same : samePlace).map(({ id }) => id)
  if (ids.length > 0) return { kind: 'known', ids }
  if (settings.endpoint !== null)
    return { kind: 'unknown', problem: 'The link names an endpoint of its own, which is never taken from a link.' }
  const own = { ...settings, ...(settings.type === 'xray' ? { profile: null } : {}) }
  return { kind: 'new', settings: { ...own, name: printSourceUrl({ ...own, name: '' }).replace(/\?.*$/, '') } }
}

/** How a link names a source: by its place, which is the same for others too, or by its name where it has an endpoint of its own. */
export function linkNameOf(settings: SourceSettings): string {
  if (settings.endpoint !== null) return settings.name
  return printSourceUrl(settings).replace(/\?.*$/, '')
}

function placeKey(settings: SourceSettings): string {
  const place = placeOf(settings)
  return `${settings.type} ${settings.type === 'datadog' ? (datadogSiteKey(place) ?? place) : place.toLowerCase()}`
}
