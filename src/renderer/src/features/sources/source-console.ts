/** The platform's own page of a source, for looking at the same traces there. */

import { datadogApiHost, type SourceSettings } from '../../../../shared/source.ts'

/** The address, or null where there is none that is known: a source with its own endpoint, or an Azure workspace, whose GUID names no page of the portal. */
export function consoleUrl(source: SourceSettings): string | null {
  if (source.endpoint !== null) return null
  switch (source.type) {
    case 'xray':
      return `https://${source.region}.${awsConsole(source.region)}/cloudwatch/home?region=${source.region}#xray:traces/query`
    case 'cloudtrace':
      return source.project === ''
        ? null
        : `https://console.cloud.google.com/traces/list?project=${encodeURIComponent(source.project)}`
    case 'azuremonitor':
      return source.resourceId === null ? null : `https://portal.azure.com/#resource${source.resourceId}/overview`
    case 'datadog': {
      const host = datadogApiHost(source.site)?.replace(/^api\./, '')
      if (!host) return null
      // Sites with a name of their own (us5.datadoghq.com) have no "app." before it.
      const page = host.split('.').length > 2 ? host : `app.${host}`
      const query = source.service === null ? '' : `?query=${encodeURIComponent(`service:${source.service}`)}`
      return `https://${page}/apm/traces${query}`
    }
  }
}

function awsConsole(region: string): string {
  if (region.startsWith('cn-')) return 'console.amazonaws.cn'
  return region.startsWith('us-gov-') ? 'console.amazonaws-us-gov.com' : 'console.aws.amazon.com'
}
