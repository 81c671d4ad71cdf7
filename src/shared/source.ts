/**
 * A source: one place that traces are read from, and the URL that names it.
 *
 *     xray://REGION/SERVICE              xray://us-east-1/my-bedrock-agent
 *     cloudtrace://PROJECT/SERVICE       cloudtrace://my-gcp-project/
 *     azuremonitor://WORKSPACE-ID/SERVICE   (or azuremonitor:///subscriptions/…/components/NAME, an Application Insights resource)
 *     datadog://SITE/SERVICE             datadog://eu1/my-service
 *
 * The service is optional. A query may add `lookback` (90m, 24h, 7d), `ttl` (seconds), `name`, `endpoint` and, for X-Ray, `profile`.
 * An empty project or workspace is filled from GOOGLE_CLOUD_PROJECT or AZURE_MONITOR_WORKSPACE_ID where the source is opened.
 */

import { failure, fix } from './errors.ts'
import { nearest } from './nearest.ts'
import { isPlatform, type Platform, platforms } from './platform.ts'
import { formatLookback, milliseconds, parseLookback } from './units.ts'

/** What every source has, whatever its platform. */
export interface SourceCommon {
  /** What the user calls it; unique among the sources. */
  readonly name: string
  /** A colour of the palette (`red`, `amber`, …) or null. */
  readonly color: string | null
  /** Only runs that touch this service; null for all. Case-sensitive. */
  readonly service: string | null
  /** How far back a list looks when it is asked nothing else. */
  readonly lookbackHours: number
  /** How long an answer is kept in memory. 0 switches the cache off. */
  readonly cacheTtlSeconds: number
  /** A base URL in place of the platform's own, or null. Plain http is accepted for loopback only. */
  readonly endpoint: string | null
}

export interface XRaySource extends SourceCommon {
  readonly type: 'xray'
  readonly region: string
  /** A named profile of ~/.aws; null for the default chain. */
  readonly profile: string | null
}

export interface CloudTraceSource extends SourceCommon {
  readonly type: 'cloudtrace'
  /** Project id. Empty: GOOGLE_CLOUD_PROJECT. */
  readonly project: string
}

export interface AzureMonitorSource extends SourceCommon {
  readonly type: 'azuremonitor'
  /** Log Analytics workspace GUID. Empty: AZURE_MONITOR_WORKSPACE_ID, unless a resource id is given. */
  readonly workspaceId: string
  /** ARM id of an Application Insights component, asked in place of a workspace; or null. */
  readonly resourceId: string | null
}

export interface DatadogSource extends SourceCommon {
  readonly type: 'datadog'
  /** us1, us3, us5, eu1, ap1, ap2, uk1, us1-fed, us2-fed, or a site's own host name such as datadoghq.eu. */
  readonly site: string
  /** Names of the environment variables that hold the keys. */
  readonly apiKeyEnv: string
  readonly appKeyEnv: string
}

/** The settings of one source. `type` tells the platform. */
export type SourceSettings = XRaySource | CloudTraceSource | AzureMonitorSource | DatadogSource

/** The settings of a source of one platform. */
export type SourceOf<P extends Platform> = Extract<SourceSettings, { type: P }>

/** Where a source was defined. Only `config` ones are written back. */
export type SourceOrigin = 'config' | 'argument' | 'demo'

/** The colours a source may have, as words of the config file. */
export const sourceColors = ['red', 'amber', 'green', 'teal', 'blue', 'violet'] as const

export const defaultLookbackHours = 1
export const defaultCacheTtlSeconds = 60

/** Datadog's site keys and the host of each site's API. */
export const datadogApiHosts: Readonly<Record<string, string>> = {
  us1: 'api.datadoghq.com',
  us3: 'api.us3.datadoghq.com',
  us5: 'api.us5.datadoghq.com',
  eu1: 'api.datadoghq.eu',
  ap1: 'api.ap1.datadoghq.com',
  ap2: 'api.ap2.datadoghq.com',
  uk1: 'api.uk1.datadoghq.com',
  'us1-fed': 'api.ddog-gov.com',
  'us2-fed': 'api.us2.ddog-gov.com',
}

/**
 * The API host of a Datadog site, given its key or its own host name; null when the text is neither. Hosts that are not Datadog's are refused, because the keys would be sent
 * there.
 */
