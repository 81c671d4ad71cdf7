/** The place that was asked and who asked, as far as error texts need them. */

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
  const assignee = place.principal === null ? '<user, group or app id>' : shellWord(place.principal)
  const scope =
    place.resourceId === null
      ? `"$(az monitor log-analytics workspace list --query "[?customerId=='${safeId(place.workspaceId)}'].id" -o tsv)"`
      : shellWord(place.resourceId)
  return fix(
    'Ask an owner of the workspace to give the role "Log Analytics Reader". It can take up to 60 minutes to work.',
    `az role assignment create --assignee ${assignee} --role "Log Analytics Reader" --scope ${scope}`,
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

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

function safeId(id: string): string {
  return id.replaceAll(/[^0-9a-zA-Z-]/g, '')
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
