/** Agent runs that were recorded with seven frameworks, as spans that an exporter could have been given, and another system's reading of each. */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ExportedSpan, ExportedValue } from '../../support/exporters/exported-span.ts'

const folder = resolve(import.meta.dirname, '../../../../shared/realdata/genai')

/** False where the recordings are not beside this repository; the reason has then been printed. */
export const isHere = existsSync(folder)
if (!isHere) console.warn(`Skipped: the recorded runs are not in ${folder}`)

/** What the other system read in a span. */
export interface Reading {
  readonly id: string
  readonly parentObservationId: string | null
  readonly name: string
  readonly type: string
  readonly model: string | null
  readonly startTime: string
  readonly endTime: string
  readonly usageDetails: Readonly<Record<string, number>>
  /** An object, or the same as JSON text. */
  readonly metadata: string | Metadata
}

interface Metadata {
  readonly attributes?: Readonly<Record<string, ExportedValue>>
  readonly resourceAttributes?: Readonly<Record<string, ExportedValue>>
}

export function readings(file: string): readonly Reading[] {
  const text = readFileSync(resolve(folder, 'langfuse-framework-traces', file), 'utf8')
  return (JSON.parse(text) as { observations: Reading[] }).observations
}

/** The files of single spans: one call to a model and one tool, as several instrumentations wrote them. */
export function singleSpans(): { file: string; attributes: Record<string, ExportedValue> }[] {
  const place = resolve(folder, 'openinference-genai')
  return readdirSync(place).map((file) => ({
    file,
    attributes: JSON.parse(readFileSync(resolve(place, file), 'utf8')) as Record<string, ExportedValue>,
  }))
}

export const traceId = '68e0c0ffee0123456789abcdef012345'

/**
 * The spans behind the readings. The recordings keep no span kind: a model call by the conventions is a client span, everything else internal; `root` says what
 * the outermost span is, because services wrap agents in a served request.
 */
export function spansOf(observations: readonly Reading[], root: 'INTERNAL' | 'SERVER' = 'INTERNAL'): ExportedSpan[] {
  return observations.map((item) => {
    const { attributes = {}, resourceAttributes = {} } =
      typeof item.metadata === 'string' ? (JSON.parse(item.metadata) as Metadata) : item.metadata
    const isRoot = item.parentObservationId === null
    return {
      traceId,
      spanId: item.id,
      parentSpanId: item.parentObservationId,
      name: item.name,
      kind: isRoot ? root : attributes['gen_ai.operation.name'] === 'chat' ? 'CLIENT' : 'INTERNAL',
      start: nanos(item.startTime),
      end: nanos(item.endTime),
      attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, asSent(key, value)])),
      resource: { 'service.name': 'recorded-agent', ...resourceAttributes },
    }
  })
}

function nanos(time: string): bigint {
  return BigInt(Date.parse(time)) * 1_000_000n
}

/** The recording system made text of every number; SDKs send these as numbers. */
function asSent(key: string, value: ExportedValue): ExportedValue {
  return typeof value === 'string' && /usage|token_count|duration|number_of/.test(key) && /^\d+(?:\.\d+)?$/.test(value)
    ? Number(value)
    : value
}
