/** Each way in which spans reach us: through the exporter's placement, the platform's payload as text, its mapper, and the assembly. */

import { assembleRun } from '../../../src/main/semantics/assemble.ts'
import type { AssembledRun } from '../../../src/main/semantics/assembled-run.ts'
import type { Span } from '../../../src/main/semantics/span.ts'
import { readAnswer } from '../../../src/main/stores/azuremonitor/answer.ts'
import { mapRun } from '../../../src/main/stores/azuremonitor/map.ts'
import { mapTrace } from '../../../src/main/stores/cloudtrace/map.ts'
import { parseLossless } from '../../../src/main/stores/datadog/lossless-json.ts'
import { mapSearchEvents, mapTraceSpans } from '../../../src/main/stores/datadog/map.ts'
import { mapSegments } from '../../../src/main/stores/xray/map.ts'
import type { JsonValue } from '../../../src/shared/model/json-value.ts'
import type { Platform } from '../../../src/shared/platform.ts'
import { type AzurePlacement, azureAnswer } from '../../support/exporters/azuremonitor.ts'
import { type CloudTracePlacement, cloudTrace, decimal } from '../../support/exporters/cloudtrace.ts'
import { datadogSearch, datadogTrace } from '../../support/exporters/datadog.ts'
import type { ExportedSpan } from '../../support/exporters/exported-span.ts'
import { type XRayPlacement, xraySegments } from '../../support/exporters/xray.ts'

export interface Placement {
  readonly platform: Platform
  /** Does every attribute arrive whole? */
  readonly whole: boolean
  /** The platform's id of a span whose id is 16 hex digits. */
  readonly idOf: (spanId: string) => string
  readonly run: (spans: readonly ExportedSpan[]) => Promise<AssembledRun>
}

const asItIs = (spanId: string) => spanId
const never = new AbortController().signal

async function assembled(platform: Platform, nativeId: string, spans: readonly Span[]): Promise<AssembledRun> {
  return assembleRun({ platform, nativeId, spans, complete: true, notices: [] })
}

function inXRay(placement: XRayPlacement): Placement {
  return {
    platform: 'xray',
    whole: placement.attributes === 'metadata',
    idOf: asItIs,
    run: (spans) => {
      const { traceId } = spans[0]!
      const { spans: mapped } = mapSegments(xraySegments(spans, placement))
      return assembled('xray', `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`, mapped)
    },
  }
}

function inCloudTrace(placement: CloudTracePlacement): Placement {
  return {
    platform: 'cloudtrace',
    whole: placement.exporter === 'otlp',
    idOf: asItIs,
    run: (spans) => {
      const answer = JSON.parse(JSON.stringify(cloudTrace(spans, placement))) as unknown
      return assembled('cloudtrace', spans[0]!.traceId, mapTrace(answer))
    },
  }
}

function inAzure(placement: AzurePlacement): Placement {
  return {
    platform: 'azuremonitor',
    whole: true,
    idOf: asItIs,
    run: async (spans) => {
      const { table } = await readAnswer(azureAnswer(spans, placement), never)
      const mapped = await mapRun(table, spans[0]!.traceId)
      return assembled('azuremonitor', spans[0]!.traceId, mapped.spans)
    },
  }
}

function inDatadog(form: 'trace' | 'search'): Placement {
  return {
    platform: 'datadog',
    whole: true,
    idOf: decimal,
    run: async (spans) => {
      const text = form === 'trace' ? datadogTrace(spans) : datadogSearch(spans)
      const items = parseLossless(text) as JsonValue[]
      const map = form === 'trace' ? mapTraceSpans : mapSearchEvents
      return assembled('datadog', spans[0]!.traceId, (await map(items, () => undefined)).spans)
    },
  }
}

export const placements = {
  'X-Ray, metadata, nested subsegments': inXRay({ attributes: 'metadata', subsegments: 'nested' }),
  'X-Ray, metadata, independent subsegments': inXRay({ attributes: 'metadata', subsegments: 'independent' }),
  'X-Ray, annotations with underscores': inXRay({ attributes: 'annotations', subsegments: 'nested' }),
  'X-Ray, annotations with dots': inXRay({ attributes: 'annotations with dots', subsegments: 'independent' }),
  'Cloud Trace, OTLP ingestion': inCloudTrace({ exporter: 'otlp' }),
  'Cloud Trace, classic exporter': inCloudTrace({ exporter: 'classic' }),
  'Azure, Properties alone': inAzure({ exporter: 'sdk' }),
  'Azure, Properties and Measurements': inAzure({ exporter: 'collector' }),
  'Datadog, trace by id': inDatadog('trace'),
  'Datadog, spans search': inDatadog('search'),
} as const satisfies Record<string, Placement>

export type PlacementName = keyof typeof placements
export const placementNames = Object.keys(placements) as PlacementName[]
