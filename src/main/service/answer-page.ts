/** Answers the questions that come in on a page's port, and holds what is no question away from the router. */

import { RPCHandler } from '@orpc/server/message-port'
import type { MessagePort } from 'node:worker_threads'
import { errorInfo, fix } from '../../shared/errors.ts'
import { logReason } from '../log/log-text.ts'
import { type RouterContext, router } from './router.ts'

/** The longest question, in characters: settings, ids and filters are small. Answers are not limited by it. */
export const longestQuestion = 1024 * 1024

const handler = new RPCHandler(router)

/** Answers on this port until it closes. */
export function answerPage(port: MessagePort, context: RouterContext): void {
  let isTold = false
  const refuse = (why: string, id: string | null) => {
    // Once for each page: whoever sends one such frame sends many.
    if (!isTold) context.log.log('warn', 'refused-frame', { why: logReason(why) })
    isTold = true
    if (id !== null) port.postMessage(refusal(id, why))
  }
  handler.upgrade(
    {
      on: (event, listener) => {
        if (event === 'close') return void port.on('close', () => listener())
        port.on('message', (data: unknown) => {
          const fault = faultOfFrame(data)
          if (fault) return refuse(fault.why, fault.id)
          listener({ data })
        })
      },
      postMessage: (data: unknown) => port.postMessage(data),
    },
    { context },
  )
  port.start()
}

interface FrameFault {
  readonly why: string
  /** Of the question that can be answered with a refusal; null where there is none. */
  readonly id: string | null
}

/** What keeps a frame from being a question, an abort or a part of a stream; null for one that is. A frame that the carrier's decoder cannot read would end the service's thread. */
function faultOfFrame(data: unknown): FrameFault | null {
  if (typeof data !== 'string') return { why: 'it is not text', id: null }
  // The id comes first in whatever our own pages send.
  if (data.length > longestQuestion)
    return {
      why: `it has more than ${longestQuestion} characters`,
      id: /^\{"i":"([\w-]{1,40})"/.exec(data)?.[1] ?? null,
    }
  let frame: unknown
  try {
    frame = JSON.parse(data)
  } catch {
    return { why: 'it is not JSON', id: null }
  }
  if (!isRecord(frame) || typeof frame['i'] !== 'string' || frame['i'].length > 100)
    return { why: 'it has no id', id: null }
  const { i: id, t: type = 1, p: payload } = frame
  if (type === 4) return null
  if (type === 3) return isRecord(payload) ? null : { why: 'a part of a stream is not an object', id: null }
  if (type !== 1) return { why: 'it is of an unknown kind', id }
  if (!isRecord(payload) || typeof payload['u'] !== 'string') return { why: 'it asks nothing', id }
  const { u: address, h: headers, m: method } = payload
  if (!URL.canParse(address, 'http://localhost')) return { why: 'its address cannot be read', id }
  const areTexts =
    headers === undefined || (isRecord(headers) && Object.values(headers).every((one) => typeof one === 'string'))
  if (!areTexts || (method !== undefined && typeof method !== 'string')) return { why: 'its head cannot be read', id }
  return null
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An answer as the carrier's client reads it. */
function refusal(id: string, why: string): string {
  const data = errorInfo({
    code: 'BAD_REQUEST',
    message: 'A question was not understood.',
    cause: `${why[0]!.toUpperCase()}${why.slice(1)}.`,
    fix: fix('Reload the page: it may be of another version than the program.'),
  })
  const json = { defined: true, code: data.code, status: 400, message: data.message, data }
  return JSON.stringify({ i: id, p: { s: 400, b: { json } } })
}
