import { homedir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { describe, expect, it } from 'vitest'
import { compose } from '../../../src/main/compose.ts'
import { createLogger } from '../../../src/main/log/log.ts'
import { LogTail } from '../../../src/main/log/log-tail.ts'
import { logError, logReason, logWord } from '../../../src/main/log/log-text.ts'
import { diagnosticsText } from '../../../src/main/service/diagnostics.ts'
import { router } from '../../../src/main/service/router.ts'
import type { SourceState } from '../../../src/shared/contract.ts'
import { errorInfo } from '../../../src/shared/errors.ts'
import { parseSourceUrl } from '../../../src/shared/source.ts'

/** Every word that must not get out is made of this. */
const canary = 'kanarienvogel'

const urls = [
  `xray://eu-west-1/${canary}-service?name=${canary}-prod`,
  `cloudtrace://${canary}-project/?name=${canary}-gcp`,
  `datadog://us5/?name=${canary}-dd`,
]

/** What the service says after it was asked, with everything private that it could know. */
async function text(): Promise<string> {
  const tail = new LogTail()
  const log = createLogger(tail.take, 'debug')
  const env = {
    AWS_PROFILE: `${canary}-profile`,
    AWS_SECRET_ACCESS_KEY: `${canary}-secret`,
    DD_API_KEY: `${canary}-key`,
    HTTPS_PROXY: `http://${canary}:${canary}@proxy.${canary}.example:3128`,
  }
  const keeper = {
    path: join(homedir(), '.tracecraft/config.yaml'),
    add: async () => {},
    update: async () => {},
    remove: async () => {},
    setPaused: async () => true,
    reorder: async (names: readonly string[]) => names,
  }
  const composed = compose({
    mainDir: '',
    env,
    keeper,
    log,
    tail,
    info: { version: '1.2.3', carrier: 'browser', os: 'linux' },
  })
  const problem = { file: `/home/${canary}/c.yaml`, line: 12, message: `no region ${canary}`, fix: canary }
  composed.registry.setAll(
    'config',
    urls.map((url) => parseSourceUrl(url)),
    [problem],
  )
  log.log('warn', 'login-shell', { reason: logReason(`/home/${canary}/bin/zsh did not answer`) })
  log.log('error', 'internal', { ...logError(new Error(`${canary} in a prompt`)), other: logWord(`${canary} x`) })
  const client = createRouterClient(router, { context: composed.context })
  const said = (await client.app.diagnostics()).text
  await composed.close()
  return said
}

describe('the diagnostics', () => {
  it('tell what somebody who helps has to know', async () => {
    const said = await text()
    expect(said).toMatch(/^TraceCraft diagnostics\nNo secrets and nothing of any trace\./)
    for (const line of [
      'version 1.2.3, browser mode',
      `Node ${process.versions.node}`,
      'config file: ~/.tracecraft/config.yaml',
      'problem 1: line 12',
      'AWS_PROFILE set, DD_API_KEY set, HTTPS_PROXY set',
      'Sources (3)',
      'source-1: AWS X-Ray, idle, from config, one service only, look-back 1 h, cache 60 s, never answered, 0 requests',
      'source-2: GCP Cloud Trace',
      'source-3: Datadog APM',
      '0.0 MB of',
      'service: in the main process',
      'warn login-shell reason=(…)',
      'error internal error=Error code=null where=text service/diagnostics.test.ts:',
    ])
      expect(said).toContain(line)
    expect(said).toMatch(/up \d+ s; memory \d+\.\d MB/)
  })

  it('hold no secret, nothing of a trace, and no name of a source, account, project, region or host', async () => {
    const said = await text()
    expect(said.toLowerCase()).not.toContain(canary)
    for (const name of ['eu-west-1', 'us5', 'proxy', homedir()]) expect(said).not.toContain(name)
  })

  it('tell of a source that fails by codes, never by the words of its platform', () => {
    const settings = { ...parseSourceUrl(urls[0]!), endpoint: `https://${canary}.example` }
    const source: SourceState = {
      id: canary,
      settings,
      url: urls[0]!,
      origin: 'argument',
      condition: 'throttled',
      error: errorInfo({
        code: 'THROTTLED',
        message: canary,
        cause: canary,
        raw: canary,
        requestId: canary,
        status: 429,
      }),
      fetchedAt: 1_000_000 - 90_000,
      runCount: 12,
      budget: { used: 3, units: 100, windowMs: 60_000, freeAt: null },
      requestCount: 41,
      paused: false,
      awaitsSignIn: true,
      revision: 0,
    }
    const said = diagnosticsText({
      info: {
        version: '1',
        carrier: 'desktop',
        os: 'linux',
        demo: false,
        versions: { electron: '45.4.1', chromium: '150', node: '24.1.0' },
      },
      answer: { sources: [source], problems: [], configPath: '/x' },
      memory: { bytes: 5 * 1024 * 1024, limitBytes: 400 * 1024 * 1024, count: 2 },
      env: {},
      origins: undefined,
      inThread: true,
      log: [],
      now: 1_000_000,
    })
    expect(said).toContain(
      'source-1: AWS X-Ray, throttled, THROTTLED HTTP 429, waits for a sign-in, from argument, own endpoint, one service only, look-back 1 h, cache 60 s, answered 90 s ago, 12 rows, 41 requests, budget 3 of 100 in 60 s',
    )
    expect(said).toContain('Electron 45.4.1, Chromium 150, Node 24.1.0')
    expect(said).toContain('5.0 MB of 400.0 MB in 2 answers')
    expect(said.toLowerCase()).not.toContain(canary)
  })
})
