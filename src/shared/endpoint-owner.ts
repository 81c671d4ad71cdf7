/** To whom an endpoint belongs, so that nobody sends credentials elsewhere without having read so. */

import { type Platform, platformTitle } from './platform.ts'
import { endpointProblem, type SourceSettings } from './source.ts'

/** The domains of each platform's own APIs, private endpoints included. */
const own: Record<Platform, RegExp> = {
  xray: /(^|\.)(amazonaws\.com|amazonaws\.com\.cn|api\.aws)$/,
  cloudtrace: /(^|\.)googleapis\.com$/,
  azuremonitor: /(^|\.)loganalytics\.(io|us|azure\.com|azure\.us|azure\.cn)$|(^|\.)monitor\.azure\.(com|us|cn)$/,
  datadog: /(^|\.)(datadoghq\.(com|eu)|ddog-gov\.com)$/,
}

/**
 * What a user must know of an endpoint that is not the platform's own: "Credentials for AWS X-Ray will be sent to proxy.example." Null for the platform's own hosts, without an
 * endpoint, and for plain http, which is for loopback only and gets placeholders.
 */
export function endpointWarning(source: Pick<SourceSettings, 'type' | 'endpoint'>): string | null {
  if (source.endpoint === null || endpointProblem(source.endpoint) !== null) return null
  const { protocol, hostname, host } = new URL(source.endpoint)
  if (protocol !== 'https:' || own[source.type].test(hostname)) return null
  return `Credentials for ${platformTitle[source.type]} will be sent to ${host}, which is not a host of that platform.`
}
