import type { SourceSettings } from '../../shared/source.ts'
import type { StoreDeps } from './store-deps.ts'
import type { TraceStore } from './store.ts'

/** Makes the store of a source. Each platform's code and SDK is loaded when its first source is used, so that a platform nobody uses costs nothing. */
export async function openStore(source: SourceSettings, deps: StoreDeps): Promise<TraceStore> {
  switch (source.type) {
    case 'xray':
      return (await import('./xray/store.ts')).openXRayStore(source, deps)
    case 'cloudtrace':
      return (await import('./cloudtrace/store.ts')).openCloudTraceStore(source, deps)
    case 'azuremonitor':
      return (await import('./azuremonitor/store.ts')).openAzureMonitorStore(source, deps)
    case 'datadog':
      return (await import('./datadog/store.ts')).openDatadogStore(source, deps)
  }
}
