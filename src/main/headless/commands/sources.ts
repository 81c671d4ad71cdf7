/** `tracecraft sources`: the configured sources and where each setting comes from. */

import {
  defaultCacheTtlSeconds,
  defaultLookbackHours,
  printSourceUrl,
  type SourceSettings,
} from '../../../shared/source.ts'
import { endpointVariable } from '../../config/effective.ts'
import { platformKeys } from '../../config/keys.ts'
import type { Invocation } from '../args.ts'
import type { Output } from '../output.ts'
import { safeText } from '../print/safe-text.ts'
import type { Session } from '../session.ts'

type SourcesInvocation = Extract<Invocation, { command: 'sources' }>

interface SettingReport {
  readonly key: string
  readonly value: string | number | null
  /** `config`, `environment VARIABLE` or `default`. */
  readonly from: string
}

export function sources(asked: SourcesInvocation, session: Session, output: Output): void {
  const reports = session.registry.entries().map(({ settings, paused }) => ({
    name: settings.name,
    paused,
    type: settings.type,
    url: printSourceUrl(settings),
    settings: settingsOf(settings, session.config.written.get(settings.name) ?? new Set()),
  }))
  if (asked.format === 'json') {
    output.json(
      JSON.stringify(
        {
          config: session.keeper.path,
          problems: session.config.problems.map(({ line, message, fix }) => ({ line, message, fix })),
          sources: reports,
        },
        null,
        2,
      ),
    )
    return
  }
  output.note(`Config file: ${session.keeper.path}`)
  if (reports.length === 0) output.note('It defines no source yet. Add one in the app, or write "sources:" into it.')
  for (const { name, url, paused, settings } of reports) {
    output.data(
      `${output.style.bold(safeText(name))}  ${output.style.dim(safeText(url))}${paused ? output.style.dim('  paused') : ''}`,
    )
    for (const { key, value, from } of settings)
      output.data(`  ${key.padEnd(30)} ${safeText(String(value ?? '–')).padEnd(38)} ${output.style.dim(from)}`)
  }
}

function settingsOf(source: SourceSettings, written: ReadonlySet<string>): SettingReport[] {
  const values = source as unknown as Record<string, string | number | null>
  return platformKeys[source.type].map(({ key, field }) => {
    const value = values[field] ?? null
    if (written.has(field)) return { key, value, from: 'config' }
    const variable = variableFor(source, field)
    const fromEnvironment = variable ? process.env[variable]?.trim() : undefined
    if (variable && fromEnvironment) return { key, value: fromEnvironment, from: `environment ${variable}` }
    return { key, value: value === '' ? null : value, from: isDefault(field, value) ? 'default' : 'config' }
  })
}

function isDefault(field: string, value: string | number | null): boolean {
  if (field === 'lookbackHours') return value === defaultLookbackHours
  if (field === 'cacheTtlSeconds') return value === defaultCacheTtlSeconds
  return true
}

function variableFor(source: SourceSettings, field: string): string | null {
  if (field === 'endpoint') return endpointVariable[source.type]
  if (field === 'project') return process.env['GOOGLE_CLOUD_PROJECT'] ? 'GOOGLE_CLOUD_PROJECT' : 'GCLOUD_PROJECT'
  if (field === 'workspaceId') return 'AZURE_MONITOR_WORKSPACE_ID'
  return null
}
