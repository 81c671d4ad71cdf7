import type { Platform } from '../../shared/platform.ts'
import type { ScenarioName } from './scenarios/names.ts'

const common: readonly ScenarioName[] = [
  'support',
  'support',
  'rag',
  'research',
  'coding',
  'failing-tool',
  'throttled',
  'streaming',
  'orphaned',
  'cut-short',
  'markdown',
  'multilingual',
  'long-text',
]

/**
 * The ordinary runs of each platform, dealt out before any is repeated: 15 of them, half an hour at the default rate, so that every hour holds each. The last two
 * are in the dialects of the SDKs that are at home there.
 */
export const deckOf: Readonly<Record<Platform, readonly ScenarioName[]>> = {
  xray: [...common, 'strands', 'traceloop'],
  cloudtrace: [...common, 'google-adk', 'openinference'],
  azuremonitor: [...common, 'foundry', 'vercel-ai'],
  datadog: [...common, 'dd-trace', 'openinference'],
}

/** The ways a run may take across platforms, from the one where it begins. */
export const crossingPaths: readonly (readonly [Platform, Platform, ...Platform[]])[] = [
  ['xray', 'cloudtrace'],
  ['azuremonitor', 'datadog'],
  ['datadog', 'xray'],
  ['cloudtrace', 'azuremonitor'],
  ['xray', 'cloudtrace', 'azuremonitor', 'datadog'],
]
