/**
 * A span's labels as attributes. Labels keep OpenTelemetry's dotted keys, save those that the platform or its exporters rename (`/http/method`, `g.co/r/…`): these
 * are given once more under their canonical names, in a layer of their own. Every value is text; numbers are read where they are used.
 */

import { type AttributeLayer, type Attributes, attributesOf } from '../../semantics/attributes.ts'

/** A span's labels as they came. Values ought to be strings; whatever else stands there is passed on as it is. */
export type Labels = Readonly<Record<string, unknown>>

/**
 * The labels that name a span's service, best first: OTLP ingestion and newer exporters; the classic exporters off Google Cloud, where the service becomes the job of a
 * generic_task; Cloud Run; App Engine and the older Go exporter.
 */
export const serviceLabels = [
  'service.name',
  'g.co/r/generic_task/job',
  'g.co/r/cloud_run_revision/service_name',
  'g.co/gae/app/module',
] as const

/** Renamed label -> its canonical name. Error texts are not among them: whether a span failed is for map-status.ts alone to say. */
export const canonicalNames: ReadonlyMap<string, string> = new Map([
  ['/http/method', 'http.request.method'],
  ['/http/url', 'url.full'],
  ['/http/path', 'url.path'],
  ['/http/host', 'server.address'],
  ['/http/status_code', 'http.response.status_code'],
  ['/http/user_agent', 'user_agent.original'],
  ['/http/route', 'http.route'],
  ['/http/request/size', 'http.request.body.size'],
  ['/http/response/size', 'http.response.body.size'],
  ...serviceLabels.slice(1).map((label) => [label, 'service.name'] as const),
  ['g.co/r/generic_task/namespace', 'service.namespace'],
  ['g.co/r/generic_task/task_id', 'service.instance.id'],
  ['g.co/r/cloud_run_revision/revision_name', 'service.version'],
  ['g.co/gae/app/version', 'service.version'],
  ['g.co/r/k8s_container/pod_name', 'k8s.pod.name'],
  ['g.co/r/k8s_container/namespace_name', 'k8s.namespace.name'],
  ['g.co/r/k8s_container/cluster_name', 'k8s.cluster.name'],
])

/** The labels of a span as semantics asks for them: as they came, then renamed ones, if it has some, under their canonical names. */
export function labelAttributes(labels: Labels, hasRenamed: boolean): Attributes {
  const layers: AttributeLayer[] = [{ origin: 'labels', spelling: 'flat', values: labels }]
  if (!hasRenamed) return attributesOf(layers)
  let renamed: Record<string, unknown> | null = null
  for (const key in labels) {
    if (key[0] !== '/' && key[0] !== 'g') continue
    const canonical = canonicalNames.get(key)
    if (canonical === undefined || canonical in (renamed ?? {}) || Object.hasOwn(labels, canonical)) continue
    renamed ??= {}
    renamed[canonical] = labels[key]
  }
  if (renamed !== null) layers.push({ origin: 'renamed labels', spelling: 'flat', values: renamed })
  return attributesOf(layers)
}

const httpStatus = '/http/status_code'
const canonicalStatus = 'http.response.status_code'

/** The same for the reader of fields alone: of the renamed labels, only the HTTP status feeds one. */
export function readingAttributes(labels: Labels, hasRenamed: boolean): Attributes {
  const layers: AttributeLayer[] = [{ origin: 'labels', spelling: 'flat', values: labels }]
  if (hasRenamed && Object.hasOwn(labels, httpStatus) && !Object.hasOwn(labels, canonicalStatus))
    layers.push({ origin: 'renamed labels', spelling: 'flat', values: { [canonicalStatus]: labels[httpStatus] } })
  return attributesOf(layers)
}

/** A label's value as text, null when it is absent, empty or neither text nor number nor boolean. */
export function labelText(labels: Labels, key: string): string | null {
  if (!Object.hasOwn(labels, key)) return null
  const value = labels[key]
  if (typeof value === 'string') return value === '' ? null : value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
}

/** The first of these labels that has a text, and which one it was. */
export function firstLabel(labels: Labels, keys: readonly string[]): { key: string; text: string } | null {
  for (const key of keys) {
    const text = labelText(labels, key)
    if (text !== null) return { key, text }
  }
  return null
}

/** The service a span belongs to, or null where no label says. */
export function serviceOf(labels: Labels): string | null {
  return firstLabel(labels, serviceLabels)?.text ?? null
}

/** How provenance names a label: `labels["/http/method"]`. */
export function labelOrigin(key: string): string {
  return `labels[${JSON.stringify(key)}]`
}
