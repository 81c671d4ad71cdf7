import type * as Fs from 'node:fs'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type SignInWatch, watchSignIn } from '../../../src/main/credentials/sign-in-watch.ts'
import type { Platform } from '../../../src/shared/platform.ts'
import type { SourceSettings } from '../../../src/shared/source.ts'

/** The system's own watches: switched off by a test, counted by all. */
const system = vi.hoisted(() => ({ follows: true, open: new Set<unknown>() }))

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof Fs>()
  return {
    ...fs,
    watch: (...given: Parameters<typeof fs.watch>) => {
      if (!system.follows) throw Object.assign(new Error('no space left for watches'), { code: 'ENOSPC' })
      const watcher = fs.watch(...given)
      system.open.add(watcher)
      watcher.on('close', () => system.open.delete(watcher))
      return watcher
    },
  }
})

let home: string
let env: Record<string, string>
let watch: SignInWatch | null = null
let changes = 0

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tracecraft-watch-'))
  env = { HOME: home }
  changes = 0
})
afterEach(() => {
  watch?.close()
  watch = null
  system.follows = true
  rmSync(home, { recursive: true, force: true })
})

function settings(type: Platform, endpoint: string | null = null): SourceSettings {
  const common = { name: 'x', color: null, service: null, lookbackHours: 1, cacheTtlSeconds: 60, endpoint }
  const places = {
    xray: { type: 'xray', region: 'us-east-1', profile: 'dev' },
    cloudtrace: { type: 'cloudtrace', project: 'my-project' },
    azuremonitor: { type: 'azuremonitor', workspaceId: '', resourceId: null },
    datadog: { type: 'datadog', site: 'us1', apiKeyEnv: 'DD_API_KEY', appKeyEnv: 'DD_APP_KEY' },
  } as const
  return { ...common, ...places[type] }
}

function start(type: Platform): void {
  watch = watchSignIn(settings(type), env, () => changes++)
  expect(watch).not.toBeNull()
}

function write(path: string, content: string | object): string {
  const file = join(home, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

const arrives = (count = 1) => expect.poll(() => changes, { timeout: 8000 }).toBe(count)

/** Long enough for a change to have been noticed and looked at, had it been one that matters. */
async function nothingComes(): Promise<void> {
  write('.probe', String(Math.random()))
  await new Promise((resolve) => setTimeout(resolve, 1200))
  expect(changes).toBe(0)
}

const later = () => new Date(Date.now() + 3_600_000).toISOString()
const token = (name: string, expiresAt = later()) => ({ startUrl: `https://${name}`, accessToken: name, expiresAt })

describe('a sign-in is noticed', () => {
  it('of AWS SSO, where no folder of AWS CLI exists yet', async () => {
    start('xray')
    write('.aws/sso/cache/da39a3ee5e6b4b0d3255bfef95601890afd80709.json', token('corp'))
    await arrives()
  })

  it('of AWS SSO, by an expired token that is replaced', async () => {
    write('.aws/sso/cache/da39.json', token('corp', '2020-01-01T00:00:00Z'))
    start('xray')
    write('.aws/sso/cache/da39.json', token('corp'))
    await arrives()
  })

  it('of AWS, by keys put into the credentials file', async () => {
    write('.aws/credentials', '[default]\n')
    start('xray')
    write('.aws/credentials', '[default]\naws_access_key_id = A\n')
    await arrives()
  })

  it('of gcloud', async () => {
    start('cloudtrace')
    write('.config/gcloud/application_default_credentials.json', { type: 'authorized_user' })
    await arrives()
  })

  it('of a Google key file that an environment variable names', async () => {
    env.GOOGLE_APPLICATION_CREDENTIALS = join(home, 'keys', 'reader.json')
    start('cloudtrace')
    write('keys/reader.json', { type: 'service_account' })
    await arrives()
  })

  it.each(['.azure/msal_token_cache.json', '.azd/auth/msal/cache.json', '.Azure/AzureRmContext.json'])(
    'of Azure, in %s',
    async (path) => {
      write('.azure/config', '[core]\n')
      start('azuremonitor')
      write(path, { RefreshToken: {} })
      await arrives()
    },
  )

  it('twice, when there are two of them', async () => {
    start('cloudtrace')
    write('.config/gcloud/application_default_credentials.json', { type: 'authorized_user', client_id: '1' })
    await arrives()
    write('.config/gcloud/application_default_credentials.json', { type: 'authorized_user', client_id: '2' })
    await arrives(2)
  })

  it('where the system cannot follow folders', async () => {
    system.follows = false
    start('cloudtrace')
    write('.config/gcloud/application_default_credentials.json', { type: 'authorized_user' })
    await arrives()
    expect(system.open.size).toBe(0)
  })
})

describe('nothing is made of', () => {
  it('the same content written again', async () => {
    const file = write('.azure/msal_token_cache.json', { RefreshToken: { a: 1 } })
    start('azuremonitor')
    await new Promise((resolve) => setTimeout(resolve, 100))
    write('.azure/msal_token_cache.json', { RefreshToken: { a: 1 } })
    utimesSync(file, new Date(), new Date(Date.now() + 5000))
    await nothingComes()
  })

  it('a client registration, an ended token or half a file in the SSO cache', async () => {
    mkdirSync(join(home, '.aws/sso/cache'), { recursive: true })
    start('xray')
    write('.aws/sso/cache/botocore-client-id-us-east-1.json', { clientId: 'c', clientSecret: 's', expiresAt: later() })
    write('.aws/sso/cache/old.json', token('corp', '2020-01-01T00:00:00Z'))
    write('.aws/sso/cache/half.json', '{"accessToken": "abc", "expi')
    await nothingComes()
  })

  it('other files beside them', async () => {
    write('.azure/config', '[core]\n')
    start('azuremonitor')
    write('.azure/az.json', { noise: true })
    write('.azure/logs/telemetry.txt', 'noise')
    await nothingComes()
  })

  it('a file that goes away', async () => {
    const file = write('.aws/sso/cache/da39.json', token('corp'))
    start('xray')
    rmSync(file)
    await nothingComes()
  })

  it('a change after the watch was closed', async () => {
    start('cloudtrace')
    expect(system.open.size).toBeGreaterThan(0)
    watch!.close()
    watch!.close()
    await expect.poll(() => system.open.size).toBe(0)
    write('.config/gcloud/application_default_credentials.json', { type: 'authorized_user' })
    await nothingComes()
  })
})

describe('nothing can be watched', () => {
  it('for Datadog’s keys, which are in the environment', () => {
    expect(watchSignIn(settings('datadog'), env, () => {})).toBeNull()
  })

  it('for a plain-http loopback endpoint, which needs no sign-in', () => {
    expect(watchSignIn(settings('xray', 'http://127.0.0.1:9'), env, () => {})).toBeNull()
  })
})
