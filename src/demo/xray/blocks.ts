/** The parts of a segment document, as the OpenTelemetry collector's X-Ray exporter fills them. */

import type { DemoAttribute, DemoSpan } from '../traffic/demo-trace.ts'
import { hash } from './hash.ts'

type Left = Map<string, DemoAttribute>

/** Attributes that the exporter is configured to index. */
const indexed = new Set([
  'gen_ai.operation.name',
  'gen_ai.request.model',
  'gen_ai.agent.name',
  'gen_ai.conversation.id',
  'gen_ai.tool.name',
  'otel.resource.deployment.environment.name',
])
const databases: Readonly<Record<string, string>> = { postgresql: 'PostgreSQL', mysql: 'MySQL', mssql: 'MSSQL' }

/** The exporter's name: the service on local roots, the callee on outgoing calls, else the span's own without characters that X-Ray forbids. */
export function nameOf(span: DemoSpan, localRoot: boolean): string {
  const { attributes } = span
  const callee =
    attributes['db.system.name'] === 'dynamodb'
      ? 'DynamoDB'
      : span.kind === 'client'
        ? (text(attributes['peer.service']) ??
          text(attributes['rpc.service']) ??
          database(span) ??
          (attributes['http.request.method'] === undefined || attributes['gen_ai.operation.name'] !== undefined
            ? null
            : text(attributes['server.address'])))
        : null
  const name = localRoot ? span.service : (callee ?? span.name)
  return name.replace(/[^\p{L}\p{N}\s_.:/%&#=+\-@]/gu, '').slice(0, 200) || 'span'
}

function database(span: DemoSpan): string | null {
  const name = text(span.attributes['db.namespace'] ?? span.attributes['db.name'])
  const host = text(span.attributes['server.address'])
  return name === null ? null : host === null ? name : `${name}@${host}`
}

/** `aws` for calls of AWS services, `remote` for others that leave the process. */
export function namespaceOf(span: DemoSpan): 'aws' | 'remote' | undefined {
  if (span.kind !== 'client' && span.kind !== 'producer') return undefined
  const { attributes } = span
  return attributes['rpc.system'] === 'aws-api' || attributes['db.system.name'] === 'dynamodb' ? 'aws' : 'remote'
}

/** The http block; what it takes leaves the metadata. */
export function httpBlock(span: DemoSpan, left: Left): Record<string, unknown> | null {
  const take = taker(left)
  const method = take('http.request.method', 'http.method')
  const status = take('http.response.status_code', 'http.status_code')
  if (method === undefined && status === undefined) return null
  const path = take('url.path')
  const host = text(span.attributes['server.address'])
  const url =
    take('url.full', 'http.url') ?? (path === undefined ? undefined : `https://${host ?? span.service}${String(path)}`)
  const agent = take('user_agent.original', 'http.user_agent')
  const request = present({
    method,
    url,
    user_agent: agent,
    client_ip: span.kind === 'server' ? '10.0.42.7' : undefined,
    x_forwarded_for: span.kind === 'server' ? true : undefined,
  })
  const response = present({ status, content_length: take('http.response.body.size') ?? 0 })
  return status === undefined ? { request } : { request, response }
}

/** The sql block for the databases that X-Ray knows. */
export function sqlBlock(span: DemoSpan, left: Left): Record<string, unknown> | null {
  const system = text(span.attributes['db.system.name'] ?? span.attributes['db.system'])
  const type = system === null ? undefined : databases[system]
  if (type === undefined) return null
  const take = taker(left)
  take('db.system.name', 'db.system')
  const name = take('db.namespace', 'db.name')
  return present({
    url: `${String(span.attributes['server.address'] ?? system)}/${String(name ?? '')}`,
    sanitized_query: take('db.query.text', 'db.statement'),
    database_type: type,
    user: take('db.user'),
  })
}

/** The aws block that every exported segment has. */
export function awsBlock(span: DemoSpan, left: Left): Record<string, unknown> {
  const xray = { sdk: 'opentelemetry for python', sdk_version: '1.39.0', auto_instrumentation: true }
  if (namespaceOf(span) !== 'aws') return { xray }
  return present({
    xray,
    operation: taker(left)('rpc.method', 'db.operation.name'),
    region: 'us-east-1',
    request_id: hash(span.spanId).toString(16).padStart(32, '0'),
    table_name: span.attributes['db.collection.name'],
  })
}

/** error is 4xx, throttle 429 as well, fault 5xx and every failure that is not HTTP's. */
export function flagsOf(span: DemoSpan): { error: boolean; fault: boolean; throttle: boolean } {
  const status = Number(span.attributes['http.response.status_code'] ?? span.attributes['http.status_code'] ?? 0)
  if (status >= 400 && status < 500) return { error: true, fault: false, throttle: status === 429 }
  return { error: false, fault: status >= 500 || span.status === 'error', throttle: false }
}

/** The span's exceptions; a status message where it has none. */
export function causeOf(span: DemoSpan): Record<string, unknown> | null {
  const events = span.events.filter((event) => event.name === 'exception')
  if (events.length === 0 && (span.status !== 'error' || span.statusMessage === null)) return null
  const exceptions = events.map(({ attributes }, i) =>
    present({
      id: exceptionId(span, i),
      type: attributes['exception.type'],
      message: attributes['exception.message'],
      stack: stackOf(text(attributes['exception.stacktrace'])),
    }),
  )
  if (exceptions.length === 0)
    exceptions.push(
      present({ id: exceptionId(span, 0), type: span.attributes['error.type'], message: span.statusMessage }),
    )
  return { working_directory: '', exceptions }
}

function exceptionId(span: DemoSpan, i: number): string {
  const half = (part: string) => hash(`${span.spanId}/${i}/${part}`).toString(16).padStart(8, '0')
  return half('a') + half('b')
}

function stackOf(stack: string | null): { path: string; line: number; label: string }[] | undefined {
  if (stack === null) return undefined
  const frames = [...stack.matchAll(/(?:File "([^"]+)", line (\d+), in (\S+)|at (\S+) \(([^:)]+):(\d+))/g)]
  return frames.slice(0, 50).map(([, file, line, name, label, path, row]) => ({
    path: file ?? path ?? '',
    line: Number(line ?? row ?? 0),
    label: name ?? label ?? '',
  }))
}

/**
 * Indexed attributes go to annotations, all others to metadata.default with their types; the resource goes to the local root. Collectors before v0.97 replaced the dots
 * of annotation keys: half of the services still run one.
 */
export function annotationsAndMetadata(
  span: DemoSpan,
  left: Left,
  localRoot: boolean,
): { annotations?: Record<string, unknown>; metadata?: { default: Record<string, unknown> } } {
  const spelt = (key: string) => (hash(span.service) % 2 === 0 ? key : key.replaceAll(/[^0-9A-Za-z]/g, '_'))
  const annotations: Record<string, unknown> = {}
  const defaults: Record<string, unknown> = {}
  const resource: Record<string, DemoAttribute> = localRoot ? { 'service.name': span.service, ...span.resource } : {}
  const all = [
    ...left,
    ...Object.entries(resource).map(([key, value]) => [`otel.resource.${key}`, value] as [string, DemoAttribute]),
  ]
  for (const [key, value] of all) {
    // Annotations hold plain values: a list stays in the metadata.
    if (indexed.has(key) && !Array.isArray(value)) annotations[spelt(key)] = value
    else defaults[key] = value
  }
  return {
    ...(Object.keys(annotations).length > 0 && { annotations }),
    ...(Object.keys(defaults).length > 0 && { metadata: { default: defaults } }),
  }
}

function taker(left: Left): (...keys: string[]) => DemoAttribute | undefined {
  return (...keys) => {
    let found: DemoAttribute | undefined
    for (const key of keys) {
      found ??= left.get(key)
      left.delete(key)
    }
    return found
  }
}

function present(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined && value !== null))
}

function text(value: DemoAttribute | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
