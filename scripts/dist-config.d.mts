/** A configuration of electron-builder, as far as it is looked into here. */
export interface BuilderConfig {
  readonly [key: string]: unknown
  readonly files?: readonly string[]
  readonly publish?: { readonly provider: string; readonly url: string } | null
  readonly extraMetadata?: Readonly<Record<string, unknown>>
  readonly mac?: Readonly<Record<string, unknown>>
  readonly linux?: Readonly<Record<string, unknown>>
}

/** Completes the configuration for this environment and system; `notes` say in words what the packages will be. Throws where the environment says half of something. */
export function completeConfig(
  config: BuilderConfig,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): { config: BuilderConfig; notes: string[] }
