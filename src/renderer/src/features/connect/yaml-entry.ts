/** Reads one entry of the config file's `sources:` list, as somebody copies it out of the file. Pure. Only what such an entry is made of is understood: one value a line. */

import { nearest } from '../../../../shared/nearest.ts'
import { isPlatform, type Platform } from '../../../../shared/platform.ts'
import type { Draft } from './form-draft.ts'

type TextField = Exclude<keyof Draft, 'type' | 'color'>

const keys: Readonly<Record<string, TextField>> = {
  name: 'name',
  xray_region: 'region',
  xray_profile: 'profile',
  xray_service_name: 'service',
  cloudtrace_project_id: 'project',
  cloudtrace_service_name: 'service',
  azuremonitor_workspace_id: 'workspaceId',
  azuremonitor_resource_id: 'resourceId',
  azuremonitor_service_name: 'service',
  datadog_site: 'site',
  datadog_api_key_env: 'apiKeyEnv',
  datadog_app_key_env: 'appKeyEnv',
  datadog_service: 'service',
  ...Object.fromEntries(
    ['xray', 'cloudtrace', 'azuremonitor', 'datadog'].flatMap((platform): [string, TextField][] => [
      [`${platform}_lookback_hours`, 'lookback'],
      [`${platform}_cache_ttl_seconds`, 'ttl'],
      [`${platform}_endpoint`, 'endpoint'],
    ]),
  ),
}
/** Keys that stand above or beside an entry and fill nothing in. */
const passed: ReadonlySet<string> = new Set(['sources', 'default', 'storage', 'environments', 'env', 'paused'])

const line = /^\s*(?:-\s+)?([A-Za-z_]\w*)\s*:(?:\s+(.*))?$/

/** Does the text look like lines of the config file? */
export function looksLikeYamlEntry(text: string): boolean {
  return text.split(/\r?\n/).some((one) => {
    const key = line.exec(one)?.[1]
    return key !== undefined && (key === 'type' || key === 'sources' || (key in keys && key !== 'name'))
  })
}

export interface YamlEntry {
  readonly change: Partial<Draft>
  /** What was left out or cannot be taken as it is, in sentences. */
  readonly remarks: readonly string[]
}

/** What the first entry of the text says; null when it names no platform. */
export function readYamlEntry(text: string): YamlEntry | null {
  const change: { -readonly [K in keyof Draft]?: Draft[K] } = {}
  const remarks: string[] = []
  let type: Platform | null = null
  for (const one of text.split(/\r?\n/)) {
    const [, key, rest = ''] = line.exec(one) ?? []
    if (key === undefined) continue
    // A second entry begins.
    if (/^\s*-\s/.test(one) && Object.keys(change).length > 0) {
      remarks.push('Only the first entry was read.')
      break
    }
    const value = scalar(rest)
    if (key === 'type' && isPlatform(value)) type = change.type = value
    else if (key === 'color') change.color = value || null
    else if (Object.hasOwn(keys, key)) {
      if (value === '' || value === 'null' || value === '~') continue
      type ??= platformOfKey(key)
      const field = keys[key]!
      change[field] = field === 'lookback' ? `${value}h` : value
      if (/\$\{/.test(value)) remarks.push(`${key} refers to a variable, which only the file itself puts in.`)
    } else if (!passed.has(key) && key !== 'type') {
      const near = nearest(key, Object.keys(keys))
      remarks.push(`"${key}" is not a key of a source${near ? `; did you mean ${near}?` : '.'}`)
    }
  }
  return type === null ? null : { change: { ...change, type }, remarks }
}

function platformOfKey(key: string): Platform | null {
  const prefix = key.slice(0, key.indexOf('_'))
  return isPlatform(prefix) ? prefix : null
}

/** A value without its quotes and the comment behind it. */
function scalar(rest: string): string {
  const text = rest.trim()
  const double = /^"((?:[^"\\]|\\.)*)"/.exec(text)
  if (double) {
    try {
      return String(JSON.parse(double[0]))
    } catch {
      return double[1] ?? ''
    }
  }
  const single = /^'((?:[^']|'')*)'/.exec(text)
  if (single) return (single[1] ?? '').replaceAll("''", "'")
  return text.startsWith('#') ? '' : text.replace(/\s+#.*$/, '')
}
