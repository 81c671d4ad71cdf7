import type { ReactNode } from 'react'
import type { Discovery } from '../../../../shared/discovery.ts'
import { nearest } from '../../../../shared/nearest.ts'
import { awsRegions, datadogApiHosts } from '../../../../shared/source.ts'
import { TextField } from '../../ui/field.tsx'
import type { Draft, DraftField } from './form-draft.ts'
import { suggestionsFor } from './found-words.ts'
import styles from './source-form.module.css'

/** What a text field of the form is given. */
export type FieldProps = (name: DraftField) => {
  value: string
  onText: (text: string) => void
  onBlur: () => void
  problem: string | null
  remark: string | null
}

/** The fields of the chosen platform, with where its credentials come from. What was found on this machine is offered, never required. */
export function PlatformFields({
  draft,
  discovery,
  field,
}: {
  draft: Draft
  discovery: Discovery | undefined
  field: FieldProps
}): ReactNode {
  switch (draft.type) {
    case 'xray':
      return (
        <>
          <div className={styles.pair}>
            <TextField label="Region" placeholder="us-east-1" list="aws-regions" {...field('region')} />
            <TextField
              label="Profile"
              placeholder="default chain"
              list="aws-profiles"
              hint="Optional: a profile of ~/.aws/config."
              {...field('profile')}
              remark={profileRemark(draft.profile, discovery)}
            />
          </div>
          <Options id="aws-regions" values={[...suggestionsFor('region', discovery), ...awsRegions]} />
          <Options id="aws-profiles" values={suggestionsFor('profile', discovery)} />
          <Credentials>
            The AWS credential chain is used: environment, profile, SSO, role. It needs{' '}
            <code>xray:GetTraceSummaries</code> and <code>xray:BatchGetTraces</code>.
          </Credentials>
        </>
      )
    case 'cloudtrace':
      return (
        <>
          <TextField
            label="Project id"
            placeholder="from GOOGLE_CLOUD_PROJECT"
            list="gcp-projects"
            hint="The id, not the number."
            {...field('project')}
          />
          <Options id="gcp-projects" values={suggestionsFor('project', discovery)} />
          <Credentials>
            Application Default Credentials are used, as <code>gcloud auth application-default login</code> leaves them.
            They need <code>roles/cloudtrace.user</code>.
          </Credentials>
        </>
      )
    case 'azuremonitor':
      return (
        <>
          <TextField
            label="Workspace id"
            placeholder="from AZURE_MONITOR_WORKSPACE_ID"
            mono
            list="azure-workspaces"
            hint="A GUID: Azure portal → Log Analytics workspace → Overview → Workspace ID."
            {...field('workspaceId')}
          />
          <Options id="azure-workspaces" values={suggestionsFor('workspaceId', discovery)} />
          <TextField
            label="Or a resource id"
            placeholder="/subscriptions/…/microsoft.insights/components/…"
            mono
            hint="Optional: an Application Insights resource, asked in place of a workspace."
            {...field('resourceId')}
          />
          <Credentials>
            Your Azure sign-in is used: environment, managed identity, <code>az login</code>. It needs the role Log
            Analytics Reader.
          </Credentials>
        </>
      )
    case 'datadog':
      return (
        <>
          <TextField label="Site" list="datadog-sites" hint="us1, eu1, … or the site's host name." {...field('site')} />
          <datalist id="datadog-sites">
            {Object.entries(datadogApiHosts).map(([site, host]) => (
              <option key={site} value={site}>
                {host}
              </option>
            ))}
          </datalist>
          <div className={styles.pair}>
            <TextField
              label="Variable with the API key"
              mono
              {...field('apiKeyEnv')}
              remark={variableRemark(draft.apiKeyEnv, discovery)}
            />
            <TextField
              label="Variable with the application key"
              mono
              {...field('appKeyEnv')}
              remark={variableRemark(draft.appKeyEnv, discovery)}
            />
          </div>
          <Credentials>
            The keys are read from these environment variables and never written down. They need <code>apm_read</code>.
          </Credentials>
        </>
      )
  }
}

function profileRemark(profile: string, discovery: Discovery | undefined): string | null {
  const names = discovery?.found.filter((one) => one.kind === 'profile').map((one) => one.name) ?? []
  const asked = profile.trim()
  if (asked === '' || names.length === 0 || names.includes(asked)) return null
  const near = nearest(asked, names)
  return `No profile of this name was found on this machine${near ? `; did you mean ${near}?` : '.'}`
}

function variableRemark(name: string, discovery: Discovery | undefined): string | null {
  const variable = discovery?.variables.find((one) => one.name === name.trim())
  return variable && !variable.set ? 'This variable is not set where TraceCraft was started.' : null
}

function Options({ id, values }: { id: string; values: readonly string[] }) {
  return (
    <datalist id={id}>
      {[...new Set(values)].map((value) => (
        <option key={value} value={value} />
      ))}
    </datalist>
  )
}

function Credentials({ children }: { children: ReactNode }) {
  return <p className={styles.credentials}>{children}</p>
}
