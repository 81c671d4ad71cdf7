/** The calls of the matrix, and the platform's operation that each rests on: the one that faults are played at. */

import { type Platform, platforms } from '../../src/shared/platform.ts'

/** What a person asks of a source. */
export const calls = ['list page 1', 'list page n', 'open', 'probe'] as const

export type Call = (typeof calls)[number]

const listing: Readonly<Record<Platform, string>> = {
  xray: 'GetTraceSummaries',
  cloudtrace: 'ListTraces',
  azuremonitor: 'Query',
  datadog: 'ListSpans',
}
const opening: Readonly<Record<Platform, string>> = {
  xray: 'BatchGetTraces',
  cloudtrace: 'GetTrace',
  azuremonitor: 'Query',
  datadog: 'GetTraceByID',
}

/** The operation that a call begins with at a platform. A connection test lists. */
export function operationOf(platform: Platform, call: Call): string {
  return (call === 'open' ? opening : listing)[platform]
}

/** The read calls that the app may make, and nothing else may be seen. */
export const allowedOperations: Readonly<Record<Platform, ReadonlySet<string>>> = {
  xray: new Set(['GetTraceSummaries', 'BatchGetTraces', 'GetTraceSegmentDestination', 'GetIndexingRules']),
  cloudtrace: new Set(['ListTraces', 'GetTrace']),
  azuremonitor: new Set(['Query']),
  datadog: new Set(['ListSpans', 'GetTraceByID', 'SearchLLMObsSpans', 'Validate']),
}

export { platforms }
