/**
 * A trace as X-Ray holds it: what the OpenTelemetry collector's X-Ray exporter makes of the spans, and what the service adds. Segments for local roots, subsegments for the
 * rest (nested in the segment, or by themselves with a parent_id), inferred segments for the callees that sent nothing.
 */

import type { DemoSpan, DemoTrace } from '../traffic/demo-trace.ts'
import {
  annotationsAndMetadata,
  awsBlock,
  causeOf,
  flagsOf,
  httpBlock,
  nameOf,
  namespaceOf,
  sqlBlock,
} from './blocks.ts'
import { hash } from './hash.ts'

/** A segment or subsegment document. */
export interface XRayDocument {
  [field: string]: unknown
  id: string
  name: string
  start_time: number
  subsegments?: XRayDocument[]
}

/** A document as it is kept and sent: its JSON text. */
export interface KeptSegment {
  readonly id: string
  readonly text: string
}

/** X-Ray refuses a larger document; the exporter's attribute limits are set so that none is. */
export const maxDocumentBytes = 64 * 1024

/** `1-<8 hex>-<24 hex>` of a W3C id. */
export function xrayTraceId(traceId: string): string {
  return `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`
}

/** The spans that reached X-Ray. */
export function spansOf(trace: DemoTrace): readonly DemoSpan[] {
  const part = trace.partOf === null ? trace.spans : trace.partOf('xray')
  return part.filter((span) => !span.lost)
}

/** The whole trace as documents, in the order of a hash: the service promises none. */
export function encodeTrace(trace: DemoTrace): KeptSegment[] {
  const spans = spansOf(trace)
  const traceId = xrayTraceId(trace.traceId)
  const bySpan = new Map<string, XRayDocument>()
  const children = new Map<string, DemoSpan[]>()
  for (const span of spans) {
    bySpan.set(span.spanId, documentOf(span, isLocalRoot(span)))
    if (span.parentSpanId === null) continue
    const siblings = children.get(span.parentSpanId)
    if (siblings) siblings.push(span)
    else children.set(span.parentSpanId, [span])
  }
  const kept: KeptSegment[] = []
  const keep = (document: XRayDocument, extra: Record<string, unknown>) =>
    kept.push({ id: document.id, text: textOf({ ...document, trace_id: traceId, ...extra }) })
  // Every other trace comes with its subsegments nested, as the service joins them; the rest come as they were sent.
  const nests = hash(trace.traceId) % 2 === 0
  const roots = spans.filter((span) => isLocalRoot(span))
  const nested = new Set<string>()
  if (nests) for (const root of roots) nest(root, bySpan, children, nested)
  for (const span of spans) {
    const document = bySpan.get(span.spanId)!
    if (isLocalRoot(span)) keep(document, span.parentSpanId === null ? {} : { parent_id: span.parentSpanId })
    else if (!nested.has(span.spanId)) keep(document, { type: 'subsegment', parent_id: span.parentSpanId })
    if (document.namespace !== undefined && !(children.get(span.spanId) ?? []).some((child) => isLocalRoot(child)))
      keep(inferredOf(span, document), { parent_id: span.spanId })
  }
  return kept.sort((a, b) => hash(a.id) - hash(b.id))
}

function isLocalRoot(span: DemoSpan): boolean {
  return span.kind === 'server' || span.kind === 'consumer' || span.parentSpanId === null
}

/** Puts subsegments into their segment, as long as the whole stays within what one document may hold. */
function nest(
  root: DemoSpan,
  bySpan: ReadonlyMap<string, XRayDocument>,
  children: ReadonlyMap<string, readonly DemoSpan[]>,
  nested: Set<string>,
): void {
  let room = maxDocumentBytes - 2048 - Buffer.byteLength(JSON.stringify(bySpan.get(root.spanId)))
  const stack: DemoSpan[] = [root]
  for (let span = stack.pop(); span !== undefined; span = stack.pop()) {
    const parent = bySpan.get(span.spanId)!
    for (const child of children.get(span.spanId) ?? []) {
      if (isLocalRoot(child)) continue
      const document = bySpan.get(child.spanId)!
      const size = Buffer.byteLength(JSON.stringify(document)) + 20
      if (size > room) continue
      room -= size
      nested.add(child.spanId)
      parent.subsegments ??= []
      parent.subsegments.push(document)
      stack.push(child)
    }
  }
}

function documentOf(span: DemoSpan, localRoot: boolean): XRayDocument {
  const left = new Map(Object.entries(span.attributes))
  const document: XRayDocument = {
    id: span.spanId,
    name: nameOf(span, localRoot),
    start_time: span.start / 1e6,
    ...(span.end === null ? { in_progress: true } : { end_time: span.end / 1e6 }),
  }
  if (localRoot)
    document.origin = hash(span.service) % 2 === 0 ? 'AWS::ECS::Container' : 'AWS::BedrockAgentCore::Runtime'
  const namespace = localRoot ? undefined : namespaceOf(span)
  if (namespace !== undefined) document.namespace = namespace
  const http = httpBlock(span, left)
  if (http !== null) document.http = http
  const sql = sqlBlock(span, left)
  if (sql !== null) document.sql = sql
  document.aws = awsBlock(span, left)
  const user = left.get('enduser.id')
  if (typeof user === 'string') {
    document.user = user
    left.delete('enduser.id')
  }
  Object.assign(document, flagsOf(span))
  const cause = causeOf(span)
  if (cause !== null) document.cause = cause
  Object.assign(document, annotationsAndMetadata(span, left, localRoot))
  return document
}

/** The callee as X-Ray imagines it from the caller's subsegment. */
function inferredOf(span: DemoSpan, document: XRayDocument): XRayDocument {
  const { name, start_time, end_time, in_progress, http, aws, sql, error, fault, throttle } = document
  const id = (hash(`${span.spanId}/inferred`) >>> 0).toString(16).padStart(8, '0')
  const copy: Record<string, unknown> = { end_time, in_progress, http, aws, sql, error, fault, throttle }
  return {
    id: `${id}${span.spanId.slice(8)}`,
    name,
    start_time,
    ...Object.fromEntries(Object.entries(copy).filter(([, value]) => value !== undefined)),
    inferred: true,
    origin: document.namespace === 'aws' ? `AWS::${name}` : 'remote',
  }
}

/** The document as text. Long values are cut until it fits, as the exporter's limits would cut them. */
function textOf(document: Record<string, unknown>): string {
  let text = JSON.stringify(document)
  for (let limit = 32_768; Buffer.byteLength(text) > maxDocumentBytes && limit > 64; limit /= 2) {
    const most = limit
    text = JSON.stringify(document, (_, value: unknown) =>
      typeof value === 'string' && value.length > most ? value.slice(0, most) : value,
    )
  }
  return text
}
