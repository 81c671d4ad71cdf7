import { spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/index.ts'
import { type Place, place, root, run } from '../support/program.ts'

let demo: Demo
let at: Place

beforeAll(async () => {
  demo = await startDemo({ seed: 7 })
})
afterAll(() => demo.close())
beforeEach(async () => {
  for (const server of Object.values(demo.servers)) server.clearFaults()
  at = await place({ ...demo.env, GOOGLE_CLOUD_PROJECT: 'demo-project' })
})
afterEach(() => at.remove())

const urls = {
  xray: 'xray://us-east-1/',
  cloudtrace: 'cloudtrace://demo-project/',
  azuremonitor: 'azuremonitor://00000000-0000-4000-8000-000000000000/',
  datadog: 'datadog://us1/',
} as const

type Json = Record<string, unknown>
const parse = (text: string) => JSON.parse(text) as Json

describe.each(Object.entries(urls))('tracecraft on %s', (platform, url) => {
  it('lists runs newest first as JSON, and shows one of them with its tree of steps', async () => {
    const listed = await run(['list', url, '--format', 'json'], at)
    expect(listed.stderr).toBe('')
    expect(listed.code).toBe(0)
    const answer = parse(listed.stdout)
    expect(answer).toMatchObject({ source: url, complete: expect.any(Boolean), notices: expect.any(Array) })
    expect(answer['fetched_at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
    const runs = answer['runs'] as Json[]
    expect(runs.length).toBeGreaterThan(5)
    const starts = runs.map((one) => String(one['start_time']))
    expect(starts).toEqual(starts.toSorted().toReversed())
    expect(runs.every((one) => typeof one['cloud_trace_id'] === 'string')).toBe(true)

    const ended = runs.find((one) => one['end_time'] !== null) ?? {}
    const shown = await run(['show', url, String(ended['cloud_trace_id']), '--format', 'json'], at)
    expect(shown.code).toBe(0)
    const { run: opened } = parse(shown.stdout) as { run: Json }
    expect(opened).toMatchObject({ id: ended['id'], cloud_trace_id: ended['cloud_trace_id'], total_cost_usd: null })
    expect(opened['cloud_provider']).toBe(
      { xray: 'aws', cloudtrace: 'gcp', azuremonitor: 'azure', datadog: 'datadog' }[platform],
    )
    const steps = opened['steps'] as Json[]
    expect(steps.length).toBeGreaterThan(0)
    expect(steps[0]).toMatchObject({ span_id: expect.any(String), children: expect.any(Array) })
  })

  it('prints a table for people, data alone on stdout', async () => {
    const listed = await run(['list', url, '--limit', '3'], at)
    expect(listed.code).toBe(0)
    expect(listed.stdout.split('\n')[0]).toMatch(/^START \(UTC\)\s+STATUS\s+NAME/)
    expect(listed.stdout.trim().split('\n')).toHaveLength(4)
  })

  it('tells a trace that is not there from an empty one', async () => {
    const id = platform === 'xray' ? '1-00000000-000000000000000000000000' : '0123456789abcdef0123456789abcdef'
    const shown = await run(['show', url, id, '--format', 'json'], at)
    expect(shown.code).toBe(7)
    expect(shown.stdout).toBe('')
    expect(parse(shown.stderr.trim().split('\n').at(-1) ?? '')).toMatchObject({
      error: { code: 'NOT_FOUND', platform },
    })
  })

  it.each([
    ['unauthenticated', 3, /CREDENTIALS_/],
    ['expired', 3, /CREDENTIALS_/],
    ['forbidden', 4, /PERMISSION_DENIED/],
    ['throttled', 5, /THROTTLED/],
    ['server-error', 6, /SERVER_ERROR/],
    ['html', 6, /BAD_ANSWER|SERVER_ERROR/],
    ['truncated', 6, /BAD_ANSWER|UNREACHABLE/],
    ['reset', 6, /UNREACHABLE/],
  ] as const)('says of "%s" what it is and what to do, with exit code %i', async (kind, code, expected) => {
    const fault = {
      unauthenticated: { kind: 'unauthenticated' },
      expired: { kind: 'expired' },
      forbidden: { kind: 'forbidden' },
      throttled: { kind: 'throttled', retryAfter: 3600 },
      'server-error': { kind: 'server-error', status: 503 },
      html: { kind: 'html', status: 200 },
      truncated: { kind: 'truncated' },
      reset: { kind: 'reset' },
    } as const
    demo.servers[platform as keyof typeof urls].addFault({ ...fault[kind], times: Infinity })
    const listed = await run(['list', url, '--format', 'json'], at)
    // Datadog answers a wrong key and a missing permission alike, with 403.
    const both = platform === 'datadog' && code < 5
    if (both) expect([3, 4]).toContain(listed.code)
    else expect(listed.code, listed.stderr).toBe(code)
    expect(listed.stdout).toBe('')
    const { error } = parse(listed.stderr.trim().split('\n').at(-1) ?? '') as { error: Json }
    expect(String(error['code'])).toMatch(both ? /CREDENTIALS_|PERMISSION_DENIED/ : expected)
    expect(error['platform']).toBe(platform)
    expect(String(error['fix'])).not.toBe('null')
    expect(listed.stderr).toMatch(/^error: .+\n {2}why: .+\n {2}fix: /)
    if (kind === 'throttled') expect(error['retry_after_ms']).toBe(3_600_000)
  })

  it('has no address to fall back to: an endpoint that does not listen is unreachable', async () => {
    const variable = `TRACECRAFT_${platform.toUpperCase()}_ENDPOINT`
    const listed = await run(['list', url, '--format', 'json'], {
      ...at,
      env: { ...at.env, [variable]: 'http://127.0.0.1:9' },
    })
    expect(listed.code).toBe(6)
    expect(listed.stderr).toMatch(/UNREACHABLE/)
  })

  it('tests the connection stage by stage', async () => {
    const good = await run(['doctor', url], at)
    expect(good.stdout).toMatch(/✓/)
    expect(good.code, good.stdout).toBe(0)
    demo.servers[platform as keyof typeof urls].addFault({ kind: 'forbidden', times: Infinity })
    const bad = await run(['doctor', url, '--format', 'json'], at)
    expect(bad.code).not.toBe(0)
    expect(parse(bad.stdout)).toMatchObject({ ok: false })
  })
})

describe('tracecraft', () => {
  it('sends nothing of the real credentials to a plain-http endpoint', async () => {
    const seen: string[] = []
    const server = createServer((request, response) => {
      seen.push(JSON.stringify([request.url, request.rawHeaders]))
      request.setEncoding('utf8').on('data', (text: string) => seen.push(text))
      request.on('end', () => response.writeHead(403, { 'content-type': 'application/json' }).end('{}'))
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as AddressInfo
    const secrets = Object.fromEntries(
      [
        'AWS_ACCESS_KEY_ID',
        'AWS_SECRET_ACCESS_KEY',
        'AWS_SESSION_TOKEN',
        'DD_API_KEY',
        'DD_APP_KEY',
        'AZURE_CLIENT_ID',
        'AZURE_CLIENT_SECRET',
      ].map((name) => [name, `REAL${name.replaceAll('_', '')}`]),
    )
    for (const [platform, url] of Object.entries(urls)) {
      const before = seen.length
      const endpoint = { [`TRACECRAFT_${platform.toUpperCase()}_ENDPOINT`]: `http://127.0.0.1:${port}` }
      const env = { ...at.env, ...secrets, ...endpoint }
      for (const args of [
        ['list', url],
        ['doctor', url],
      ]) {
        const { code, stdout, stderr } = await run(args, { ...at, env })
        expect([3, 4, 6], stderr).toContain(code)
        expect(stdout + stderr).not.toMatch(/REAL/)
      }
      expect(seen.length, `${platform} was asked`).toBeGreaterThan(before)
    }
    await new Promise((done) => server.close(done))
    expect(seen.join('\n')).not.toMatch(/REAL/)
  })

  it('works with a source URL where the config file cannot be read, and says so', async () => {
    await mkdir(join(at.folder, '.tracecraft/config.yaml'), { recursive: true })
    const listed = await run(['list', urls.xray, '--limit', '1', '--format', 'jsonl'], at)
    expect(listed.code, listed.stderr).toBe(0)
    expect(listed.stdout).toMatch(/^\{.*\}\n$/)
    expect(listed.stderr).toMatch(/config\.yaml: The config file cannot be read/)
    const named = await run(['sources', '--config', join(at.folder, '.tracecraft/config.yaml')], at)
    expect(named.code).toBe(2)
  })

  it('says what a URL without its slashes lacks', async () => {
    const { code, stderr } = await run(['list', 'xray:us-east-1'], at)
    expect(code).toBe(2)
    expect(stderr).toMatch(/It is not SCHEME:\/\/PLACE\/SERVICE/)
  })

  it('keeps its exit code when nobody reads its notes, and ends quietly when nobody reads its data', async () => {
    const ended = (args: string[], close: 'stdout' | 'stderr') =>
      new Promise<{ code: number | null; rest: string }>((done) => {
        const child = spawn(process.execPath, [join(root, 'out/main/cli.js'), ...args], { cwd: at.folder, env: at.env })
        let rest = ''
        child[close].destroy()
        child[close === 'stdout' ? 'stderr' : 'stdout'].on('data', (chunk: Buffer) => {
          rest += chunk.toString('utf8')
        })
        child.on('close', (code) => done({ code, rest }))
      })
    expect(await ended(['list', 'nope'], 'stderr')).toEqual({ code: 2, rest: '' })
    const quiet = await ended(['list', urls.datadog], 'stdout')
    expect(quiet.code).toBe(0)
    expect(quiet.rest).not.toMatch(/error|at /)
  })

  it.each([
    ['a bad URL', ['list', 'xrai://us-east-1/'], /"xrai" is not one of/, /xray:\/\//],
    [
      'a URL with a wrong region',
      ['list', 'xray://us-esat-1/'],
      /not an AWS region; did you mean us-east-1/,
      /xray:\/\/us-east-1/,
    ],
    ['a name that nobody configured', ['list', 'prodd'], /neither a source URL nor the name/, /prod/],
    ['a config with a wrong region', ['list', 'prod'], /cannot be used as it is/, /region/],
    [
      'a plain-http endpoint elsewhere',
      ['list', 'xray://us-east-1/?endpoint=http://example.com'],
      /loopback addresses only/,
      /xray:\/\//,
    ],
    ['an unknown flag', ['list', 'xray://us-east-1/', '--lookbak', '1h'], /not a flag/, /--lookback/],
    [
      'a filter that cannot be read',
      ['list', 'xray://us-east-1/', '--filter', 'duration>'],
      /cannot be read/,
      /duration>10s/,
    ],
  ])('refuses %s with exit code 2 and a fix', async (_what, args, why, fix) => {
    await at.config('sources:\n  - name: prod\n    type: xray\n    xray_region: us-esat-1\n')
    const { code, stdout, stderr } = await run([...args, '--format', 'json'], at)
    expect(code, stderr).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(why)
    expect(stderr).toMatch(fix)
    const last = parse(stderr.trim().split('\n').at(-1) ?? '') as { error: Json }
    expect(last.error['fix']).not.toBeNull()
  })

  it('names a wrong key of the config with its line and the nearest right one', async () => {
    await at.config('sources:\n  - name: prod\n    type: xray\n    xray_regoin: us-east-1\n')
    const { stderr } = await run(['sources'], at)
    expect(stderr).toMatch(/config\.yaml:4: "xray_regoin" is not a known key\. Did you mean xray_region\?/)
  })

  it('checks the Datadog keys before the first request, where real ones would be sent', async () => {
    const { DD_API_KEY: _api, DD_APP_KEY: _app, TRACECRAFT_DATADOG_ENDPOINT: _endpoint, ...env } = at.env
    const { code, stderr } = await run(['list', 'datadog://us1/', '--format', 'json'], { ...at, env })
    expect(code).toBe(3)
    expect(stderr).toMatch(/DD_API_KEY/)
    expect(stderr).toMatch(/export DD_API_KEY=/)
  })

  it('lists the configured sources and where each setting comes from', async () => {
    await at.config('sources:\n  - name: gcp\n    type: cloudtrace\n    cloudtrace_lookback_hours: 24\n')
    const { stdout, code } = await run(['sources', '--format', 'json'], at)
    expect(code).toBe(0)
    const { sources } = parse(stdout) as { sources: { settings: { key: string; value: unknown; from: string }[] }[] }
    const from = Object.fromEntries(
      (sources[0]?.settings ?? []).map((one) => [one.key, `${String(one.value)} (${one.from})`]),
    )
    expect(from).toMatchObject({
      cloudtrace_lookback_hours: '24 (config)',
      cloudtrace_project_id: 'demo-project (environment GOOGLE_CLOUD_PROJECT)',
      cloudtrace_cache_ttl_seconds: '60 (default)',
    })
  })

  it('fills every row with --full', async () => {
    const { stdout, code } = await run(['list', urls.xray, '--limit', '3', '--full', '--format', 'jsonl'], at)
    expect(code).toBe(0)
    const rows = stdout.trim().split('\n').map(parse)
    expect(rows).toHaveLength(3)
    expect(rows.every((row) => typeof row['step_count'] === 'number')).toBe(true)
  })

  it('filters by the query language', async () => {
    const asked = ['list', urls.azuremonitor, '--filter', 'is:error id:0', '--format', 'jsonl']
    const { stdout, stderr, code } = await run(asked, at)
    expect(code).toBe(0)
    expect(stderr).toContain(
      'Azure Monitor narrowed the list by is:error; filtered here, among the rows that came: id:0.',
    )
    for (const row of stdout.trim().split('\n').filter(Boolean).map(parse)) expect(row['status']).toBe('error')
  })

  it('holds the filter against opened runs with --full, where the listing does not tell', async () => {
    const asked = ['list', urls.xray, '--filter', 'tokens>100', '--limit', '6']
    const listed = await run([...asked, '--format', 'table'], at)
    expect(listed.stderr).toMatch(
      /No run in this window matches the filter.*\n.*Of \d+ runs the listing does not tell; with --full/,
    )
    const opened = await run([...asked, '--full', '--format', 'jsonl'], at)
    const rows = opened.stdout.trim().split('\n').map(parse)
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) expect(row['total_tokens']).toBeGreaterThan(100)
  })

  it('prints its help and its version', async () => {
    expect((await run(['--help'], at)).stdout).toMatch(/tracecraft list SOURCE/)
    expect((await run(['--version'], at)).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('asked the platforms for nothing but reading', () => {
    const requests = demo.requests()
    expect(requests.length).toBeGreaterThan(50)
    expect(requests.filter((one) => !one.read).map((one) => `${one.method} ${one.path}`)).toEqual([])
  })
})
