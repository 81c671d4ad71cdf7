/** Serves the bare list, an empty page, and the outlines that the list shows. */

import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { assembleRun } from '../../src/main/semantics/assemble.ts'
import { packOutline } from '../../src/shared/model/outline.ts'
import { type Shape, spansOf } from './shapes.ts'

export interface BareHost {
  /** Without a slash at the end. */
  readonly url: string
  close(): void
}

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

/** Listens on loopback. `/empty.html` is a page with nothing on it; `/outlines/<shape>-<steps>` the very outline that the app gets. */
export async function startBareHost(folder: string): Promise<BareHost> {
  const outlines = new Map<string, Promise<string>>()
  const answer = async (path: string): Promise<{ type: string; body: string | Buffer }> => {
    if (path === '/empty.html') return { type: 'text/html', body: '<!doctype html><title>Empty</title><body>Empty' }
    if (path.startsWith('/outlines/')) {
      const name = path.slice('/outlines/'.length)
      const known = outlines.get(name) ?? outlineText(name)
      outlines.set(name, known)
      return { type: 'application/json', body: await known }
    }
    const file = normalize(path === '/' ? '/index.html' : path)
    return { type: types[extname(file)] ?? 'application/octet-stream', body: await readFile(join(folder, file)) }
  }
  const server = createServer((request, response) => {
    answer(new URL(request.url ?? '/', 'http://127.0.0.1').pathname).then(
      ({ type, body }) => response.writeHead(200, { 'content-type': type }).end(body),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function outlineText(name: string): Promise<string> {
  const [shape, steps] = name.split('-')
  const spans = spansOf(shape as Shape, Number(steps))
  const run = await assembleRun({ platform: 'cloudtrace', nativeId: name, spans, complete: true, notices: [] })
  return JSON.stringify(packOutline(run.outline, (bytes) => Buffer.from(bytes).toString('base64')))
}
