/** The form as the user types it, and the settings that it means. Pure. */

import type { Platform } from '../../../../shared/platform.ts'
import {
  datadogApiHosts,
  defaultCacheTtlSeconds,
  defaultLookbackHours,
  printSourceUrl,
  type SourceSettings,
  settingsProblems,
} from '../../../../shared/source.ts'
import { formatLookback, milliseconds, parseLookback } from '../../../../shared/units.ts'
import { remarksOn } from './form-remarks.ts'

/** Every field as text. Fields of other platforms are kept, so that switching the platform back loses nothing. */
export interface Draft {
  readonly type: Platform
  readonly name: string
  readonly service: string
  readonly lookback: string
  readonly ttl: string
  readonly endpoint: string
  readonly region: string
  readonly profile: string
  readonly project: string
  readonly workspaceId: string
  readonly resourceId: string
  readonly site: string
  readonly apiKeyEnv: string
  readonly appKeyEnv: string
  readonly color: string | null
}

export type DraftField = Exclude<keyof Draft, 'type' | 'color'>

export const emptyDraft: Draft = {
  type: 'xray',
  name: '',
  service: '',
  lookback: formatLookback(milliseconds(defaultLookbackHours * 3.6e6)),
  ttl: String(defaultCacheTtlSeconds),
  endpoint: '',
  region: '',
  profile: '',
  project: '',
  workspaceId: '',
  resourceId: '',
  site: 'us1',
  apiKeyEnv: 'DD_API_KEY',
  appKeyEnv: 'DD_APP_KEY',
  color: null,
}

/** The form filled with a source's settings. */
export function draftOf(settings: SourceSettings): Draft {
  const common = {
    ...emptyDraft,
    type: settings.type,
    name: settings.name,
    service: settings.service ?? '',
    lookback: formatLookback(milliseconds(settings.lookbackHours * 3.6e6)),
    ttl: String(settings.cacheTtlSeconds),
    endpoint: settings.endpoint ?? '',
    color: settings.color,
  }
  switch (settings.type) {
    case 'xray':
      return { ...common, region: settings.region, profile: settings.profile ?? '' }
    case 'cloudtrace':
      return { ...common, project: settings.project }
    case 'azuremonitor':
      return { ...common, workspaceId: settings.workspaceId, resourceId: settings.resourceId ?? '' }
    case 'datadog':
      return { ...common, site: settings.site, apiKeyEnv: settings.apiKeyEnv, appKeyEnv: settings.appKeyEnv }
  }
}

export interface ReadDraft {
  readonly settings: SourceSettings
  /** What is wrong, by form field. Empty when the source can be saved. */
  readonly problems: Readonly<Partial<Record<DraftField, string>>>
  /** What may be a mistake and stops nothing, by form field. */
  readonly remarks: Readonly<Partial<Record<DraftField, string>>>
  /** Is the place (region, project, workspace, site) right, so that the source can be written down as a URL? */
  readonly placed: boolean
}

const placeFields: readonly string[] = ['region', 'project', 'workspaceId', 'resourceId', 'site']

const fieldOf: Readonly<Record<string, DraftField>> = { lookbackHours: 'lookback', cacheTtlSeconds: 'ttl' }

/** The settings that the form means, and what is wrong with them. `takenNames` are the names of the other sources. */
export function readDraft(draft: Draft, takenNames: readonly string[]): ReadDraft {
  const lookback = parseLookback(draft.lookback)
  const ttl = /^\d+(\.\d+)?$/.test(draft.ttl.trim()) ? Number(draft.ttl) : null
  const unnamed = settingsOf(draft, {
    name: '',
    color: draft.color,
    service: draft.service.trim() || null,
    lookbackHours: (lookback ?? 3.6e6) / 3.6e6,
    cacheTtlSeconds: ttl ?? defaultCacheTtlSeconds,
    endpoint: draft.endpoint.trim() || null,
  })
  const wrong = settingsProblems(unnamed)
  const placed = !wrong.some(({ field }) => placeFields.includes(field))
  const settings = { ...unnamed, name: draft.name.trim() || (placed ? defaultName(unnamed) : '') }
  const problems: Partial<Record<DraftField, string>> = {}
  for (const { field, problem } of wrong) {
    const at = fieldOf[field] ?? (field as DraftField)
    problems[at] ??= problem
  }
  if (draft.type === 'xray' && draft.region.trim() === '') problems.region = 'a region is needed, such as us-east-1'
  if (lookback === null) problems.lookback = 'this is not a time such as 90m, 24h or 7d'
  if (ttl === null) problems.ttl = 'this is not a number of seconds'
  if (takenNames.includes(settings.name)) problems.name = `there is already a source called "${settings.name}"`
  if (draft.type === 'datadog') {
    if (!isVariable(draft.apiKeyEnv)) problems.apiKeyEnv = variableProblem
    if (!isVariable(draft.appKeyEnv)) problems.appKeyEnv = variableProblem
  }
  return { settings, problems, remarks: remarksOn(draft, settings), placed }
}

/** An API host or an address of the app in place of a site names the site all the same. */
function siteMeant(text: string): string {
  const site = text.trim().toLowerCase()
  return /^(api|app)\./.test(site) ? siteOfHost(site) : site
}

const variableProblem = 'this is not the name of an environment variable; put the key into the environment, not here'

function isVariable(text: string): boolean {
  // A Datadog key itself is 32 or 40 hex digits, and would pass as a name.
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text.trim()) && !/^[0-9a-f]{32,40}$/i.test(text.trim())
}

function defaultName(settings: SourceSettings): string {
  return printSourceUrl({
    ...settings,
    lookbackHours: defaultLookbackHours,
    cacheTtlSeconds: defaultCacheTtlSeconds,
    endpoint: null,
    ...(settings.type === 'xray' ? { profile: null } : {}),
  }).replace(/\?.*$/, '')
}

function settingsOf(draft: Draft, common: Omit<SourceSettings, 'type'>): SourceSettings {
  switch (draft.type) {
    case 'xray':
      return { ...common, type: 'xray', region: draft.region.trim(), profile: draft.profile.trim() || null }
    case 'cloudtrace':
      return { ...common, type: 'cloudtrace', project: draft.project.trim() }
    case 'azuremonitor':
      return {
        ...common,
        type: 'azuremonitor',
        workspaceId: draft.workspaceId.trim().toLowerCase(),
        resourceId: draft.resourceId.trim() || null,
      }
    case 'datadog':
      return {
        ...common,
        type: 'datadog',
        site: siteMeant(draft.site),
        apiKeyEnv: draft.apiKeyEnv.trim(),
        appKeyEnv: draft.appKeyEnv.trim(),
      }
  }
}

/** The key of a Datadog site, given any of its host names, an organisation's own subdomain included; the host itself where the list does not know it. */
export function siteOfHost(host: string): string {
  const bare = host.toLowerCase().replace(/^(api|app)\./, '')
  const known = (name: string) =>
    Object.entries(datadogApiHosts).find(([, api]) => api.replace(/^api\./, '') === name)?.[0] ?? null
  return known(bare) ?? known(bare.replace(/^[^.]+\./, '')) ?? bare
}
