/** How much of an answer is read. Bytes are counted while they come, after decompression, so that a page without end costs no memory. */

import { Transform } from 'node:stream'
import { type ErrorInfo, errorInfo, fix } from '../../shared/errors.ts'
import { type Platform, platformTitle } from '../../shared/platform.ts'

/** The largest answers that are read, in bytes. */
export interface AnswerLimits {
  /** Of a page of a list and of every small call. The largest real ones have a few MB. */
  readonly pageBytes: number
  /** Of an opened run: Log Analytics answers with at most 100 MB, and Datadog's largest traces have about as much. */
  readonly runBytes: number
}

export const answerLimits: AnswerLimits = { pageBytes: 64 * 2 ** 20, runBytes: 256 * 2 ** 20 }

/** An answer was larger than its limit; the rest was not read and its connection is closed. */
export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge'
  readonly limitBytes: number

  constructor(limitBytes: number) {
    super(`The answer has more than ${limitBytes} bytes.`)
    this.limitBytes = limitBytes
  }
}

/** Passes bytes on and fails with AnswerTooLarge at the first beyond the limit. */
export function countingStream(limitBytes: number): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > limitBytes) done(new AnswerTooLarge(limitBytes))
      else done(null, chunk)
    },
  })
}

/** The TOO_LARGE of an answer beyond our own limit. `doing` completes "… to": `list traces`. */
export function tooLarge(platform: Platform, doing: string, { limitBytes }: AnswerTooLarge): ErrorInfo {
  return errorInfo({
    code: 'TOO_LARGE',
    platform,
    message: `The answer of ${platformTitle[platform]} is too large to ${doing}.`,
    cause: `It has more than ${sizeText(limitBytes)}; what was read of it is let go.`,
    fix: fix('Ask for a shorter time, or name a service in the source.'),
  })
}

/** The words and the way out for a platform that itself says 413. */
export const refusedAsTooLarge = {
  code: 'TOO_LARGE',
  cause: 'What was asked for is more than the platform, or a proxy on the way, answers with (HTTP 413).',
  fix: fix('Ask for a shorter time, or name a service in the source.'),
} as const

function sizeText(bytes: number): string {
  return bytes >= 2 ** 20 ? `${Math.round(bytes / 2 ** 20)} MB` : `${Math.round(bytes / 1024)} kB`
}
