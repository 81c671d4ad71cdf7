import type { IncomingMessage } from 'node:http'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { promisify } from 'node:util'

/** The largest body that a demo platform accepts, before and after decompression: 8 MB. */
export const maxBodyBytes = 8 * 1024 * 1024

/** Why a request body could not be taken, with the HTTP status that says so. */
export class BodyError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'BodyError'
    this.status = status
  }
}

const decoders: Readonly<Record<string, (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip),
  'x-gzip': promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip),
  deflate: promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate),
  br: promisify<Buffer, { maxOutputLength: number }, Buffer>(brotliDecompress),
}

/**
 * A request's whole body as UTF-8 text, decompressed by its Content-Encoding. Rejects with a BodyError: 413 above 8 MB, 415 for an encoding that is not
 * known, 400 for bytes that do not decompress; and with the socket's own error when the caller leaves half-way.
 */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    // The rest is still read, so that the answer reaches a caller that is busy sending.
    if (size <= maxBodyBytes) chunks.push(chunk)
  }
  if (size > maxBodyBytes) throw new BodyError(413, `The body has more than ${maxBodyBytes} bytes.`)
  const bytes = Buffer.concat(chunks)
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (bytes.length === 0 || encoding === 'identity') return bytes.toString('utf8')
  const decode = decoders[encoding]
  if (!decode) throw new BodyError(415, `The Content-Encoding "${encoding}" is not known here.`)
  try {
    return (await decode(bytes, { maxOutputLength: maxBodyBytes })).toString('utf8')
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    throw tooLarge
      ? new BodyError(413, `The body has more than ${maxBodyBytes} bytes when decompressed.`)
      : new BodyError(400, `The body is not ${encoding}.`)
  }
}
