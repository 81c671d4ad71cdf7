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

/** One document before it is joined with others and printed. */
export interface FlatDocument {
  readonly document: XRayDocument
  readonly kind: 'segment' | 'subsegment' | 'inferred'
  readonly parentId: string | null
}

/** The trace's documents one by one, none nested: enough for the index. */
export function flatDocuments(trace: DemoTrace): FlatDocument[] {
  const spans = spansOf(trace)
  const served = new Set(spans.filter(isLocalRoot).map((span) => span.parentSpanId))
  const out: FlatDocument[] = []
  for (const span of spans) {
    const localRoot = isLocalRoot(span)
    const document = documentOf(span, localRoot)
    out.push({ document, kind: localRoot ? 'segment' : 'subsegment', parentId: span.parentSpanId })
    if (document.namespace !== undefined && !served.has(span.spanId))
      out.push({ document: inferredOf(span, document), kind: 'inferred', parentId: span.spanId })
  }
  return out
}

/** The whole trace as it is sent, in the order of a hash: the service promises none. */
export function encodeTrace(trace: DemoTrace): KeptSegment[] {
  const flat = flatDocuments(trace)
  const traceId = xrayTraceId(trace.traceId)
  const nested = new Set<XRayDocument>()
  // Every other trace comes with its subsegments nested, as the service joins them; the rest come as they were sent.
  if (hash(trace.traceId) % 2 === 0) nest(flat, nested)
  const kept: KeptSegment[] = []
  for (const { document, kind, parentId } of flat) {
    if (nested.has(document)) continue
    const text = textOf({
      ...document,
      trace_id: traceId,
      ...(kind === 'subsegment' && { type: 'subsegment' }),
      ...(parentId !== null && { parent_id: parentId }),
    })
    kept.push({ id: document.id, text })
  }
  return kept.sort((a, b) => hash(a.id) - hash(b.id))
}

function isLocalRoot(span: DemoSpan): boolean {
  return span.kind === 'server' || span.kind === 'consumer' || span.parentSpanId === null
}

/** Puts subsegments into their segments, as long as each whole stays within what one document may hold. */
function nest(flat: readonly FlatDocument[], nested: Set<XRayDocument>): void {
  const children = new Map<string, XRayDocument[]>()
  for (const { document, kind, parentId } of flat) {
    if (kind !== 'subsegment' || parentId === null) continue
    const siblings = children.get(parentId)
    if (siblings) siblings.push(document)
    else children.set(parentId, [document])
  }
  for (const { document: root, kind } of flat) {
    if (kind !== 'segment') continue
    let room = maxDocumentBytes - 2048 - Buffer.byteLength(JSON.stringify(root))
    const stack: XRayDocument[] = [root]
    for (let parent = stack.pop(); parent !== undefined && room > 0; parent = stack.pop())
      for (const child of children.get(parent.id) ?? []) {
        const size = Buffer.byteLength(JSON.stringify(child)) + 20
        if (size > room) continue
        room -= size
        nested.add(child)
        parent.subsegments ??= []
        parent.subsegments.push(child)
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
