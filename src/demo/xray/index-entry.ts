/** What X-Ray's index knows of a trace: the answer of GetTraceSummaries, and what a filter expression can ask. */

import type { DemoTrace } from '../traffic/demo-trace.ts'
import { encodeTrace, type KeptSegment, xrayTraceId } from './encode.ts'

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
  readonly segments: readonly KeptSegment[]
  readonly services: ReadonlySet<string>
  readonly root: Marks
  readonly anywhere: Marks
  readonly partial: boolean
  /** A TraceSummary in wire form. */
  readonly summary: Readonly<Record<string, unknown>>
}

interface ParsedDocument extends Partial<Marks> {
  readonly id: string
  readonly name: string
  readonly start_time: number
  readonly end_time?: number
  readonly in_progress?: boolean
  readonly inferred?: boolean
  readonly parent_id?: string
  readonly type?: string
  readonly user?: string
  readonly origin?: string
  readonly http?: { request?: Record<string, unknown>; response?: Record<string, unknown> }
  readonly cause?: { exceptions?: { type?: string; message?: string }[] }
  readonly annotations?: Readonly<Record<string, unknown>>
  readonly subsegments?: readonly ParsedDocument[]
}

const entries = new WeakMap<object, IndexEntry>()

/** The trace's entry; worked out once for every state of the trace. */
export function indexEntryOf(trace: DemoTrace): IndexEntry {
  let entry = entries.get(trace)
  if (!entry) entries.set(trace, (entry = makeEntry(trace)))
  return entry
}

function makeEntry(trace: DemoTrace): IndexEntry {
  const segments = encodeTrace(trace)
  const documents = segments.map((segment) => JSON.parse(segment.text) as ParsedDocument)
  const all: ParsedDocument[] = []
  for (const document of documents) {
    const stack = [document]
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      all.push(next)
      stack.push(...(next.subsegments ?? []))
    }
  }
  const isSegment = (document: ParsedDocument) => document.type !== 'subsegment' && !document.inferred
  const services = new Set(documents.filter((one) => one.type !== 'subsegment').map((one) => one.name))
  const root =
    documents.find((one) => isSegment(one) && one.parent_id === undefined) ?? documents.find(isSegment) ?? null
  const start = Math.min(...all.map((one) => one.start_time))
  const end = Math.max(...all.map((one) => one.end_time ?? one.start_time))
  const partial = all.some((one) => one.in_progress === true)
  const rootMarks = marksOf(root === null ? [] : [root])
  const id = xrayTraceId(trace.traceId)
  const failing = all.find((one) => (one.cause?.exceptions ?? []).length > 0 && (one.fault || one.error))
  const rootCauses =
    failing === undefined || !(rootMarks.error || rootMarks.fault) ? [] : [{ Services: [causeService(failing)] }]
  const http = root?.http
  return {
    id,
    start,
    segments,
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

function causeService(failing: ParsedDocument) {
  const Exceptions = (failing.cause?.exceptions ?? []).map(({ type, message }) => ({ Name: type, Message: message }))
  return {
    Name: failing.name,
    Names: [failing.name],
    Type: 'remote',
    Inferred: false,
    EntityPath: [{ Name: failing.name, Exceptions, Remote: false }],
  }
}

function marksOf(documents: readonly ParsedDocument[]): Marks {
  return {
    error: documents.some((one) => one.error === true),
    fault: documents.some((one) => one.fault === true),
    throttle: documents.some((one) => one.throttle === true),
  }
}

/** 50 keys at most, each value once. */
function annotationsOf(documents: readonly ParsedDocument[]): Record<string, unknown[]> {
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
