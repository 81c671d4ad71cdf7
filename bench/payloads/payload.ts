/** The text of one trace as a platform's API answers with it, by the demo's own encoders. */

import { encodeSpan as encodeAzureSpan } from '../../src/demo/azuremonitor/encode.ts'
import { isoOf } from '../../src/demo/azuremonitor/kql/functions.ts'
import { tableColumns } from '../../src/demo/azuremonitor/tables.ts'
import { encodeSpan as encodeCloudTraceSpan } from '../../src/demo/cloudtrace/encode.ts'
import { spansHeld } from '../../src/demo/datadog/encode.ts'
import { traceJson } from '../../src/demo/datadog/trace-json.ts'
import type { DemoTrace } from '../../src/demo/traffic/demo-trace.ts'
import { encodeTrace, xrayTraceId } from '../../src/demo/xray/encode.ts'
import { workspaceSchema } from '../../src/main/stores/azuremonitor/schema.ts'
import type { Platform } from '../../src/shared/platform.ts'

/** The body of the answer that opens the trace. */
export function payloadOf(platform: Platform, trace: DemoTrace): string {
  return makers[platform](trace)
}

const makers: Readonly<Record<Platform, (trace: DemoTrace) => string>> = {
  xray: (trace) => {
    const segments = encodeTrace(trace).map(({ id, text }) => ({ Id: id, Document: text }))
    const one = { Id: xrayTraceId(trace.traceId), Duration: 60, LimitExceeded: false, Segments: segments }
    return JSON.stringify({ Traces: [one], UnprocessedTraceIds: [] })
  },
  cloudtrace: (trace) =>
    JSON.stringify({
      projectId: 'demo-project',
      traceId: trace.traceId,
      spans: trace.spans.map((span) => encodeCloudTraceSpan(span)).filter((span) => span !== null),
    }),
  azuremonitor: azurePayload,
  datadog: (trace) => traceJson(trace.traceId, spansHeld(trace), false),
}

/** The table that the query of an opened run gives: its columns in its order, times, truth values and dynamics as text, rows by time. */
function azurePayload(trace: DemoTrace): string {
  const columns = azureColumns()
  const rows: unknown[][] = []
  for (const span of trace.spans)
    for (const { table, row } of encodeAzureSpan(trace, span)) {
      const at = new Map(tableColumns[table].map(({ name }, i) => [name, i]))
      rows.push(columns.map(({ name, type }) => cellOf(name, type, row[at.get(name) ?? -1])))
    }
  rows.sort((a, b) => ((a[0] as string) < (b[0] as string) ? -1 : 1))
  return JSON.stringify({ tables: [{ name: 'PrimaryResult', columns, rows }] })
}

function cellOf(name: string, type: string, value: unknown): unknown {
  if (name === workspaceSchema.time) return isoOf(value as number)
  if (value === undefined || value === null) return type === 'string' ? '' : null
  if (type !== 'string' || typeof value === 'string') return value
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : JSON.stringify(value)
}

/** As the store's query projects them: what tostring() makes is text. */
function azureColumns(): { name: string; type: string }[] {
  const { time, type, operationId, parentId, service, properties, measurements, itemCount, session } = workspaceSchema
  const { id, name, success, resultCode, duration, outerMessage, more } = workspaceSchema
  const text = (column: string) => ({ name: column, type: 'string' })
  return [
    ...[time, type, id, parentId, operationId, name, success, resultCode].map(text),
    { name: duration, type: 'real' },
    ...[outerMessage, service].map(text),
    { name: itemCount, type: 'int' },
    text(session),
    ...more.map((column) => ({ name: column.name, type: column.type === 'int' ? 'int' : 'string' })),
    ...[properties, measurements].map(text),
  ]
}
