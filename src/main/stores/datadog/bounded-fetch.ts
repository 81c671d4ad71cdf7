/**
 * What Datadog's client needs of fetch, over node:http: no redirect is followed, because the keys travel in headers of their own that would go along, and no more is read than the
 * limit. Node's own fetch hangs on some answers that do not decompress.
 */

import http from 'node:http'
import https from 'node:https'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createInflate } from 'node:zlib'
import { countingStream } from '../answer-limit.ts'
import type { Connections } from '../connections.ts'

interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | null
  readonly signal?: AbortSignal | null
}

/** An answer whose body has been read. */
type Answered = Pick<Response, 'status' | 'headers' | 'text' | 'arrayBuffer'>

/** Resolves to any answer, whatever its status. Rejects with the connection's own error, with zlib's, or with AnswerTooLarge. */
export async function boundedFetch(
  url: string,
  asked: Asked,
  connections: Connections,
  limitBytes: number,
): Promise<Answered> {
  const answer = await ask(new URL(url), asked, connections)
  const coding = answer.headers['content-encoding']
  const chunks: Buffer[] = []
  const counted = countingStream(limitBytes)
  const collect = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) chunks.push(chunk)
  }
  if (coding === 'gzip') await pipeline(answer, createGunzip(), counted, collect)
  else if (coding === 'deflate') await pipeline(answer, createInflate(), counted, collect)
  else await pipeline(answer, counted, collect)
  const bytes = Buffer.concat(chunks)
  const headers = new Headers()
  for (const [name, value] of Object.entries(answer.headers)) headers.set(name, String(value))
  return {
    status: answer.statusCode ?? 0,
    headers,
    text: () => Promise.resolve(bytes.toString('utf8')),
    arrayBuffer: () => Promise.resolve(new Uint8Array(bytes).buffer),
  }
}

function ask(
  url: URL,
  { method = 'GET', headers = {}, body, signal }: Asked,
  connections: Connections,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = { method, headers, agent: connections.agentFor(url), ...(signal ? { signal } : {}) }
    const { request } = url.protocol === 'https:' ? https : http
    request(url, options, resolve)
      .once('error', reject)
      .end(body ?? undefined)
  })
}
