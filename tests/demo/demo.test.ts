import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/index.ts'
import { platforms } from '../../src/shared/platform.ts'
import { endpointProblem, parseSourceUrl, printSourceUrl, settingsProblems } from '../../src/shared/source.ts'

let demo: Demo
beforeAll(async () => {
  demo = await startDemo({ backlogMs: 3_600_000 })
})
afterAll(() => demo.close())

describe('the demo', () => {
  it('runs one server for each platform, on loopback', () => {
    for (const platform of platforms) {
      expect(demo.servers[platform].platform).toBe(platform)
      expect(demo.servers[platform].url).toBe(`http://127.0.0.1:${demo.servers[platform].port}`)
    }
    expect(new Set(platforms.map((platform) => demo.servers[platform].port)).size).toBe(4)
  })

  it('offers a source for each, which can be opened as it is and survives being written as a URL', () => {
    expect(demo.sources.map(({ type }) => type)).toEqual(platforms)
    for (const source of demo.sources) {
      expect(settingsProblems(source)).toEqual([])
      expect(source.endpoint).toBe(demo.servers[source.type].url)
      expect(source.name).toMatch(/^Demo · /)
      expect(parseSourceUrl(printSourceUrl(source))).toEqual({ ...source, color: null })
    }
  })

  it('names the endpoints for the environment', () => {
    expect(Object.keys(demo.env)).toEqual([
      'TRACECRAFT_XRAY_ENDPOINT',
      'TRACECRAFT_CLOUDTRACE_ENDPOINT',
      'TRACECRAFT_AZUREMONITOR_ENDPOINT',
      'TRACECRAFT_DATADOG_ENDPOINT',
    ])
    for (const url of Object.values(demo.env)) expect(endpointProblem(url)).toBeNull()
  })

  it('answers what no platform has with a 404, and records what all four received', async () => {
    const before = demo.requests().length
    for (const platform of platforms)
      expect((await fetch(`${demo.servers[platform].url}/no/such/thing`)).status).toBe(404)
    const seen = demo.requests().slice(before)
    expect(seen.map(({ platform }) => platform).toSorted()).toEqual(platforms.toSorted())
    for (const request of seen) expect(request).toMatchObject({ operation: null, read: false, status: 404 })
  })

  it('has traffic on every platform from the first moment', () => {
    for (const platform of platforms) expect(demo.traffic.traces(platform).length).toBeGreaterThan(20)
  })

  it('leaves no server running when one of its ports is taken', async () => {
    const taken = demo.servers.datadog.port
    const free = await freePort()
    await expect(startDemo({ ports: { xray: free, datadog: taken } })).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await expect(fetch(`http://127.0.0.1:${free}/`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
  })

  it('closes all four', async () => {
    const other = await startDemo()
    await other.close()
    for (const { url } of Object.values(other.servers)) await expect(fetch(url)).rejects.toThrow()
  })
})

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const other = await startDemo()
  const { port } = other.servers.xray
  await other.close()
  return port
}
