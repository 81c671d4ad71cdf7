import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { build, type Plugin } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { datadogSlim } from '../../../../build/datadog-slim.ts'
import { datadogPlatform } from '../../../../src/demo/datadog/platform.ts'
import { startPlatformServer } from '../../../../src/demo/http/server.ts'
import { fixedTraffic, now, trace, traceId } from './support.ts'
import { expectFault } from '../../../support/audit/expected-faults.ts'

// The client alone is given keys by the test.
expectFault(/carries dd-api-key that is not the placeholder$/)

const root = resolve(import.meta.dirname, '../../../..')
let folder = ''

/** Builds client.ts into a folder of its own. */
function bundle(name: string, plugins: Plugin[], inlined: boolean) {
  return build({
    configFile: false,
    logLevel: 'error',
    plugins,
    ssr: { noExternal: inlined || undefined },
    build: {
      ssr: true,
      target: 'node20.19',
      outDir: join(folder, name),
      rollupOptions: {
        input: { client: join(root, 'src/main/stores/datadog/client.ts') },
        external: inlined ? [] : [/^@datadog\//],
        output: { chunkFileNames: '[name].js' },
      },
    },
  })
}

/** Makes the four calls in a process of its own, where no test tool has touched the module cache. */
const script = `
const [file, url, from, to, traceId] = process.argv.slice(2)
const { createDatadogClient } = await import(file)
const client = createDatadogClient(url, { apiKey: 'a', appKey: 'b', placeholder: true })
const { signal } = new AbortController()
const ask = { query: '*', from, to, limit: 5, cursor: null }
const answers = [
  await client.searchSpans(ask, signal),
  await client.getTrace(traceId, signal),
  await client.searchLlmSpans(ask, signal),
  await client.validate(signal),
]
console.log(JSON.stringify(answers.map(({ status, headers, text }) => [status, headers['x-ratelimit-limit'] ?? null, text.length])))
`

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'datadog-bundle-'))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await writeFile(join(folder, 'calls.js'), script)
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  await bundle('slim', [datadogSlim()], true)
  await bundle('plain', [], false)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the bundled client', () => {
  it('loads the package in a file of its own, without its models', async () => {
    const [client, sdk, ...others] = (await readdir(join(folder, 'slim'))).sort()
    expect([client, sdk, others]).toEqual(['client.js', expect.stringMatching(/^sdk/), []])
    expect((await stat(join(folder, 'slim/client.js'))).size).toBeLessThan(20_000)
    // The package's source is 22 MB.
    expect((await stat(join(folder, 'slim', sdk!))).size).toBeLessThan(1_500_000)
  })

  it('makes the same requests as the whole package from node_modules', async () => {
    const traffic = fixedTraffic([trace(traceId(1), 60, [{ name: 'root' }])])
    const seen = []
    for (const name of ['slim', 'plain']) {
      const server = await startPlatformServer(datadogPlatform(traffic))
      try {
        const { stdout, stderr } = await promisify(execFile)(process.execPath, [
          join(folder, 'calls.js'),
          join(folder, name, 'client.js'),
          server.url,
          String(now - 3_600_000),
          String(now),
          traceId(1),
        ])
        // The whole package brings node-fetch, of which newer versions of Node warn.
        if (name === 'slim') expect(stderr).toBe('')
        const answers = JSON.parse(stdout) as [number, string | null, number][]
        expect(answers.map(([status, limit]) => [status, limit])).toEqual([
          [200, '300'],
          [200, '60'],
          [200, '300'],
          [200, null],
        ])
        seen.push({
          answers,
          requests: server.requests.map(({ method, path, body }) => [
            method,
            path,
            body && (JSON.parse(body) as unknown),
          ]),
        })
      } finally {
        await server.close()
      }
    }
    expect(seen[0]).toEqual(seen[1])
  })
})