export function datadogApiHost(site: string): string | null {
  const key = site.toLowerCase()
  if (Object.hasOwn(datadogApiHosts, key)) return datadogApiHosts[key]!
  const host = site.toLowerCase().replace(/^(api|app)\./, '')
  return /^([a-z0-9-]+\.)*(datadoghq\.(com|eu)|ddog-gov\.com)$/.test(host) ? `api.${host}` : null
}

/** The Datadog site of a source that names none: what DD_SITE says, which may be wrong and is checked like any other, else us1. */
export function siteFrom(ddSite: string | null | undefined): string {
  const text = ddSite?.trim().toLowerCase()
  return text ? (datadogSiteKey(text) ?? text) : 'us1'
}

/** The key of a Datadog site, given its key or a host name (Datadog's own DD_SITE is `datadoghq.eu`); the host where no key is known for it; null for what is no site. */
export function datadogSiteKey(text: string): string | null {
  const given = text.trim().toLowerCase()
  const host = datadogApiHost(given)
  if (host === null) return null
  return Object.keys(datadogApiHosts).find((key) => datadogApiHosts[key] === host) ?? given
}

const guidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
// Every region so far is a continent, sometimes a partition, a direction and a number; a new one will be too.
const regionPattern =
  /^[a-z]{2,4}(-(gov|iso[a-z]?|[a-z]{2}))?-(north|south|east|west|central|northeast|northwest|southeast|southwest)-\d{1,2}$/
const projectPattern = /^(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/
const resourcePattern =
  /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.(?:insights\/components|operationalinsights\/workspaces)\/[^/]+$/i

/** Regions that were known when this was written; a suggestion is drawn from them, never a refusal. */
export const awsRegions = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'ca-west-1',
  'sa-east-1',
  'mx-central-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-east-1',
  'me-south-1',
  'me-central-1',
  'af-south-1',
  'il-central-1',
  'us-gov-east-1',
  'us-gov-west-1',
  'cn-north-1',
  'cn-northwest-1',
] as const

/** Why a value cannot be an X-Ray region, or null when it can. A well-formed region that this list does not know yet is accepted. */
export function regionProblem(region: string): string | null {
  if (regionPattern.test(region)) return null
  const near = nearest(region, awsRegions)
  return `"${region}" is not an AWS region${near ? `; did you mean ${near}?` : ' (they look like us-east-1)'}`
}

/** Why a value cannot be a Google Cloud project id, or null. Empty means "from the environment". */
export function projectProblem(project: string): string | null {
  if (project === '' || projectPattern.test(project)) return null
  if (/^\d+$/.test(project))
    return `"${project}" is a project number; use the project id (gcloud projects list shows both)`
  return `"${project}" is not a Google Cloud project id (6 to 30 lower-case letters, digits and dashes)`
}

/** Why a value cannot be a Log Analytics workspace id, or null. Names the two things that are usually pasted by mistake. */
export function workspaceProblem(workspace: string): string | null {
  if (workspace === '' || guidPattern.test(workspace)) return null
  if (/InstrumentationKey=|IngestionEndpoint=/i.test(workspace))
    return 'this is an Application Insights connection string; the workspace id is a GUID (Azure portal → Log Analytics workspace → Overview → Workspace ID)'
  return `"${workspace}" is not a workspace id, which is a GUID (Azure portal → Log Analytics workspace → Overview → Workspace ID)`
}

/** Why a value cannot be a Datadog site, or null. */
export function siteProblem(site: string): string | null {
  if (datadogApiHost(site)) return null
  const near = nearest(site, Object.keys(datadogApiHosts))
  return `"${site}" is not a Datadog site${near ? `; did you mean ${near}?` : ` (${Object.keys(datadogApiHosts).join(', ')})`}`
}

/** Why a value cannot be an Azure resource id, or null. */
export function resourceProblem(resourceId: string): string | null {
  return resourcePattern.test(resourceId)
    ? null
    : `"${resourceId}" is not the id of an Application Insights resource (/subscriptions/…/resourceGroups/…/providers/microsoft.insights/components/NAME)`
}

/** Why a value cannot be an endpoint, or null. Plain http is for loopback only, so that no credential travels in the clear. */
export function endpointProblem(endpoint: string): string | null {
  let url: URL
  try {
    url = new URL(endpoint)
  } catch {
    return `"${withoutSecrets(endpoint)}" is not a URL`
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return `"${withoutSecrets(endpoint)}" is neither https nor http`
  if (url.username || url.password) return 'an endpoint must not carry a user name or password'
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname))
    return `"${endpoint}" is plain http, which is accepted for loopback addresses only; use https`
  return null
}

