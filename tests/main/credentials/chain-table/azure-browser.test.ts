/** Signing in to Azure in the browser, through the real SDK, with a program in place of the browser. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openAzureCredential } from '../../../../src/main/credentials/azure.ts'
import {
  browserCredential,
  endBrowserSignIn,
  signInWithBrowser,
} from '../../../../src/main/credentials/azure-browser.ts'
import { become, canary, Machine, tryOut } from './machine.ts'
import { StandInNetwork } from './network.ts'

const login = 'login.microsoftonline.com'
const tenant = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'
const scope = 'https://api.loganalytics.io/.default'
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const jwt = (claims: object) => `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.${canary}`

let network: StandInNetwork
let machine: Machine
let signIns: number

beforeAll(async () => {
  network = await StandInNetwork.open()
})
afterAll(() => network.close())
beforeEach(() => {
  machine = new Machine(network)
  signIns = 0
  machine.host('api.loganalytics.io', () => ({ status: 403, body: { error: { code: 'InsufficientAccessError' } } }))
  const base = `https://${login}/${tenant}`
  machine.host(login, ({ path }) => {
    if (path.includes('openid-configuration'))
      return {
        body: {
          issuer: `${base}/v2.0`,
          token_endpoint: `${base}/oauth2/v2.0/token`,
          authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
          jwks_uri: `${base}/keys`,
        },
      }
    signIns++
    return {
      body: {
        token_type: 'Bearer',
        expires_in: 3600,
        access_token: jwt({ tid: tenant, upn: 'ada@corp.example' }),
        refresh_token: canary,
        id_token: jwt({ tid: tenant, oid: 'o', sub: 's', preferred_username: 'ada@corp.example', iss: `${base}/v2.0` }),
        client_info: part({ uid: 'o', utid: tenant }),
      },
    }
  })
})
afterEach(() => {
  endBrowserSignIn()
  machine.remove()
})

/** A browser whose user signs in at once, or declines. */
function browser(answer: 'signs in' | 'declines'): void {
  const page = machine.file(
    'page.mjs',
    `const asked = new URL(process.argv[2]).searchParams
     const back = new URL(asked.get('redirect_uri'))
     const say = ${JSON.stringify(answer)} === 'declines' ? { error: 'access_denied', error_description: 'AADSTS65004: User declined to consent. access_token=${canary}' } : { code: '${canary}' }
     for (const [name, value] of Object.entries({ ...say, state: asked.get('state') ?? '' })) back.searchParams.set(name, value)
     await fetch(back)`,
  )
  machine.tool('stand-in-browser', `exec "${process.execPath}" "${page}" "$1"`)
  machine.set({
    BROWSER: `${machine.home}/bin/stand-in-browser`,
    PATH: `${machine.home}/bin:/usr/bin:/bin`,
    AZURE_TOKEN_CREDENTIALS: 'InteractiveBrowserCredential',
  })
}

const source = 'azuremonitor://11111111-2222-3333-4444-555555555555/'

describe.skipIf(process.platform !== 'linux')('a sign-in in the browser', () => {
  it('is asked for by AZURE_TOKEN_CREDENTIALS, once for the whole process, and says who it is', async () => {
    browser('signs in')
    const outcome = await tryOut(machine, source)
    expect(outcome.details.credentials).toMatch(/^browser sign-in, token for/)
    expect(outcome.details.identity).toBe(`ada@corp.example, tenant ${tenant}`)
    expect((await tryOut(machine, source)).details.credentials).toMatch(/^browser sign-in/)
    expect(signIns).toBe(1)
    expect(outcome.said).not.toContain(canary)
  })

  it('that is declined says so, and how else to sign in', async () => {
    browser('declines')
    const { failed, said } = await tryOut(machine, source)
    expect(failed).toMatchObject({
      id: 'credentials',
      error: { code: 'CREDENTIALS_INVALID', fix: { command: 'az login' } },
    })
    expect(said).not.toContain(canary)
  })

  it('is used by the chain after it was asked for by a call', async () => {
    browser('signs in')
    delete machine.env.AZURE_TOKEN_CREDENTIALS
    const restore = become(machine)
    try {
      const signal = new AbortController().signal
      const who = await signInWithBrowser(machine.env, { scope, tenantId: null }, signal)
      expect(who).toMatchObject({ principal: 'ada@corp.example', tenantId: tenant, kind: 'user' })
      const used = await openAzureCredential(machine.env).identify(scope, signal)
      expect(used.member).toBe('browser sign-in')
      endBrowserSignIn()
      expect(browserCredential()).toBeNull()
    } finally {
      restore()
    }
  })

  it('is never begun by the chain itself', async () => {
    browser('signs in')
    delete machine.env.AZURE_TOKEN_CREDENTIALS
    machine.set({ PATH: `${machine.home}/bin` })
    expect((await tryOut(machine, source)).failed?.error.code).toBe('CREDENTIALS_MISSING')
    expect(signIns).toBe(0)
  })

  it('is not begun by who has gone away already', async () => {
    await expect(signInWithBrowser({}, { scope, tenantId: null }, AbortSignal.abort())).rejects.toMatchObject({
      info: { code: 'CANCELLED' },
    })
  })
})
