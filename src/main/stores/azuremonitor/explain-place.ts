/** The place that was asked and who asked, as far as error texts need them. */

import { logAnalyticsGrant } from '../../../shared/access-policy.ts'
import { type Fix, fix } from '../../../shared/errors.ts'
import { scrubAzureText } from '../../credentials/azure-scrub.ts'

export interface Place {
  readonly workspaceId: string
  readonly resourceId: string | null
  /** User name, or app id; null while unknown. */
  readonly principal: string | null
}

/** The command that gives the missing role. */
export function roleFix(place: Place): Fix {
  return fix(
    'Ask an owner of the workspace to give the role "Log Analytics Reader". It can take up to 60 minutes to work.',
    logAnalyticsGrant(place, place.principal),
    'https://learn.microsoft.com/azure/azure-monitor/logs/manage-access',
  )
}

/** Where the right id is to be found. */
export function workspaceFix(place: Place): Fix {
  return place.resourceId === null
    ? fix(
        'Check the workspace id: Azure portal → Log Analytics workspace → Overview → Workspace ID. It is a GUID, and neither the connection string nor the instrumentation key.',
        'az monitor log-analytics workspace list --query "[].{name:name, workspaceId:customerId}" -o table',
      )
    : fix(
        'Check the resource id: Azure portal → Application Insights → Properties → Resource ID.',
        'az resource list --resource-type microsoft.insights/components --query "[].id" -o tsv',
      )
}

/** Text of the platform without tokens and secrets, at most 2,000 characters. */
export function scrub(text: string): string {
  return scrubAzureText(text).slice(0, 2000)
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