/** Is this host name the machine itself (127.0.0.0/8, ::1, localhost)? */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

/** Is this a plain-http loopback endpoint, which never receives real credentials? */
export function isPlainLoopback(endpoint: string | null): boolean {
  if (endpoint === null || endpointProblem(endpoint) !== null) return false
  return new URL(endpoint).protocol === 'http:'
}

/** Every problem of a source's settings, in words, keyed by the settings field. Empty when it can be opened. */
export function settingsProblems(source: SourceSettings): { field: string; problem: string }[] {
  const found: { field: string; problem: string }[] = []
  const check = (field: string, problem: string | null) => {
    if (problem !== null) found.push({ field, problem })
  }
  if (source.type === 'xray') check('region', regionProblem(source.region))
  if (source.type === 'cloudtrace') check('project', projectProblem(source.project))
  if (source.type === 'datadog') check('site', siteProblem(source.site))
  if (source.type === 'azuremonitor') {
    check('workspaceId', workspaceProblem(source.workspaceId))
    if (source.resourceId !== null) check('resourceId', resourceProblem(source.resourceId))
  }
  if (source.endpoint !== null) check('endpoint', endpointProblem(source.endpoint))
  if (!(source.lookbackHours > 0)) check('lookbackHours', 'the look-back must be more than 0 hours')
  if (!(source.cacheTtlSeconds >= 0)) check('cacheTtlSeconds', 'the cache TTL must be 0 or more seconds')
  return found
}

const examples: Record<Platform, string> = {
  xray: 'xray://us-east-1/my-agent',
  cloudtrace: 'cloudtrace://my-project/my-agent',
  azuremonitor: 'azuremonitor://00000000-0000-0000-0000-000000000000/my-agent',
  datadog: 'datadog://us1/my-service',
}

/** Does the text look like a source URL (`scheme://…`), whether or not it is a right one? */
export function looksLikeSourceUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text.trim())
}

/**
 * Reads a source URL. Throws a SETTINGS TraceCraftError that names what is wrong and shows a right URL. The name is the
 * URL itself without its query unless `?name=` gives one. `ddSite` is what DD_SITE says, for a Datadog URL without a site; us1 without it.
 */
