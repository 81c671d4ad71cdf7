import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { accessPolicy } from '../../../src/shared/access-policy.ts'
import { datadogApiHosts, parseSourceUrl } from '../../../src/shared/source.ts'

const page = readFileSync(join(import.meta.dirname, '../../../docs/connections.md'), 'utf8')

describe('docs/connections.md', () => {
  it('shows the very policy that the app gives to copy for X-Ray', () => {
    const shown = /```json\n([\s\S]*?)```/.exec(page)![1]!
    expect(JSON.parse(shown)).toEqual(JSON.parse(accessPolicy(parseSourceUrl('xray://us-east-1/')).content))
  })

  it('shows the very command that the app gives to copy for Cloud Trace', () => {
    expect(page).toContain(accessPolicy(parseSourceUrl('cloudtrace://my-project/')).content)
  })

  it('names the role of Azure Monitor, the scopes of Datadog and every site', () => {
    expect(page).toContain('--role "Log Analytics Reader"')
    for (const scope of accessPolicy(parseSourceUrl('datadog://us1/')).content.split('\n'))
      expect(page).toContain(`\`${scope}\``)
    for (const site of Object.keys(datadogApiHosts)) expect(page).toContain(site)
  })

  it.each([
    'aws sts get-caller-identity',
    'gcloud auth application-default print-access-token',
    'az account show',
    'aws sso login',
    'gcloud auth application-default login',
    'az login',
    'export DD_API_KEY=…',
    'AWS_EC2_METADATA_DISABLED=false',
    'METADATA_SERVER_DETECTION=assume-present',
    'AZURE_TOKEN_CREDENTIALS=InteractiveBrowserCredential',
  ])('says %s', (words) => {
    expect(page).toContain(words)
  })
})
