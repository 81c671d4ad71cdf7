/**
 * OpenTelemetry spans as the exporters for Azure Monitor place them. Exporters differ, and one workspace receives from several: the style goes by service.
 * SERVER and CONSUMER become AppRequests, the rest AppDependencies; exception events AppExceptions and other events AppTraces. A span that has not
 * ended has not been exported.
 */

import type { DemoAttribute, DemoEvent, DemoSpan, DemoTrace } from '../traffic/demo-trace.ts'
import { type RowFields, rowOf, type TableName } from './tables.ts'

/** Rows of one span by table. */
export type EncodedSpan = readonly { readonly table: TableName; readonly row: readonly unknown[] }[]

/**
 * `object`: Properties with every value as text, as the language exporters do. `text`: the same as one JSON text. `collector`: numbers apart in Measurements, resource attributes
 * kept.
 */
type Style = 'object' | 'text' | 'collector'

const styles: readonly Style[] = ['object', 'collector', 'text', 'object']
/** Attributes that exporters move into columns. */
const promoted = /^(http\.(?!response\.body)|url\.|db\.(?!operation)|server\.|network\.|user_agent\.|client\.address)/
const maxValue = 8192
const maxGenAiValue = 262_144

/** How the ids of a trace are written; equal for all its rows. */
interface Spelling {
  readonly classic: boolean
  readonly rootNamesOperation: boolean
}

/** The rows of a span; none for a span that is lost or has not ended. */
export function encodeSpan(trace: DemoTrace, span: DemoSpan): EncodedSpan {
  if (span.lost || span.end === null) return []
  const style = styles[hashOf(span.service) % styles.length]!
  const mix = hashOf(trace.traceId)
  const spelling: Spelling = { classic: mix % 12 === 5, rootNamesOperation: mix % 3 === 1 }
  const id = idOf(span.spanId, trace, spelling)
  const isRequest = span.kind === 'server' || span.kind === 'consumer'
  const shared = {
    OperationId: trace.traceId,
    OperationName: trace.spans[0]?.name ?? '',
    AppRoleName: span.service,
    AppRoleInstance: `${span.service}-${(hashOf(span.service) % 3) + 1}`,
    SDKVersion: style === 'collector' ? 'otelc-1.0' : 'py3.12:otel1.28:ext1.0',
    ItemCount: 1,
  }
  const bags = bagsOf(span.attributes, style, span)
  const status = httpStatus(span)
  const timed: RowFields = {
    ...shared,
    ...bags,
    TimeGenerated: span.start,
    Id: id,
    ParentId:
      span.parentSpanId === null
        ? spelling.rootNamesOperation
          ? trace.traceId
          : ''
        : idOf(span.parentSpanId, trace, spelling),
    Name: span.name,
    Success: span.status !== 'error',
    ResultCode: status ?? { unset: '0', ok: '1', error: '2' }[span.status],
    DurationMs: (span.end - span.start) / 1000,
  }
  const table: TableName = isRequest ? 'AppRequests' : 'AppDependencies'
  const row = rowOf(table, {
    ...timed,
    Type: table,
    ...(isRequest ? { Url: urlOf(span) } : dependencyColumns(span)),
  })
  return [{ table, row }, ...span.events.map((event) => eventRow(event, { ...shared, ParentId: id }, style, span))]
}

function idOf(spanId: string, trace: DemoTrace, spelling: Spelling): string {
  return spelling.classic ? `|${trace.traceId}.${spanId}.` : spanId
}

function dependencyColumns(span: DemoSpan): RowFields {
  const { attributes } = span
  const text = (key: string) => (attributes[key] === undefined ? '' : String(attributes[key]))
  const provider = text('gen_ai.provider.name') || text('gen_ai.system')
  if (provider !== '') return { DependencyType: `GenAI | ${provider}`, Target: text('server.address') }
  if (span.kind === 'internal') return { DependencyType: 'InProc' }
  if (span.kind === 'producer')
    return { DependencyType: `Queue Message | ${text('messaging.system')}`, Target: text('messaging.destination.name') }
  if (text('db.system.name') !== '')
    return {
      DependencyType: text('db.system.name'),
      Target: [text('server.address'), text('db.namespace')].filter(Boolean).join(' | '),
      Data: text('db.query.text'),
    }
  return { DependencyType: 'HTTP', Target: text('server.address'), Data: text('url.full') }
}

function urlOf(span: DemoSpan): string {
  const full = span.attributes['url.full']
  if (full !== undefined) return String(full)
  const { 'server.address': host, 'url.path': path, 'http.route': route } = span.attributes
  return path === undefined && route === undefined
    ? ''
    : `https://${String(host ?? span.service)}${String(path ?? route)}`
}

function httpStatus(span: DemoSpan): string | null {
  const status = span.attributes['http.response.status_code'] ?? span.attributes['http.status_code']
  if (status !== undefined) return String(status)
  return String(span.attributes['error.type']) === '429' ? '429' : null
}

function bagsOf(attributes: DemoSpan['attributes'], style: Style, span: DemoSpan | null): RowFields {
  const properties: Record<string, string> = {}
  const measurements: Record<string, number> = {}
  const add = (key: string, value: DemoAttribute) => {
    if (style === 'collector' && typeof value === 'number') measurements[key] = value
    else properties[key] = cut(key, Array.isArray(value) ? JSON.stringify(value) : String(value))
  }
  for (const [key, value] of Object.entries(attributes)) if (!promoted.test(key)) add(key, value)
  if (span && style === 'collector') {
    for (const [key, value] of Object.entries(span.resource)) add(key, value)
    if (span.statusMessage !== null) properties['otel.status_description'] = span.statusMessage
  }
  if (span && style === 'text') properties['_MS.links'] = '[]'
  return {
    Properties: style === 'text' ? JSON.stringify(properties) : properties,
    Measurements: style === 'collector' ? measurements : null,
  }
}

function cut(key: string, value: string): string {
  return value.slice(0, key.startsWith('gen_ai.') ? maxGenAiValue : maxValue)
}

function eventRow(event: DemoEvent, shared: RowFields, style: Style, span: DemoSpan): EncodedSpan[number] {
  const text = (key: string) => (event.attributes[key] === undefined ? '' : String(event.attributes[key]))
  const bags = bagsOf(
    Object.fromEntries(Object.entries(event.attributes).filter(([key]) => !key.startsWith('exception.'))),
    style,
    null,
  )
  if (event.name !== 'exception')
    return {
      table: 'AppTraces',
      row: rowOf('AppTraces', {
        ...shared,
        ...bags,
        TimeGenerated: event.at,
        Message: event.name,
        SeverityLevel: 1,
        Type: 'AppTraces',
      }),
    }
  const type = text('exception.type')
  const message = text('exception.message')
  return {
    table: 'AppExceptions',
    row: rowOf('AppExceptions', {
      ...shared,
      ...bags,
      TimeGenerated: event.at,
      ExceptionType: type,
      OuterMessage: message,
      InnermostMessage: message,
      ProblemId: `${type} at ${span.name}`,
      Details: [
        {
          severityLevel: 'Error',
          outerId: '0',
          id: '1',
          type,
          message,
          rawStack: text('exception.stacktrace'),
          parsedStack: [],
        },
      ],
      SeverityLevel: 3,
      Type: 'AppExceptions',
    }),
  }
}

/** A small stable hash: the same service and the same trace always look the same. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0
  return (hash ^ (hash >>> 15)) >>> 0
}