export function parseSourceUrl(text: string, ddSite: string | null = null): SourceSettings {
  const url = text.trim()
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?$/i.exec(url)
  const scheme = (match?.[1] ?? /^([a-z0-9+.-]+):/i.exec(url)?.[1] ?? '').toLowerCase()
  if (!match || !isPlatform(scheme)) {
    const near = scheme ? nearest(scheme, platforms) : null
    throw badUrl(
      url,
      match
        ? `"${scheme}" is not one of ${platforms.join(', ')}${near ? `; did you mean ${near}?` : ''}`
        : 'it is not SCHEME://PLACE/SERVICE',
      isPlatform(near ?? scheme) ? ((near ?? scheme) as Platform) : 'xray',
    )
  }
  const type: Platform = scheme
  const place = decode(match[2]!, url, type)
  if (place.includes('@')) throw badUrl(url, 'a source URL must not carry a user name, a password or a key', type)
  const rawPath = match[3]!.replace(/^\//, '')
  const path = decode(rawPath, url, type)
  const query = readQuery(match[4] ?? '', url, type)
  const resource =
    type === 'azuremonitor' && place === '' && /^subscriptions\//i.test(path) ? resourceAndService(path) : null
  const service = resource ? resource.service : decode(rawPath.replace(/\/$/, ''), url, type) || null
  // Looked for before decoding: %2F is a slash of the name itself.
  if (!resource && /^\/[^/]*\/./.test(match[3]!))
    throw badUrl(url, 'there is more than one "/" after the place; a service name with a slash is written %2F', type)
  const common: SourceCommon = {
    name: query.name ?? url.replace(/\?.*$/, ''),
    color: null,
    service,
    lookbackHours: query.lookbackHours ?? defaultLookbackHours,
    cacheTtlSeconds: query.ttl ?? defaultCacheTtlSeconds,
    endpoint: query.endpoint,
  }
  const known = type === 'datadog' && place === '' ? siteFrom(ddSite) : place
  const source = withPlace(type, known, resource?.id ?? null, query.profile, common)
  if (type === 'xray' && place === '') throw badUrl(url, 'the region is missing', type)
  const problem = settingsProblems(source)[0]
  if (problem) throw badUrl(url, problem.problem, type)
  return source
}

function withPlace(
  type: Platform,
  place: string,
  resourceId: string | null,
  profile: string | null,
  common: SourceCommon,
): SourceSettings {
  switch (type) {
    case 'xray':
      return { type, region: place, profile, ...common }
    case 'cloudtrace':
      return { type, project: place, ...common }
    case 'azuremonitor':
      return { type, workspaceId: place.toLowerCase(), resourceId, ...common }
    case 'datadog':
      return { type, site: place.toLowerCase(), apiKeyEnv: 'DD_API_KEY', appKeyEnv: 'DD_APP_KEY', ...common }
  }
}

function resourceAndService(path: string): { id: string; service: string | null } {
  const parts = path.split('/')
  return { id: `/${parts.slice(0, 8).join('/')}`, service: parts.slice(8).join('/') || null }
}

interface UrlQuery {
  name: string | null
  lookbackHours: number | null
  ttl: number | null
  endpoint: string | null
  profile: string | null
}

function readQuery(text: string, url: string, type: Platform): UrlQuery {
  const known = ['name', 'lookback', 'ttl', 'endpoint', ...(type === 'xray' ? ['profile'] : [])]
  const out: UrlQuery = { name: null, lookbackHours: null, ttl: null, endpoint: null, profile: null }
  for (const [key, value] of new URLSearchParams(text)) {
    if (!known.includes(key))
      throw badUrl(url, `"${key}" is not a parameter of a source URL (${known.join(', ')})`, type)
    if (key === 'name') out.name = value || null
    if (key === 'profile') out.profile = value || null
    if (key === 'endpoint') out.endpoint = value || null
    if (key === 'lookback') {
      const lookback = parseLookback(value)
      if (lookback === null) throw badUrl(url, `lookback=${value} is not a time such as 90m, 24h or 7d`, type)
      out.lookbackHours = lookback / 3.6e6
    }
    if (key === 'ttl') {
      if (!/^\d+(\.\d+)?$/.test(value)) throw badUrl(url, `ttl=${value} is not a number of seconds`, type)
      out.ttl = Number(value)
    }
  }
  return out
}

function decode(text: string, url: string, type: Platform): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw badUrl(url, 'it has a "%" that is not followed by two hex digits', type)
  }
}

/** An address as it may be said again: without user and password, also within an endpoint, and without the values of parameters that a source URL does not have. */
function withoutSecrets(address: string): string {
  return address
    .replace(/(^|\/\/|%2F%2F|=)[^/?#&=]*?(@|%40)/gi, '$1…$2')
    .replace(/([?&](?!(?:name|lookback|ttl|endpoint|profile)=)[^=&]*=)[^&]+/gi, '$1…')
}

function badUrl(url: string, cause: string, platform: Platform) {
  return failure({
    code: 'SETTINGS',
    message: `"${withoutSecrets(url)}" is not a source URL.`,
    cause: `${cause[0]!.toUpperCase()}${cause.slice(1)}.`,
    fix: fix(`Write it like ${examples[platform]}.`),
  })
}

/** Prints settings as the URL that parseSourceUrl reads back; defaults are left out. */
export function printSourceUrl(source: SourceSettings): string {
  const place = encodeURIComponent(placeOf(source))
  const service = source.service ? encodeURIComponent(source.service) : ''
  const base =
    source.type === 'azuremonitor' && source.resourceId !== null
      ? `azuremonitor://${source.resourceId}${service ? `/${service}` : ''}`
      : `${source.type}://${place}/${service}`
  const query = new URLSearchParams()
  if (source.type === 'xray' && source.profile) query.set('profile', source.profile)
  if (source.lookbackHours !== defaultLookbackHours)
    query.set('lookback', formatLookback(milliseconds(source.lookbackHours * 3.6e6)))
  if (source.cacheTtlSeconds !== defaultCacheTtlSeconds) query.set('ttl', String(source.cacheTtlSeconds))
  if (source.endpoint !== null) query.set('endpoint', source.endpoint)
  if (source.name !== base) query.set('name', source.name)
  const text = query.toString()
  return text ? `${base}?${text}` : base
}

/** The place a source reads from: region, project, workspace or resource, site. */
export function placeOf(source: SourceSettings): string {
  switch (source.type) {
    case 'xray':
      return source.region
    case 'cloudtrace':
      return source.project
    case 'azuremonitor':
      return source.resourceId ?? source.workspaceId
    case 'datadog':
      return source.site
  }
}
