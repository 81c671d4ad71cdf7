import type { Platform } from '../../shared/platform.ts'
import type { ScenarioName } from './scenarios/names.ts'

const common: readonly ScenarioName[] = ['support', 'support', 'rag']

/** The ordinary runs of each platform, dealt out before any is repeated: 15 of them, half an hour at the default rate. */
export const deckOf: Readonly<Record<Platform, readonly ScenarioName[]>> = {
  xray: [...common],
  cloudtrace: [...common],
  azuremonitor: [...common],
  datadog: [...common],
}

/** The ways a run may take across platforms, from the one where it begins. */
export const crossingPaths: readonly (readonly [Platform, Platform, ...Platform[]])[] = [
  ['xray', 'cloudtrace'],
  ['azuremonitor', 'datadog'],
  ['datadog', 'xray'],
  ['cloudtrace', 'azuremonitor'],
  ['xray', 'cloudtrace', 'azuremonitor', 'datadog'],
]
