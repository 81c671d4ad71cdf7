/** What a user pastes to name a source: a source URL, a console's address, an id, export lines. Pure; a secret in it is never kept. */

import {
  looksLikeSourceUrl,
  parseSourceUrl,
  regionProblem,
  resourceProblem,
  workspaceProblem,
} from '../../../../shared/source.ts'
import { isPlatform } from '../../../../shared/platform.ts'
import { toErrorInfo } from '../../app/to-error-info.ts'
import { type Draft, draftOf, siteOfHost } from './form-draft.ts'

/** What a pasted text fills in, and how to say so; or why it could not be used. */
export type PasteResult =
  | { readonly kind: 'filled'; readonly change: Partial<Draft>; readonly said: string }
  | { readonly kind: 'problem'; readonly said: string }

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Reads a pasted text. */
export function readPaste(text: string): PasteResult {
  const given = text.trim()
  if (/^(export\s+|set\s+|\$env:)?[A-Z][A-Z0-9_]*\s*=/m.test(given) && !/InstrumentationKey=/i.test(given))
    return readExports(given)
  if (/^https?:\/\//i.test(given)) return readConsole(given)
  if (looksLikeSourceUrl(given)) return readSourceUrl(given)
  if (/InstrumentationKey=|IngestionEndpoint=/i.test(given))
    return { kind: 'problem', said: `Not a workspace id: ${workspaceProblem(given) ?? ''}.` }
  if (guid.test(given))
    return filled({ type: 'azuremonitor', workspaceId: given.toLowerCase() }, 'Read as a Log Analytics workspace id.')
  if (given.startsWith('/subscriptions/')) return readResource(given)
  if (regionProblem(given) === null) return filled({ type: 'xray', region: given }, 'Read as an AWS region.')
  if (/(^|\.)(datadoghq\.(com|eu)|ddog-gov\.com)$/i.test(given))
    return filled({ type: 'datadog', site: siteOfHost(given) }, 'Read as a Datadog site.')
  return {
    kind: 'problem',
    said: 'This is none of: a source URL, the address of a platform’s console, a workspace id, an Azure resource id, an AWS region, export lines.',
  }
}

function filled(change: Partial<Draft>, said: string): PasteResult {
  return { kind: 'filled', change, said }
}

function readSourceUrl(text: string): PasteResult {
  try {
    const settings = parseSourceUrl(text)
    const draft = draftOf(settings)
    // A URL without a name is called by itself; an empty field means the same and follows further edits.
    return filled({ ...draft, name: draft.name.includes('://') ? '' : draft.name }, 'Read as a source URL.')
  } catch (error) {
    const info = toErrorInfo(error)
    const scheme = text.slice(0, text.indexOf(':'))
    return {
      kind: 'problem',
      said: [info.cause ?? info.message, isPlatform(scheme) ? info.fix?.text : null].filter(Boolean).join(' '),
    }
  }
}

function readConsole(text: string): PasteResult {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return { kind: 'problem', said: 'This address cannot be read.' }
  }
  const host = url.hostname
  if (/(^|\.)console\.(aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)$/.test(host)) {
    const region = url.searchParams.get('region') ?? /^([a-z]{2}[a-z-]*-\d)\.console\./.exec(host)?.[1]
    return region
      ? filled({ type: 'xray', region }, 'Read as an address of the AWS console.')
      : { kind: 'problem', said: 'This address of the AWS console does not say its region.' }
  }
  if (host === 'console.cloud.google.com') {
    const project = url.searchParams.get('project')
    return project
      ? filled({ type: 'cloudtrace', project }, 'Read as an address of the Google Cloud console.')
      : { kind: 'problem', said: 'This address of the Google Cloud console does not say its project.' }
  }
  if (/(^|\.)portal\.azure\.(com|us|cn)$/.test(host)) {
    const id =
      /\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.(?:insights\/components|operationalinsights\/workspaces)\/[^/?#]+/i.exec(
        decodeURIComponent(url.hash),
      )?.[0]
    return id
      ? readResource(id)
      : {
          kind: 'problem',
          said: 'This address of the Azure portal names no Application Insights resource or workspace.',
        }
  }
  if (/(^|\.)(datadoghq\.(com|eu)|ddog-gov\.com)$/.test(host)) {
    const service = /service:("?)([^"\s]+)\1/.exec(url.searchParams.get('query') ?? '')?.[2]
    return filled(
      { type: 'datadog', site: siteOfHost(host), ...(service ? { service } : {}) },
      'Read as an address of Datadog.',
    )
  }
  return { kind: 'problem', said: `"${host}" is not the console of a platform that can be read.` }
}

function readResource(id: string): PasteResult {
  const problem = resourceProblem(id)
  return problem === null
    ? filled({ type: 'azuremonitor', resourceId: id, workspaceId: '' }, 'Read as an Azure resource id.')
    : { kind: 'problem', said: `${problem}.` }
}

function readExports(text: string): PasteResult {
  const change: { -readonly [K in keyof Draft]?: Draft[K] } = {}
  let secrets = 0
  for (const line of text.split(/\r?\n|;/)) {
    const match = /^\s*(?:export\s+|set\s+|\$env:)?([A-Z][A-Z0-9_]*)\s*=\s*["']?(.*?)["']?\s*$/.exec(line)
    if (!match) continue
    const [, name = '', value = ''] = match
    if (/API_?KEY$|DD_API_KEY/.test(name) && /DD|DATADOG/.test(name)) {
      change.type = 'datadog'
      change.apiKeyEnv = name
      secrets += 1
    } else if (/APP(LICATION)?_?KEY$|DD_APP_KEY/.test(name) && /DD|DATADOG/.test(name)) {
      change.type = 'datadog'
      change.appKeyEnv = name
      secrets += 1
    } else if (name === 'DD_SITE') {
      change.type = 'datadog'
      change.site = siteOfHost(value)
    } else if (name === 'AWS_REGION' || name === 'AWS_DEFAULT_REGION') {
      change.type ??= 'xray'
      change.region = value
    } else if (name === 'AWS_PROFILE') {
      change.type ??= 'xray'
      change.profile = value
    } else if (name === 'GOOGLE_CLOUD_PROJECT') {
      change.type ??= 'cloudtrace'
      change.project = value
    } else if (name === 'AZURE_MONITOR_WORKSPACE_ID') {
      change.type ??= 'azuremonitor'
      change.workspaceId = value
    } else if (/SECRET|TOKEN|PASSWORD|ACCESS_KEY|CREDENTIALS/.test(name)) secrets += 1
  }
  if (change.type === undefined)
    return {
      kind: 'problem',
      said:
        secrets > 0
          ? 'These are secrets. Set them in the environment that TraceCraft is started from; they are not kept here.'
          : 'None of these variables names a source.',
    }
  const names = secrets > 0 ? ' The keys themselves were not kept: only the names of their variables.' : ''
  return filled(change, `Read as export lines.${names}`)
}
