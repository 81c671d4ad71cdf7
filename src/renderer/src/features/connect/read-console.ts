/** Reads the address of a platform's console, as it stands in the browser. Pure. */

import { siteOfHost } from './form-draft.ts'
import { filled, type PasteResult, problem, readResource } from './paste-result.ts'

/** What the address says of a source. */
export function readConsole(text: string): PasteResult {
  if (!URL.canParse(text)) return problem('This address cannot be read.')
  const url = new URL(text)
  const host = url.hostname
  if (/(^|\.)console\.(aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)$/.test(host)) return readAws(url)
  if (/^xray\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|api\.aws)$/.test(host))
    return filled({ type: 'xray', region: host.split('.')[1] ?? '' }, 'Read as the X-Ray API of a region.')
  if (host === 'console.cloud.google.com') return readGoogle(url)
  if (/(^|\.)portal\.azure\.(com|us|cn)$/.test(host)) return readAzure(url)
  if (/(^|\.)(datadoghq\.(com|eu)|ddog-gov\.com)$/.test(host)) return readDatadog(url)
  return problem(
    `"${host}" is not the console of a platform that can be read. An endpoint of your own goes into the field below.`,
  )
}

function readAws(url: URL): PasteResult {
  const region = url.searchParams.get('region') ?? /^([a-z]{2}[a-z-]*-\d)\.console\./.exec(url.hostname)?.[1]
  return region
    ? filled({ type: 'xray', region }, 'Read as an address of the AWS console.')
    : problem(
        'This address of the AWS console does not say its region. Choose the region there, and copy the address again.',
      )
}

function readGoogle(url: URL): PasteResult {
  const project = url.searchParams.get('project')
  if (!project) return problem('This address of the Google Cloud console does not say its project.')
  if (/^\d+$/.test(project))
    return problem(
      `This address names the project by its number, ${project}. The project id is needed: gcloud projects list shows both.`,
    )
  return filled({ type: 'cloudtrace', project }, 'Read as an address of the Google Cloud console.')
}

function readAzure(url: URL): PasteResult {
  const id =
    /\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.(?:insights\/components|operationalinsights\/workspaces)\/[^/?#]+/i.exec(
      decoded(url.hash),
    )?.[0]
  return id
    ? readResource(id)
    : problem(
        'This address of the Azure portal names no Application Insights resource and no Log Analytics workspace. Open one there, and copy the address again.',
      )
}

function readDatadog(url: URL): PasteResult {
  const query = url.searchParams.get('query') ?? ''
  const service =
    /service:("?)([^"\s]+)\1/.exec(query)?.[2] ??
    /^\/apm\/(?:services|entity\/service:)\/?([^/?]+)/.exec(decoded(url.pathname))?.[1]
  const isApi = url.hostname.startsWith('api.')
  return filled(
    { type: 'datadog', site: siteOfHost(url.hostname), ...(service ? { service } : {}) },
    isApi ? 'Read as the API of a Datadog site.' : 'Read as an address of Datadog.',
  )
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
