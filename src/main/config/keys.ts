/** The keys of a source in the config file, those of the reference and ours, and the setting that each one sets. */

import type { Platform } from '../../shared/platform.ts'

export type KeyKind = 'text' | 'number' | 'variable-name'

export interface ConfigKey {
  readonly key: string
  /** Field of SourceSettings. */
  readonly field: string
  readonly kind: KeyKind
}

function keysOf(platform: Platform, service: string, own: readonly ConfigKey[]): readonly ConfigKey[] {
  return [
    ...own,
    { key: service, field: 'service', kind: 'text' },
    { key: `${platform}_lookback_hours`, field: 'lookbackHours', kind: 'number' },
    { key: `${platform}_cache_ttl_seconds`, field: 'cacheTtlSeconds', kind: 'number' },
    { key: `${platform}_endpoint`, field: 'endpoint', kind: 'text' },
  ]
}

/** Each platform's keys, in the order in which they are written. */
export const platformKeys: Record<Platform, readonly ConfigKey[]> = {
  xray: keysOf('xray', 'xray_service_name', [
    { key: 'xray_region', field: 'region', kind: 'text' },
    { key: 'xray_profile', field: 'profile', kind: 'text' },
  ]),
  cloudtrace: keysOf('cloudtrace', 'cloudtrace_service_name', [
    { key: 'cloudtrace_project_id', field: 'project', kind: 'text' },
  ]),
  azuremonitor: keysOf('azuremonitor', 'azuremonitor_service_name', [
    { key: 'azuremonitor_workspace_id', field: 'workspaceId', kind: 'text' },
    { key: 'azuremonitor_resource_id', field: 'resourceId', kind: 'text' },
  ]),
  datadog: keysOf('datadog', 'datadog_service', [
    { key: 'datadog_site', field: 'site', kind: 'text' },
    { key: 'datadog_api_key_env', field: 'apiKeyEnv', kind: 'variable-name' },
    { key: 'datadog_app_key_env', field: 'appKeyEnv', kind: 'variable-name' },
  ]),
}

/** Keys of any source. */
export const commonKeys = ['type', 'name', 'color', 'paused'] as const

/** Storage that TraceCraft keeps locally and this app does not read; their keys are no mistake. */
export const localStorageTypes = ['jsonl', 'sqlite', 'mlflow', 'none'] as const
export const localStorageKeys = [
  'jsonl_path',
  'sqlite_path',
  'sqlite_wal_mode',
  'mlflow_tracking_uri',
  'mlflow_experiment_name',
] as const

/** Keys at the top of the file, and in `default` and each environment. The tracing library reads the ones that this app does not. */
export const topKeys = ['default', 'environments', 'sources', 'env'] as const
export const environmentKeys = ['storage', 'service_name', 'exporters', 'processors', 'instrumentation'] as const

/** Every key that may stand in a source or a storage block. */
export const allSourceKeys: readonly string[] = [
  ...commonKeys,
  ...Object.values(platformKeys).flatMap((keys) => keys.map((one) => one.key)),
  ...localStorageKeys,
]

/** Keys that would put a secret into the file. */
export const secretKeyPattern =
  /(secret|password|passwd|private_?key|access_?key|api_?key|app_?key|application_?key|token|connection_?string|instrumentation_?key|credential)/i
