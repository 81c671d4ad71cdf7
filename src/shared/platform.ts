/** The four platforms, under the names that source URLs and config use. */
export const platforms = ['xray', 'cloudtrace', 'azuremonitor', 'datadog'] as const

/** A platform's name in URLs and config: `xray`, `cloudtrace`, `azuremonitor`, `datadog`. */
export type Platform = (typeof platforms)[number]

/** The value of AgentRun.cloud_provider for each platform. */
export type CloudProvider = 'aws' | 'gcp' | 'azure' | 'datadog'

/** The canonical cloud provider of a platform. */
export const cloudProviderOf: Record<Platform, CloudProvider> = {
  xray: 'aws',
  cloudtrace: 'gcp',
  azuremonitor: 'azure',
  datadog: 'datadog',
}

/** The platform's name as its vendor writes it. */
export const platformTitle: Record<Platform, string> = {
  xray: 'AWS X-Ray',
  cloudtrace: 'GCP Cloud Trace',
  azuremonitor: 'Azure Monitor',
  datadog: 'Datadog APM',
}

/** Is this text one of the four platform names? */
export function isPlatform(text: string): text is Platform {
  return (platforms as readonly string[]).includes(text)
}
