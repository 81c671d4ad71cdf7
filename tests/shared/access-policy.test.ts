import { describe, expect, it } from 'vitest'
import { tasks } from '../../src/main/stores/xray/connection.ts'
import { accessPolicy, cloudTraceGrant, impersonationGrant, logAnalyticsGrant } from '../../src/shared/access-policy.ts'
import { parseSourceUrl } from '../../src/shared/source.ts'

const workspace = '11111111-2222-3333-4444-555555555555'

describe('the policy to copy', () => {
  it('of X-Ray is an IAM policy with every call that is made, and no other', () => {
    const policy = accessPolicy(parseSourceUrl('xray://us-east-1/'))
    const document = JSON.parse(policy.content) as { Statement: { Effect: string; Action: string[] }[] }
    expect(document.Statement.every((one) => one.Effect === 'Allow')).toBe(true)
    const actions = document.Statement.flatMap((one) => one.Action)
    expect(actions.toSorted()).toEqual(
      Object.values(tasks)
        .map((task) => `xray:${task.operation}`)
        .toSorted(),
    )
    expect(policy.permissions.filter((one) => one.required).map((one) => one.name)).toEqual([
      'xray:GetTraceSummaries',
      'xray:BatchGetTraces',
    ])
  })

  it.each([
    ['us-east-1', 'arn:aws:iam'],
    ['cn-north-1', 'arn:aws-cn:iam'],
    ['us-gov-west-1', 'arn:aws-us-gov:iam'],
  ])('names the managed policy of the partition of %s', (region, arn) => {
    expect(accessPolicy(parseSourceUrl(`xray://${region}/`)).text).toContain(arn)
  })

  it('of Cloud Trace is a role binding on the project', () => {
    expect(accessPolicy(parseSourceUrl('cloudtrace://my-project/')).content).toBe(
      'gcloud projects add-iam-policy-binding my-project --member="user:$(gcloud config get-value account)" --role=roles/cloudtrace.user',
    )
    expect(accessPolicy(parseSourceUrl('cloudtrace:///')).content).toContain('"$GOOGLE_CLOUD_PROJECT"')
  })

  it('of Azure Monitor is a role assignment on the workspace or the resource', () => {
    const policy = accessPolicy(parseSourceUrl(`azuremonitor://${workspace}/`), { principal: 'ada@corp.example' })
    expect(policy.content).toBe(
      `az role assignment create --assignee ada@corp.example --role "Log Analytics Reader" --scope "$(az monitor log-analytics workspace list --query "[?customerId=='${workspace}'].id" -o tsv)"`,
    )
    const id = '/subscriptions/s/resourceGroups/g/providers/microsoft.insights/components/c'
    expect(accessPolicy(parseSourceUrl(`azuremonitor://${id}`)).content).toMatch(new RegExp(`--scope ${id}$`))
  })

  it('of Datadog are the scopes of the application key that this source uses', () => {
    const policy = accessPolicy({ ...parseSourceUrl('datadog://us1/'), appKeyEnv: 'DD_TEAM_APP_KEY' } as never)
    expect(policy.content.split('\n')).toEqual(['apm_read', 'llm_observability_read'])
    expect(policy.text).toContain('DD_TEAM_APP_KEY')
  })
})

describe('a command', () => {
  it.each([
    cloudTraceGrant({ project: "p'; rm -rf /" }, "a'; rm -rf /"),
    impersonationGrant("a'; rm -rf /", null),
    logAnalyticsGrant({ workspaceId: "x'].id; rm -rf /", resourceId: null }, "a'; rm -rf /"),
    logAnalyticsGrant({ workspaceId: '', resourceId: "/a'; rm -rf /" }, null),
  ])('quotes what it is made of: %s', (command) => {
    const bare = command.replaceAll(/'(?:[^']|'\\'')*'/g, '')
    expect(bare).not.toMatch(/;|rm -rf \//)
  })

  it('names service accounts as such', () => {
    expect(cloudTraceGrant({ project: 'p' }, 'r@p.iam.gserviceaccount.com')).toContain(
      '--member=serviceAccount:r@p.iam.gserviceaccount.com',
    )
  })
})
