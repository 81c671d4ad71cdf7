/**
 * Cloud Trace v1 behind the two read calls that the app uses. The official client knows a write call too (patchTraces): it cannot be reached from here.
 *
 * The client's own retry is off: it ignores Retry-After, and an abort is not noticed during its back-off.
 */

import type { cloudtrace_v1 } from '@googleapis/cloudtrace'
import type { AuthClient } from 'google-auth-library'
import type { Connections } from '../connections.ts'

/** What a list is asked for. Instants are RFC 3339. */
export interface ListTracesRequest {
  readonly projectId: string
  readonly view: 'MINIMAL' | 'ROOTSPAN' | 'COMPLETE'
  readonly pageSize: number
  readonly pageToken?: string
  readonly startTime: string
  readonly endTime: string
  readonly filter?: string
  readonly orderBy: string
}

export interface GetTraceRequest {
  readonly projectId: string
  /** 32 hex digits. */
  readonly traceId: string
}

/** What the client tells of an answer's headers, and how much it reads. */
export interface CloudTraceWire {
  readonly pageBytes: number
  readonly runBytes: number
  /** The `Date` and `Age` of an answer that succeeded. */
  readonly onDate: (date: string | null, age: string | null) => void
  /** Null: the client uses its own, as it has to behind a proxy. */
  readonly connections: Connections | null
}

/** The read calls. Answers are what the platform sent, unchecked: an object if it was JSON, else a string. Rejections are the SDK's own. */
export interface CloudTraceClient {
  /** ListTraces: 25 quota units. */
  list(request: ListTracesRequest, signal: AbortSignal): Promise<unknown>
  /** GetTrace: 1 quota unit. */
  get(request: GetTraceRequest, signal: AbortSignal): Promise<unknown>
}

/** What a loopback endpoint gets in place of a token: no real credential ever travels in the clear. */
export const placeholderToken = 'placeholder-for-a-loopback-endpoint'

/** A client that always sends the placeholder token, for plain-http loopback endpoints. No credentials are looked for. */
export async function placeholderAuth(): Promise<AuthClient> {
  const { OAuth2Client } = await import('google-auth-library')
  const auth = new OAuth2Client()
  auth.setCredentials({ access_token: placeholderToken, token_type: 'Bearer' })
  return auth
}

/** The real client over @googleapis/cloudtrace, which is loaded here and not before. `endpoint` null: cloudtrace.googleapis.com. */
export async function cloudTraceClient(
  auth: AuthClient,
  endpoint: string | null,
  wire: CloudTraceWire,
): Promise<CloudTraceClient> {
  const { cloudtrace } = await import('@googleapis/cloudtrace')
  const api = cloudtrace({
    version: 'v1',
    auth: auth as NonNullable<cloudtrace_v1.Options['auth']>,
    retry: false,
    ...(endpoint === null ? {} : { rootUrl: endpoint.endsWith('/') ? endpoint : `${endpoint}/` }),
  })
  const optionsOf = (signal: AbortSignal, size: number) => ({
    signal,
    retry: false,
    // Judged by what it holds, whatever a proxy calls it.
    responseType: 'json' as const,
    // Followed, a redirect to another port of the same host would take the token along.
    redirect: 'manual' as const,
    // Of node-fetch: bytes are counted while they are read. (The client's own maxContentLength leaves what it refuses unread on an open socket.)
    size,
    ...direct(endpoint),
    ...(wire.connections === null ? {} : { agent: wire.connections.agentFor }),
  })
  const dataOf = ({ data, headers }: { data: unknown; headers: unknown }): unknown => {
    const given = headers as Headers
    wire.onDate(given.get('date'), given.get('age'))
    return data
  }
  return {
    list: async (request, signal) =>
      dataOf(await api.projects.traces.list({ ...request }, optionsOf(signal, wire.pageBytes))),
    get: async (request, signal) =>
      dataOf(await api.projects.traces.get({ ...request }, optionsOf(signal, wire.runBytes))),
  }
}

/** A loopback endpoint is never asked through HTTPS_PROXY, which gaxios would do for it too. */
function direct(endpoint: string | null): { noProxy?: string[] } {
  if (endpoint === null) return {}
  const { hostname } = new URL(endpoint)
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.') ? { noProxy: [hostname] } : {}
}
