import { ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { datadogApiHosts } from '../../../../shared/source.ts'
import { TextField } from '../../ui/field.tsx'
import { ColorChoice } from '../../ui/source-color.tsx'
import type { Draft, DraftField, ReadDraft } from './form-draft.ts'
import styles from './source-form.module.css'

/** The fields of one platform. No field takes a secret: each says where the credentials come from. Problems are shown once a field was left, or when `strict`. */
export function SourceForm({
  draft,
  read,
  strict,
  onChange,
}: {
  draft: Draft
  read: ReadDraft
  strict: boolean
  onChange: (change: Partial<Draft>) => void
}) {
  const [touched, setTouched] = useState<ReadonlySet<DraftField>>(new Set())
  const field = (name: DraftField) => ({
    value: draft[name],
    onText: (text: string) => onChange({ [name]: text }),
    onBlur: () => setTouched((before) => new Set(before).add(name)),
    // An empty field is not yet a mistake while the user is on the way to it.
    problem: strict || (touched.has(name) && draft[name] !== '') ? (read.problems[name] ?? null) : null,
  })
  const moreHasProblem = (['ttl', 'endpoint'] as const).some((name) => read.problems[name] !== undefined)

  return (
    <div className={styles.form}>
      <TextField label="Name" placeholder={read.settings.name || 'its URL, if left empty'} {...field('name')} />
      <PlatformFields draft={draft} field={field} />
      <div className={styles.pair}>
        <TextField
          label="Service"
          placeholder="all services"
          hint="Optional. Must match exactly, upper and lower case included."
          {...field('service')}
        />
        <TextField label="Look back" hint="Such as 90m, 24h or 7d." {...field('lookback')} />
      </div>
      <details className={styles.more} open={(strict && moreHasProblem) || draft.endpoint !== '' || undefined}>
        <summary className={styles.summary}>
          <ChevronRight size={13} className={styles.chevron} aria-hidden />
          More settings
        </summary>
        <div className={styles.pair}>
          <TextField
            label="Cache, seconds"
            hint="How long an answer is kept in memory. 0 switches it off."
            {...field('ttl')}
          />
          <TextField
            label="Endpoint"
            placeholder="the platform's own"
            mono
            hint="A base URL for a private endpoint or a proxy."
            {...field('endpoint')}
          />
        </div>
        <div className={styles.color}>
          <span className={styles.colorLabel}>Colour</span>
          <ColorChoice label="Colour" value={draft.color} onChange={(color) => onChange({ color })} />
        </div>
      </details>
    </div>
  )
}

type FieldProps = (name: DraftField) => {
  value: string
  onText: (text: string) => void
  onBlur: () => void
  problem: string | null
}

function PlatformFields({ draft, field }: { draft: Draft; field: FieldProps }): ReactNode {
  switch (draft.type) {
    case 'xray':
      return (
        <>
          <div className={styles.pair}>
            <TextField label="Region" placeholder="us-east-1" {...field('region')} />
            <TextField
              label="Profile"
              placeholder="default chain"
              hint="Optional: a profile of ~/.aws/config."
              {...field('profile')}
            />
          </div>
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
            hint="The id, not the number."
            {...field('project')}
          />
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
            hint="A GUID: Azure portal → Log Analytics workspace → Overview → Workspace ID."
            {...field('workspaceId')}
          />
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
            <TextField label="Variable with the API key" mono {...field('apiKeyEnv')} />
            <TextField label="Variable with the application key" mono {...field('appKeyEnv')} />
          </div>
          <Credentials>
            The keys are read from these environment variables and never written down. They need <code>apm_read</code>.
          </Credentials>
        </>
      )
  }
}

function Credentials({ children }: { children: ReactNode }) {
  return <p className={styles.credentials}>{children}</p>
}
