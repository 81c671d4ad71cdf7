/** Reads lines that set environment variables, in the manner of any shell. Pure; the values of key variables are never kept, only their names. */

import type { Draft } from './form-draft.ts'
import { siteOfHost } from './form-draft.ts'
import { secretProblem } from '../../../../shared/looks-secret.ts'
import { filled, type PasteResult, problem } from './paste-result.ts'

const forms: readonly RegExp[] = [
  // export A=b · A=b · set A=b (cmd) · $env:A = "b" (PowerShell)
  /^\s*(?:export\s+|set\s+|setx\s+|\$env:)?([A-Z][A-Z0-9_]*)\s*=\s*(.*)$/,
  // set -gx A b (fish) · setx A b (cmd)
  /^\s*(?:set\s+-\w+\s+|setx\s+)([A-Z][A-Z0-9_]*)\s+(.*)$/,
]

function assignments(text: string): [name: string, value: string][] {
  return text.split(/\r?\n|;|&&/).flatMap((line): [string, string][] => {
    const match = forms.map((form) => form.exec(line)).find((one) => one !== null)
    const value = match?.[2]?.trim().replace(/^(["'])(.*)\1$/, '$2') ?? ''
    return match?.[1] ? [[match[1], value]] : []
  })
}

/** Does the text set variables? */
export function looksLikeExports(text: string): boolean {
  return assignments(text).length > 0
}

/** What the variables say of a source. */
export function readExports(text: string): PasteResult {
  const change: { -readonly [K in keyof Draft]?: Draft[K] } = {}
  let secrets = 0
  for (const [name, value] of assignments(text)) {
    if (/(DD|DATADOG).*API_?KEY/.test(name)) {
      change.type = 'datadog'
      change.apiKeyEnv = name
      secrets += 1
    } else if (/(DD|DATADOG).*APP(LICATION)?_?KEY/.test(name)) {
      change.type = 'datadog'
      change.appKeyEnv = name
      secrets += 1
    } else if (/SECRET|TOKEN|PASSWORD|ACCESS_KEY|CREDENTIALS|CONNECTION_STRING|INSTRUMENTATION/.test(name)) secrets += 1
    else if (secretProblem(value) !== null) secrets += 1
    else if (name === 'DD_SITE') {
      change.type = 'datadog'
      change.site = siteOfHost(value)
    } else if (name === 'DD_SERVICE') {
      change.type ??= 'datadog'
      change.service = value
    } else if (name === 'AWS_REGION' || name === 'AWS_DEFAULT_REGION') {
      change.type ??= 'xray'
      change.region = value
    } else if (name === 'AWS_PROFILE' || name === 'AWS_DEFAULT_PROFILE') {
      change.type ??= 'xray'
      change.profile = value
    } else if (name === 'GOOGLE_CLOUD_PROJECT' || name === 'GCLOUD_PROJECT' || name === 'CLOUDSDK_CORE_PROJECT') {
      change.type ??= 'cloudtrace'
      change.project = value
    } else if (name === 'AZURE_MONITOR_WORKSPACE_ID') {
      change.type ??= 'azuremonitor'
      change.workspaceId = value
    }
  }
  if (change.type === undefined)
    return secrets > 0
      ? {
          kind: 'problem',
          secret: true,
          said: 'These are secrets. Set them in the environment that TraceCraft is started from; they were not kept.',
        }
      : problem('None of these variables names a source.')
  const names = secrets > 0 ? ' The keys themselves were not kept: only the names of their variables.' : ''
  return filled(change, `Read as lines that set variables.${names}`)
}
