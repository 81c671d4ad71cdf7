/** Spans as the OpenTelemetry collector's X-Ray exporter places them (translator/segment.go). */

import type { SegmentEntry } from '../../../src/main/stores/xray/map.ts'
import { type ExportedSpan, type ExportedValue, service } from './exported-span.ts'

export interface XRayPlacement {
  /** Everything in metadata, or every attribute indexed, its dots kept or made underscores. */
  readonly attributes: 'metadata' | 'annotations' | 'annotations with dots'
  /** Subsegments inside their segment's document, or each a document of its own. */
  readonly subsegments: 'nested' | 'independent'
}

type Document = Record<string, unknown>

/** The `Segments` of one trace. */
export function xraySegments(spans: readonly ExportedSpan[], placement: XRayPlacement): SegmentEntry[] {
  const documents = new Map(spans.map((span) => [span.spanId, document(span, placement)]))
  const top: Document[] = []
  for (const span of spans) {
    const own = documents.get(span.spanId)!
    const parent = span.parentSpanId === null ? undefined : documents.get(span.parentSpanId)
    if (parent === undefined) top.push(own)
    else if (placement.subsegments === 'nested') ((parent.subsegments ??= []) as Document[]).push(own)
    else top.push({ ...own, type: 'subsegment', parent_id: span.parentSpanId })
  }
  return top.map((own) => ({ id: String(own.id), document: JSON.stringify(own) }))
}

function document(span: ExportedSpan, { attributes }: XRayPlacement): Document {
  const isRoot = span.parentSpanId === null
  const resource = isRoot
    ? Object.fromEntries(Object.entries(span.resource).map(([key, value]) => [`otel.resource.${key}`, value]))
    : {}
  const indexed = attributes !== 'metadata'
  const metadata = { ...resource, ...(indexed ? {} : span.attributes) }
  return {
    id: span.spanId,
    trace_id: `1-${span.traceId.slice(0, 8)}-${span.traceId.slice(8)}`,
    name: (span.kind === 'SERVER' ? service(span) : span.name).replaceAll(/[^ 0-9\p{L}_.:/%&#=+,\-@]/gu, ''),
    start_time: Number(span.start) / 1e9,
    end_time: Number(span.end) / 1e9,
    fault: span.exception !== undefined,
    error: false,
    throttle: false,
    ...(span.exception === undefined ? {} : { cause: { exceptions: [{ id: span.spanId, ...span.exception }] } }),
    ...(span.kind === 'CLIENT' ? { namespace: 'remote' } : {}),
    ...(Object.keys(metadata).length > 0 ? { metadata: { default: metadata } } : {}),
    ...(indexed ? { annotations: annotations(span.attributes, attributes === 'annotations with dots') } : {}),
  }
}

/** Arrays and maps cannot be annotations: the exporter drops them. */
function annotations(attributes: Readonly<Record<string, ExportedValue>>, dots: boolean): Document {
  const forbidden = dots ? /[^0-9A-Za-z.]/g : /[^0-9A-Za-z]/g
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([, value]) => typeof value !== 'object')
      .map(([key, value]) => [key.replaceAll(forbidden, '_'), value]),
  )
}
