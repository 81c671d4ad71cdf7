/**
 * The address at which a platform's own console shows a trace. Each form is one that the vendor's console writes itself when a trace or a query is shared from it; where
 * what is known does not make such an address, the reason is said, and none is guessed.
 */

import { type AzureMonitorSource, datadogApiHost, type SourceSettings } from './source.ts'
import { toW3c } from './trace-id.ts'
import { formatInstant, type Microseconds, microseconds } from './units.ts'

/** The trace that is looked for, by the platform's own id. */
export interface ConsoleTrace {
  readonly traceId: string
  readonly startTime: Microseconds | null
  readonly endTime: Microseconds | null
}

/** An https address, or why there is none, in a sentence for the user. `none` where the source is no platform at all but the demo. */
export type ConsoleAddress =
  | { readonly kind: 'address'; readonly url: string }
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'none' }

/** Where the console of the source's platform shows the trace. */
export function consoleAddress(settings: SourceSettings, trace: ConsoleTrace): ConsoleAddress {
  if (isLoopback(settings.endpoint)) return { kind: 'none' }
  switch (settings.type) {
    case 'xray':
      return xrayAddress(settings.region, trace.traceId)
    case 'cloudtrace': {
      const id = toW3c('cloudtrace', trace.traceId)
      if (settings.project === '')
        return unknown('The source takes its project from the environment, so its address is not known here.')
      if (id === null) return unknown('The trace’s id is not one that the Google Cloud console knows.')
      return address(
        `https://console.cloud.google.com/traces/explorer;traceId=${id}?project=${encodeURIComponent(settings.project)}`,
      )
    }
    case 'azuremonitor':
      return azureAddress(settings, trace)
    case 'datadog': {
      const api = datadogApiHost(settings.site)
      if (api === null) return unknown(`“${settings.site}” is not a site of Datadog.`)
      return address(`https://${datadogAppHost(api)}/apm/trace/${encodeURIComponent(trace.traceId)}`)
    }
  }
}

/** The console lives at another domain in each partition of AWS. */
function xrayAddress(region: string, traceId: string): ConsoleAddress {
  if (!/^[a-z0-9-]+$/.test(region)) return unknown('The source does not say its region.')
  if (region.includes('-iso')) return unknown('The console of an isolated region has no address on the internet.')
  const host = region.startsWith('cn-')
    ? `${region}.console.amazonaws.cn`
    : region.startsWith('us-gov-')
      ? `${region}.console.amazonaws-us-gov.com`
      : `${region}.console.aws.amazon.com`
  return address(`https://${host}/cloudwatch/home?region=${region}#xray:traces/${encodeURIComponent(traceId)}`)
}

/** us1 and eu1 answer at app.<site>, the numbered sites at their own name. */
function datadogAppHost(api: string): string {
  const site = api.replace(/^api\./, '')
  return /^(?:datadoghq\.(?:com|eu)|ddog-gov\.com)$/.test(site) ? `app.${site}` : site
}

/** Margins around the run: late rows, and clocks that differ. */
const marginMicros = 3_600_000_000

/**
 * The portal shows a transaction only to who knows the row it was opened from, so the address is that of a query for the operation. It needs the ARM id of the
 * resource: the GUID of a workspace names it to the query service alone.
 */
function azureAddress({ resourceId, endpoint }: AzureMonitorSource, trace: ConsoleTrace): ConsoleAddress {
  if (resourceId === null)
    return unknown(
      'The Azure portal opens a resource by its resource id; this source names only the GUID of its workspace.',
    )
  const portal = azurePortal(endpoint)
  if (portal === null) return unknown('The portal that belongs to this endpoint is not known.')
  const isComponent = /\/providers\/microsoft\.insights\/components\//i.test(resourceId)
  const id = JSON.stringify(trace.traceId)
  const query = isComponent
    ? `union requests, dependencies, exceptions, traces | where operation_Id == ${id} | order by timestamp asc`
    : `union AppRequests, AppDependencies, AppExceptions, AppTraces | where OperationId == ${id} | order by TimeGenerated asc`
  const span =
    trace.startTime === null
      ? 'P7D'
      : [trace.startTime - marginMicros, (trace.endTime ?? trace.startTime) + marginMicros]
          .map((at) => formatInstant(microseconds(at)).replace(/\d{3}Z$/, 'Z'))
          .join('/')
  return address(
    `${portal}/#blade/Microsoft_OperationsManagementSuite_Workspace/Logs.ReactView/resourceId/${encodeURIComponent(resourceId)}` +
      `/source/LogsBlade.AnalyticsShareLinkToQuery/query/${encodeURIComponent(query)}/timespan/${encodeURIComponent(span)}`,
  )
}

function azurePortal(endpoint: string | null): string | null {
  const host = endpoint === null ? '' : hostOf(endpoint)
  if (host === '' || /\.loganalytics\.(?:io|azure\.com)$/.test(host)) return 'https://portal.azure.com'
  if (host.endsWith('.us')) return 'https://portal.azure.us'
  return host.endsWith('.cn') ? 'https://portal.azure.cn' : null
}

function isLoopback(endpoint: string | null): boolean {
  return endpoint !== null && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostOf(endpoint))
}

function hostOf(url: string): string {
  return /^[a-z]+:\/\/(\[[^\]]*\]|[^/:?#]*)/i.exec(url)?.[1]?.toLowerCase() ?? ''
}

function address(url: string): ConsoleAddress {
  return { kind: 'address', url }
}

function unknown(reason: string): ConsoleAddress {
  return { kind: 'unknown', reason }
}
