/** Spans search: events as Datadog prints them, and the fields that a query may ask for. */

import { createHash } from 'node:crypto'
import type { HeldSpan } from './encode.ts'
import type { Field } from './search-query.ts'

const reserved: ReadonlySet<string> = new Set([
  'env',
  'operation_name',
  'parent_id',
  'resource_name',
  'service',
  'span_id',
  'status',
  'trace_id',
  'type',
])

/** Is this a field that a query may name without `@`? */
export function isReserved(name: string): boolean {
  return reserved.has(name)
}

/** The fields of a span for a query. */
export function fieldsOf(span: HeldSpan): Field {
  return (name) => {
    if (name.startsWith('@')) {
      const key = name.slice(1)
      return key === 'duration' ? nanos(span) : (span.meta[key] ?? span.metrics[key])
    }
    switch (name) {
      case 'env':
        return span.env
      case 'operation_name':
        return span.name
      case 'parent_id':
        return span.parentId
      case 'resource_name':
        return span.resource
      case 'service':
        return span.service
      case 'span_id':
        return span.spanId
      case 'status':
        return span.error ? 'error' : 'ok'
      case 'trace_id':
        return span.traceId
      default:
        return span.type
    }
  }
}

/** One event of a spans search: `custom` is nested, times are cut to the millisecond, the duration is in nanoseconds. */
export function spanEvent(span: HeldSpan): unknown {
  const custom: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(span.meta)) nest(custom, key, value)
  for (const [key, value] of Object.entries(span.metrics)) nest(custom, key, value)
  nest(custom, 'duration', nanos(span))
  return {
    id: eventId(span),
    type: 'spans',
    attributes: {
      custom,
      end_timestamp: iso(span.end),
      env: span.env,
      host: `demo-host-${span.service}`,
      ingestion_reason: 'auto',
      operation_name: span.name,
      parent_id: span.parentId,
      resource_hash: hash(span.resource).slice(0, 16),
      resource_name: span.resource,
      retained_by: span.topLevel ? 'diversity_sampling' : 'retention_filter',
      service: span.service,
      single_span: false,
      span_id: span.spanId,
      start_timestamp: iso(span.start),
      status: span.error ? 'error' : 'ok',
      tags: [`env:${span.env}`, `service:${span.service}`, 'source:apm', 'demo', 'team:agents'],
      trace_id: span.traceId,
      type: span.type,
    },
  }
}

/** The event's own id, by which a search breaks ties. */
export function eventId(span: HeldSpan): string {
  return `AY${Buffer.from(hash(`${span.traceHex}/${span.spanId}`).slice(0, 30))
    .toString('base64url')
    .slice(0, 22)}`
}

function nest(target: Record<string, unknown>, key: string, value: unknown): void {
  const parts = key.split('.')
  let at = target
  for (const [index, part] of parts.slice(0, -1).entries()) {
    const inner = at[part]
    if (inner === undefined) {
      const made: Record<string, unknown> = {}
      at[part] = made
      at = made
    } else if (typeof inner === 'object' && inner !== null) at = inner as Record<string, unknown>
    else {
      // A value lies where an object would have to: the rest of the key stays dotted.
      at[parts.slice(index).join('.')] = value
      return
    }
  }
  const last = parts.at(-1)!
  if (typeof at[last] === 'object' && at[last] !== null) (at[last] as Record<string, unknown>)[''] = value
  else at[last] = value
}

function nanos(span: HeldSpan): number {
  return Math.round((span.end - span.start) * 1000)
}

/** Datadog drops the zeros at the end of the milliseconds. */
function iso(micros: number): string {
  return new Date(Math.floor(micros / 1000))
    .toISOString()
    .replace(/(\.\d*?)0+Z$/, '$1Z')
    .replace('.Z', 'Z')
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
