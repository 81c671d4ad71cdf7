/**
 * The least that must be granted for a source to be read, ready to copy: an IAM policy, a role binding, a role assignment, the scopes of a key.
 *
 * Names of permissions are those of the platforms' own references: AWS X-Ray's service authorization reference, Cloud Trace's access control page, Azure's built-in roles,
 * Datadog's application key scopes.
 */

import { shellWord } from './shell-word.ts'
import type { AzureMonitorSource, CloudTraceSource, SourceSettings, XRaySource } from './source.ts'

/** One permission and what it is for. */
export interface AccessPermission {
  readonly name: string
  readonly purpose: string
  /** Without it the source cannot be read; without the others it is read with less. */
  readonly required: boolean
}

/** What to grant for one source. */
export interface AccessPolicy {
  /** `IAM policy`, `Role on the project`, … */
  readonly title: string
  /** Where it goes, in one sentence. */
  readonly text: string
  /** What to copy. */
  readonly content: string
  readonly language: 'json' | 'shell' | 'text'
  readonly permissions: readonly AccessPermission[]
  readonly url: string
}

/** Names the grantee where the platform's command needs one. */
export interface Grantee {
  /** A user name, a service account's address or an app id; null when it is not known. */
  readonly principal: string | null
}

/** The calls that X-Ray sources make. Identity is asked of STS, which needs no permission (sts:GetCallerIdentity cannot be denied). */
const xrayPermissions: readonly AccessPermission[] = [
  { name: 'xray:GetTraceSummaries', purpose: 'list runs', required: true },
  { name: 'xray:BatchGetTraces', purpose: 'open a run', required: true },
  { name: 'xray:GetTraceSegmentDestination', purpose: 'notice Transaction Search', required: false },
  { name: 'xray:GetIndexingRules', purpose: 'say what share of traces it indexes', required: false },
  { name: 'xray:StartTraceRetrieval', purpose: 'open a run under Transaction Search', required: false },
  { name: 'xray:ListRetrievedTraces', purpose: 'open a run under Transaction Search', required: false },
  { name: 'xray:CancelTraceRetrieval', purpose: 'stop an opening that nobody waits for', required: false },
]

/** Role of Cloud Trace that may list and read traces; no narrower built-in one may. */
export const cloudTraceRole = 'roles/cloudtrace.user'
/** Azure's built-in role that may query logs. */
export const logAnalyticsRole = 'Log Analytics Reader'

/** What to grant so that this source can be read. */
export function accessPolicy(settings: SourceSettings, grantee: Grantee = { principal: null }): AccessPolicy {
  switch (settings.type) {
    case 'xray':
      return xrayPolicy(settings)
    case 'cloudtrace':
      return {
        title: `Role ${cloudTraceRole} on the project`,
        text: `An owner of the project grants it.${settings.project === '' ? ' GOOGLE_CLOUD_PROJECT names the project.' : ''}`,
        content: cloudTraceGrant(settings, grantee.principal),
        language: 'shell',
        permissions: [
          { name: 'cloudtrace.traces.list', purpose: 'list runs', required: true },
          { name: 'cloudtrace.traces.get', purpose: 'open a run', required: true },
        ],
        url: 'https://cloud.google.com/trace/docs/iam',
      }
    case 'azuremonitor':
      return {
        title: `Role ${logAnalyticsRole} on the ${settings.resourceId === null ? 'workspace' : 'resource'}`,
        text: 'An owner of it grants the role, which can take up to 60 minutes to work.',
        content: logAnalyticsGrant(settings, grantee.principal),
        language: 'shell',
        permissions: [{ name: logAnalyticsRole, purpose: 'query the tables of traces', required: true }],
        url: 'https://learn.microsoft.com/azure/azure-monitor/logs/manage-access',
      }
    case 'datadog':
      return {
        title: 'Scopes of the application key',
        text: `Datadog → Organization Settings → Application Keys: give the key of ${settings.appKeyEnv} these scopes, and its owner the same permissions. The API key needs none.`,
        content: 'apm_read\nllm_observability_read',
        language: 'text',
        permissions: [
          { name: 'apm_read', purpose: 'list and open runs', required: true },
          { name: 'llm_observability_read', purpose: 'read prompts and answers of LLM Observability', required: false },
        ],
        url: 'https://docs.datadoghq.com/account_management/api-app-keys/',
      }
  }
}

function xrayPolicy({ region }: XRaySource): AccessPolicy {
  const document = {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'ReadTraces',
        Effect: 'Allow',
        Action: xrayPermissions.filter((one) => one.required).map((one) => one.name),
        Resource: '*',
      },
      {
        Sid: 'ReadTransactionSearch',
        Effect: 'Allow',
        Action: xrayPermissions.filter((one) => !one.required).map((one) => one.name),
        Resource: '*',
      },
    ],
  }
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
  return {
    title: 'IAM policy',
    text: `Attach it to the user or the role that reads. The managed policy arn:${partition}:iam::aws:policy/AWSXrayReadOnlyAccess holds it too.`,
    content: JSON.stringify(document, null, 2),
    language: 'json',
    permissions: xrayPermissions,
    url: 'https://docs.aws.amazon.com/xray/latest/devguide/security_iam_service-with-iam.html',
  }
}

/** The command that lets somebody read a project's traces. Without a principal it grants to the account of gcloud. */
export function cloudTraceGrant({ project }: Pick<CloudTraceSource, 'project'>, principal: string | null): string {
  const where = project === '' ? '"$GOOGLE_CLOUD_PROJECT"' : shellWord(project)
  return `gcloud projects add-iam-policy-binding ${where} --member=${member(principal)} --role=${cloudTraceRole}`
}

/** The command that lets somebody act as a service account. Without a principal it grants to the account of gcloud. */
export function impersonationGrant(serviceAccount: string, principal: string | null): string {
  return `gcloud iam service-accounts add-iam-policy-binding ${shellWord(serviceAccount)} --member=${member(principal)} --role=roles/iam.serviceAccountTokenCreator`
}

function member(principal: string | null): string {
  if (principal === null) return '"user:$(gcloud config get-value account)"'
  return shellWord(`${principal.endsWith('.gserviceaccount.com') ? 'serviceAccount' : 'user'}:${principal}`)
}

/** The command that lets somebody query a workspace or a resource. Without a principal it grants to the account of Azure CLI. */
export function logAnalyticsGrant(
  { workspaceId, resourceId }: Pick<AzureMonitorSource, 'workspaceId' | 'resourceId'>,
  principal: string | null,
): string {
  const assignee = principal === null ? '"$(az account show --query user.name -o tsv)"' : shellWord(principal)
  const id = workspaceId === '' ? '$AZURE_MONITOR_WORKSPACE_ID' : workspaceId.replaceAll(/[^0-9a-zA-Z-]/g, '')
  const scope =
    resourceId === null
      ? `"$(az monitor log-analytics workspace list --query "[?customerId=='${id}'].id" -o tsv)"`
      : shellWord(resourceId)
  return `az role assignment create --assignee ${assignee} --role "${logAnalyticsRole}" --scope ${scope}`
}
