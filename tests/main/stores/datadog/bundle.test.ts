import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { datadogSlim } from '../../../../build/datadog-slim.ts'
import { datadogPlatform } from '../../../../src/demo/datadog/platform.ts'
import { startPlatformServer } from '../../../../src/demo/http/server.ts'
import type * as clientModule from '../../../../src/main/stores/datadog/client.ts'
import { fixedTraffic, now, trace, traceId } from './support.ts'

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'datadog-bundle-'))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await build({
    configFile: false,
    logLevel: 'error',
    plugins: [datadogSlim()],
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node20.19',
      outDir: join(folder, 'out'),
      rollupOptions: {
        input: { client: resolve(import.meta.dirname, '../../../../src/main/stores/datadog/client.ts') },
        output: { chunkFileNames: '[name].js' },
      },
    },
  })
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the bundled client', () => {
  it('loads the package in a file of its own, without its models', async () => {
    const [client, sdk, ...others] = (await readdir(join(folder, 'out'))).sort()
    expect([client, sdk, others]).toEqual(['client.js', expect.stringMatching(/^sdk/), []])
    expect((await stat(join(folder, 'out/client.js'))).size).toBeLessThan(20_000)
    // The package's source is 22 MB.
    expect((await stat(join(folder, 'out', sdk!))).size).toBeLessThan(1_500_000)
  })

  it('makes the same requests as from node_modules', async () => {
    const { createDatadogClient } = (await import(
      pathToFileURL(join(folder, 'out/client.js')).href
    )) as typeof clientModule
    const unbundled = await import('../../../../src/main/stores/datadog/client.ts')
    const server = await startPlatformServer(datadogPlatform(fixedTraffic([trace(traceId(1), 60, [{ name: 'root' }])])))
    try {
      const seen = []
      for (const create of [createDatadogClient, unbundled.createDatadogClient]) {
        server.clearRequests()
        const client = create(server.url, { apiKey: 'a', appKey: 'b', placeholder: true })
        const { signal } = new AbortController()
        const ask = { query: '*', from: String(now - 3_600_000), to: String(now), limit: 5, cursor: null }
        const answers = [
          await client.searchSpans(ask, signal),
          await client.getTrace(traceId(1), signal),
          await client.searchLlmSpans(ask, signal),
          await client.validate(signal),
        ]
        expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
        expect(answers[0]!.headers['x-ratelimit-limit']).toBe('300')
        seen.push(server.requests.map(({ method, path, body }) => ({ method, path, body })))
      }
      expect(seen[0]).toEqual(seen[1])
    } finally {
      await server.close()
    }
  })
})
