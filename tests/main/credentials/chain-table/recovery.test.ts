/** A sign-in that comes later: it is noticed, and the same store reads with it once its caches are forgotten. */

import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { effectiveSettings } from '../../../../src/main/config/effective.ts'
import { watchSignIn } from '../../../../src/main/credentials/sign-in-watch.ts'
import { openStore } from '../../../../src/main/stores/open-store.ts'
import type { TraceStore } from '../../../../src/main/stores/store.ts'
import { parseSourceUrl } from '../../../../src/shared/source.ts'
import { become, canary, Machine } from './machine.ts'
import { StandInNetwork } from './network.ts'

let network: StandInNetwork
let machine: Machine
let restore: () => void
let store: TraceStore

beforeAll(async () => {
  network = await StandInNetwork.open()
})
afterAll(() => network.close())
beforeEach(() => {
  machine = new Machine(network)
  restore = become(machine)
})
afterEach(() => {
  store.close()
  restore()
  machine.remove()
})

async function open(url: string): Promise<void> {
  store = await openStore(effectiveSettings(parseSourceUrl(url), machine.env), { env: machine.env, now: Date.now })
}

/** What the credentials stage says: its detail when it passes, the code of its error when it does not. */
async function credentials(): Promise<string | null> {
  for await (const stage of store.probe(new AbortController().signal))
    if (stage.id === 'credentials' && stage.state !== 'running') return stage.error?.code ?? stage.detail
  return null
}

/** Signs in by what `work` does, waits until it was noticed, and forgets what the store had. */
async function signsIn(url: string, work: () => void): Promise<void> {
  let noticed = 0
  const watch = watchSignIn(parseSourceUrl(url), machine.env, () => noticed++)
  expect(watch).not.toBeNull()
  try {
    work()
    await expect.poll(() => noticed, { timeout: 8000 }).toBeGreaterThan(0)
  } finally {
    watch!.close()
  }
  store.invalidateCache()
}

function aws(): void {
  machine.host('xray.us-east-1.amazonaws.com', () => ({ body: { TraceSummaries: [] } }))
  machine.host('portal.sso.eu-central-1.amazonaws.com', () => ({
    body: {
      roleCredentials: {
        accessKeyId: 'ASIAEXAMPLE',
        secretAccessKey: canary,
        sessionToken: canary,
        expiration: Date.now() + 3_600_000,
      },
    },
  }))
}

const hours = (count: number) => new Date(Date.now() + count * 3_600_000).toISOString()

describe('AWS', () => {
  const url = 'xray://us-east-1/?profile=dev'

  it('reads after aws sso login', async () => {
    aws()
    machine.file(
      '.aws/config',
      '[profile dev]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = r\n[sso-session corp]\nsso_region = eu-central-1\nsso_start_url = https://corp.example/start\n',
    )
    const cache = `.aws/sso/cache/${createHash('sha1').update('corp').digest('hex')}.json`
    machine.file(cache, { accessToken: canary, expiresAt: hours(-1) })
    await open(url)
    expect(await credentials()).toBe('CREDENTIALS_EXPIRED')
    await signsIn(url, () => machine.file(cache, { accessToken: `${canary}2`, expiresAt: hours(8) }))
    expect(await credentials()).toMatch(/^profile dev \(SSO\)/)
  })

  it('takes other keys of a profile, not those that it had', async () => {
    const keys = (id: string) => `[dev]\naws_access_key_id = ${id}\naws_secret_access_key = ${canary}\n`
    const used: string[] = []
    machine.host('xray.us-east-1.amazonaws.com', ({ headers }) => {
      used.push(/Credential=(\w+)\//.exec(headers.authorization ?? '')?.[1] ?? '')
      return { body: { TraceSummaries: [] } }
    })
    machine.file('.aws/credentials', keys('AKIAOLD'))
    await open(url)
    const list = () =>
      store.list({ window: { from: 0, to: 1 } as never, errorsOnly: false }, new AbortController().signal)
    for await (const _page of list());
    await signsIn(url, () => machine.file('.aws/credentials', keys('AKIANEW')))
    for await (const _page of list());
    expect(new Set(used)).toEqual(new Set(['AKIAOLD', 'AKIANEW']))
    expect(used.at(-1)).toBe('AKIANEW')
  })
})

describe('Google Cloud', () => {
  const url = 'cloudtrace://my-project/'
  const adc = '.config/gcloud/application_default_credentials.json'
  const user = { type: 'authorized_user', client_id: 'c', client_secret: canary }

  it('reads after gcloud auth application-default login, with the new token', async () => {
    machine.host('oauth2.googleapis.com', ({ body }) =>
      body.includes('new')
        ? { body: { access_token: 'ya29.new', expires_in: 3600, token_type: 'Bearer' } }
        : { status: 400, body: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' } },
    )
    const used: (string | undefined)[] = []
    machine.host('cloudtrace.googleapis.com', ({ headers }) => {
      used.push(headers.authorization)
      return { body: {} }
    })
    machine.file(adc, { ...user, refresh_token: '1//old' })
    await open(url)
    expect(await credentials()).toBe('CREDENTIALS_EXPIRED')
    await signsIn(url, () => machine.file(adc, { ...user, refresh_token: '1//new' }))
    expect(await credentials()).toMatch(/^gcloud login/)
    for await (const _stage of store.probe(new AbortController().signal));
    expect(used.at(-1)).toBe('Bearer ya29.new')
  })
})

describe.skipIf(process.platform === 'win32')('Azure', () => {
  const url = 'azuremonitor://11111111-2222-3333-4444-555555555555/'
  const claims = (value: object) => `x.${Buffer.from(JSON.stringify(value)).toString('base64url')}.${canary}`
  const signedInAs = (upn: string) =>
    `echo '{"accessToken":"${claims({ upn, tid: 't' })}","expires_on":"${Math.floor(Date.now() / 1000) + 3600}"}'`

  it('reads after az login', async () => {
    machine.tool('az', `echo "Please run 'az login' to setup account." >&2; exit 1`)
    await open(url)
    expect(await credentials()).toBe('CREDENTIALS_MISSING')
    await signsIn(url, () => {
      machine.tool('az', signedInAs('ada@corp.example'))
      machine.file('.azure/msal_token_cache.json', { RefreshToken: { a: { secret: canary } } })
    })
    expect(await credentials()).toMatch(/^Azure CLI/)
  })

  it('reads after Connect-AzAccount, also where PowerShell was not there at first', async () => {
    await open(url)
    expect(await credentials()).toBe('CREDENTIALS_MISSING')
    await signsIn(url, () => {
      machine.tool('pwsh', `echo '{"token":"${claims({ upn: 'ada' })}","expiresOn":${Date.now() + 3_600_000}}'`)
      machine.file('.Azure/AzureRmContext.json', { DefaultContextKey: 'k' })
    })
    expect(await credentials()).toMatch(/^Azure PowerShell/)
  })

  it('reads as the user who signed in last', async () => {
    machine.host('api.loganalytics.io', () => ({ status: 403, body: { error: { code: 'InsufficientAccessError' } } }))
    machine.tool('az', signedInAs('ada@corp.example'))
    await open(url)
    const refusal = async () => {
      for await (const stage of store.probe(new AbortController().signal)) if (stage.error) return stage.error.message
      return null
    }
    expect(await refusal()).toBe('ada@corp.example may not read this workspace.')
    machine.tool('az', signedInAs('bob@corp.example'))
    store.invalidateCache()
    expect(await refusal()).toBe('bob@corp.example may not read this workspace.')
  })
})
