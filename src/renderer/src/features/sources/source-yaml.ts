/** A source as an entry of the config file's `sources:` list, for reading and copying. The file itself is written by the service. */

import { defaultCacheTtlSeconds, defaultLookbackHours, type SourceSettings } from '../../../../shared/source.ts'

type Line = readonly [key: string, value: string | number | null]

function placeLines(source: SourceSettings): Line[] {
  switch (source.type) {
    case 'xray':
      return [
        ['xray_region', source.region],
        ['xray_profile', source.profile],
        ['xray_service_name', source.service],
      ]
    case 'cloudtrace':
      return [
        ['cloudtrace_project_id', source.project || null],
        ['cloudtrace_service_name', source.service],
      ]
    case 'azuremonitor':
      return [
        ['azuremonitor_workspace_id', source.workspaceId || null],
        ['azuremonitor_resource_id', source.resourceId],
        ['azuremonitor_service_name', source.service],
      ]
    case 'datadog':
      return [
        ['datadog_site', source.site],
        ['datadog_api_key_env', source.apiKeyEnv === 'DD_API_KEY' ? null : source.apiKeyEnv],
        ['datadog_app_key_env', source.appKeyEnv === 'DD_APP_KEY' ? null : source.appKeyEnv],
        ['datadog_service', source.service],
      ]
  }
}

/** The YAML text of one source, `sources:` above it. Settings that equal their default are left out. */
export function sourceYaml(source: SourceSettings): string {
  const lookback = source.lookbackHours === defaultLookbackHours ? null : source.lookbackHours
  const ttl = source.cacheTtlSeconds === defaultCacheTtlSeconds ? null : source.cacheTtlSeconds
  const lines: Line[] = [
    ['name', source.name],
    ['type', source.type],
    ...placeLines(source),
    [`${source.type}_lookback_hours`, lookback],
    [`${source.type}_cache_ttl_seconds`, ttl],
    [`${source.type}_endpoint`, source.endpoint],
    ['color', source.color],
  ]
  const kept = lines.filter(([, value]) => value !== null)
  return `sources:\n${kept.map(([key, value], index) => `${index === 0 ? '  - ' : '    '}${key}: ${scalar(value ?? '')}`).join('\n')}\n`
}

/** Plain where YAML reads it back as the same text, else in double quotes, whose escapes YAML shares with JSON. */
function scalar(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const plain = /^[A-Za-z/][A-Za-z0-9 ._/@-]*$/.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value)
  return plain && !value.endsWith(' ') ? value : JSON.stringify(value)
}
