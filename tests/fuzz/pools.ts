/** Realistic payloads to start from: the demo's runs of every kind, as each platform's API prints them, taken apart into the units that a fuzzer may drop, reorder and change. */

import { encodeSpan as encodeAzureSpan } from '../../src/demo/azuremonitor/encode.ts'
import { isoOf } from '../../src/demo/azuremonitor/kql/functions.ts'
import { tableColumns } from '../../src/demo/azuremonitor/tables.ts'
import { encodeSpan as encodeCloudTraceSpan } from '../../src/demo/cloudtrace/encode.ts'
import { spansHeld } from '../../src/demo/datadog/encode.ts'
import { isLlmSpan, llmEventJson } from '../../src/demo/datadog/llm-events.ts'
import { spanEvent } from '../../src/demo/datadog/span-events.ts'
import { traceJson } from '../../src/demo/datadog/trace-json.ts'
import type { DemoTrace } from '../../src/demo/traffic/demo-trace.ts'
import { createTraffic } from '../../src/demo/traffic/traffic.ts'
import { encodeTrace } from '../../src/demo/xray/encode.ts'
import { list, record } from '../../src/main/stores/datadog/fields.ts'
import { parseLossless } from '../../src/main/stores/datadog/lossless-json.ts'
import type { JsonValue } from '../../src/shared/model/json-value.ts'
import type { Platform } from '../../src/shared/platform.ts'

/** The form of an answer: what opens a trace. Datadog has two, and LLM Observability's events beside either. */
export type Form = 'xray' | 'cloudtrace' | 'azuremonitor' | 'datadog-trace' | 'datadog-search'

/** A trace in units, each the JSON of one segment, span, row or event. */
export interface Pool {
  readonly form: Form
  readonly traceId: string
  readonly units: readonly JsonValue[]
  /** LLM Observability's events of the trace; empty on other platforms. */
  readonly extras: readonly JsonValue[]
}

/** The columns of the rows of `azuremonitor` units. */
export const azureColumns: readonly string[] = [
  ...new Set(Object.values(tableColumns).flatMap((columns) => columns.map(({ name }) => name))),
]

/** Runs of every scenario but the huge one. The same for every call. */
export function poolsOf(platform: Platform): Pool[] {
  const traffic = createTraffic({ seed: 3, ratePerMinute: 0, now: () => Date.UTC(2026, 10, 22, 12) })
  return traffic.scenarioNames
    .filter((name) => name !== 'huge')
    .flatMap((name) => makers[platform](traffic.emit(name, { platforms: [platform] })))
}

const makers: Readonly<Record<Platform, (trace: DemoTrace) => Pool[]>> = {
  xray: (trace) => [
    pool(
      'xray',
      trace,
      encodeTrace(trace).map(({ text }) => JSON.parse(text) as JsonValue),
    ),
  ],
  cloudtrace: (trace) => [
    pool(
      'cloudtrace',
      trace,
      trace.spans.map((span) => plain(encodeCloudTraceSpan(span))).filter((span) => span !== null),
    ),
  ],
  azuremonitor: (trace) => [
    pool(
      'azuremonitor',
      trace,
      trace.spans.flatMap((span) => encodeAzureSpan(trace, span).map(({ table, row }) => azureRow(table, row))),
    ),
  ],
  datadog(trace) {
    const held = spansHeld(trace)
    const extras = held.filter(isLlmSpan).map((span) => parseLossless(llmEventJson(span)))
    const answer = parseLossless(traceJson(trace.traceId, held, false))
    const spans = list(record(record(record(answer).data).attributes).spans)
    return [
      pool('datadog-trace', trace, spans, extras),
      pool(
        'datadog-search',
        trace,
        held.map((span) => plain(spanEvent(span))),
        extras,
      ),
    ]
  },
}

function pool(form: Form, trace: DemoTrace, units: readonly JsonValue[], extras: readonly JsonValue[] = []): Pool {
  return { form, traceId: trace.traceId, units, extras }
}

function azureRow(table: keyof typeof tableColumns, row: readonly unknown[]): JsonValue {
  const names = tableColumns[table].map(({ name }) => name)
  return azureColumns.map((name) => {
    const value = row[names.indexOf(name)] ?? null
    if (name === 'TimeGenerated') return isoOf(value as number)
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as JsonValue)
  })
}

function plain(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue
}
