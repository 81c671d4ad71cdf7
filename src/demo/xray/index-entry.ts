/** What X-Ray's index knows of a trace: the answer of GetTraceSummaries, and what a filter expression can ask. */

import type { DemoTrace } from '../traffic/demo-trace.ts'
import { encodeTrace, flatDocuments, type KeptSegment, xrayTraceId } from './encode.ts'

/** Failure marks of a segment. */
export interface Marks {
  readonly error: boolean
  readonly fault: boolean
  readonly throttle: boolean
}

/** A trace in the index. */
export interface IndexEntry {
  readonly id: string
  /** Epoch seconds. */
  readonly start: number
  /** Nothing of it reached X-Ray. */
  readonly empty: boolean
  /** The documents as they are sent; printed when they are first asked for. */
  readonly segments: readonly KeptSegment[]
  readonly services: ReadonlySet<string>
  readonly root: Marks
  readonly anywhere: Marks
  readonly partial: boolean
  /** A TraceSummary in wire form. */
  readonly summary: Readonly<Record<string, unknown>>
}

/** The fields of a document that the index reads. */
interface Indexed extends Partial<Marks> {
  readonly id: string
  readonly name: string
  readonly start_time: number
  readonly end_time?: number
  readonly in_progress?: boolean
  readonly user?: string
  readonly http?: { request?: Record<string, unknown>; response?: Record<string, unknown> }
  readonly cause?: { exceptions?: { type?: string; message?: string }[] }
  readonly annotations?: Readonly<Record<string, unknown>>
}

const entries = new WeakMap<object, IndexEntry>()

/** The trace's entry; worked out once for every state of the trace. */
export function indexEntryOf(trace: DemoTrace): IndexEntry {
  let entry = entries.get(trace)
  if (!entry) entries.set(trace, (entry = makeEntry(trace)))
  return entry
}

function makeEntry(trace: DemoTrace): IndexEntry {
  const flat = flatDocuments(trace)
  const all = flat.map(({ document }) => document as unknown as Indexed)
  const named = flat.filter(({ kind }) => kind !== 'subsegment')
  const services = new Set(named.map(({ document }) => document.name))
  const rootDocument =
    flat.find(({ kind, parentId }) => kind === 'segment' && parentId === null) ??
    flat.find(({ kind }) => kind === 'segment')
  const root = (rootDocument?.document as unknown as Indexed | undefined) ?? null
  const start = all.reduce((first, one) => Math.min(first, one.start_time), Infinity)
  const end = all.reduce((last, one) => Math.max(last, one.end_time ?? one.start_time), -Infinity)
  const partial = all.some((one) => one.in_progress === true)
  const rootMarks = marksOf(root === null ? [] : [root])
  const id = xrayTraceId(trace.traceId)
  const failing = all.find((one) => (one.cause?.exceptions ?? []).length > 0 && (one.fault || one.error))
  const rootCauses =
    failing === undefined || !(rootMarks.error || rootMarks.fault) ? [] : [{ Services: [causeService(failing)] }]
  const http = root?.http
  let segments: KeptSegment[] | null = null
  return {
    id,
    start,
    empty: flat.length === 0,
    get segments() {
      return (segments ??= encodeTrace(trace))
    },
    services,
    root: rootMarks,
    anywhere: marksOf(all),
    partial,
    summary: {
      Id: id,
      StartTime: start,
      Duration: Number((end - start).toFixed(3)),
      ResponseTime: Number(((root?.end_time ?? end) - (root?.start_time ?? start)).toFixed(3)),
      HasFault: rootMarks.fault,
      HasError: rootMarks.error,
      HasThrottle: rootMarks.throttle,
      IsPartial: partial,
      Revision: 1,
      Http:
        http === undefined
          ? {}
          : {
              HttpURL: http.request?.url,
              HttpMethod: http.request?.method,
              HttpStatus: http.response?.status,
              UserAgent: http.request?.user_agent,
              ClientIp: http.request?.client_ip,
            },
      Annotations: annotationsOf(all),
      Users: [...new Set(all.map((one) => one.user))]
        .filter((user) => user !== undefined)
        .map((UserName) => ({ UserName, ServiceIds: [] })),
      ServiceIds: [...services].map(serviceId),
      ...(root === null ? {} : { EntryPoint: serviceId(root.name) }),
      FaultRootCauses: rootMarks.fault ? rootCauses : [],
      ErrorRootCauses: rootMarks.error && !rootMarks.fault ? rootCauses : [],
      ResponseTimeRootCauses: [],
      ResourceARNs: [],
      InstanceIds: [],
      AvailabilityZones: [],
    },
  }
}

function serviceId(name: string) {
  return { Name: name, Names: [name], AccountId: '123456789012', Type: 'AWS::ECS::Container' }
}

function causeService(failing: Indexed) {
  const Exceptions = (failing.cause?.exceptions ?? []).map(({ type, message }) => ({ Name: type, Message: message }))
  return {
    Name: failing.name,
    Names: [failing.name],
    Type: 'remote',
    Inferred: false,
    EntityPath: [{ Name: failing.name, Exceptions, Remote: false }],
  }
}

function marksOf(documents: readonly Indexed[]): Marks {
  return {
    error: documents.some((one) => one.error === true),
    fault: documents.some((one) => one.fault === true),
    throttle: documents.some((one) => one.throttle === true),
  }
}

/** 50 keys at most, each value once. */
function annotationsOf(documents: readonly Indexed[]): Record<string, unknown[]> {
  const found = new Map<string, Map<string, unknown>>()
  for (const { annotations, name } of documents)
    for (const [key, value] of Object.entries(annotations ?? {})) {
      const values = found.get(key) ?? new Map<string, unknown>()
      if (!found.has(key) && found.size >= 50) continue
      found.set(key, values)
      const typed =
        typeof value === 'number'
          ? { NumberValue: value }
          : typeof value === 'boolean'
            ? { BooleanValue: value }
            : { StringValue: String(value) }
      const at = JSON.stringify(typed)
      if (!values.has(at)) values.set(at, { AnnotationValue: typed, ServiceIds: [serviceId(name)] })
    }
  return Object.fromEntries([...found].map(([key, values]) => [key, [...values.values()]]))
}
