/** Secrets planted wherever a machine keeps them; at the end, everything that the program said, wrote and sent is searched for them. */

import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join, relative } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/index.ts'
import { type Platform, platforms } from '../../src/shared/platform.ts'
import type { SourceSettings } from '../../src/shared/source.ts'
import type { Client } from '../support/carriers.ts'
import { keysWith, openSocket, tokenOf } from '../support/page-keys.ts'
import { type Place, place, run, serve } from '../support/program.ts'

/** Each secret by the place where it is planted. */
const planted = new Map<string, string>()

/** A secret that nothing else looks like. It is found by its core, however it is framed. */
function secret(where: string, prefix = '', length = 40): string {
  const core = `canary${randomBytes(length).toString('hex')}`.slice(0, length - prefix.length)
  planted.set(where, core)
  return prefix + core
}

let demo: Demo
let at: Place
let gateway: Server
let gatewayPort = 0
/** Files that hold secrets because the test put them there. */
const own = new Set<string>()
/** Everything that the program said. */
const said: { readonly where: string; readonly text: string }[] = []

async function plant(path: string, text: string): Promise<void> {
  const file = join(at.folder, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
  own.add(path)
}

beforeAll(async () => {
  demo = await startDemo({ seed: 7 })
  // A gateway that repeats what it was sent, as some do in their errors.
  gateway = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const echo = { headers: request.headers, body: Buffer.concat(chunks).toString('utf8') }
      const message = `Rejected: Authorization: Bearer ${planted.get('answer')}`
      response.writeHead(403, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ error: 'invalid_grant', error_description: message, message, echo }))
    })
  })
  await new Promise<void>((listening) => gateway.listen(0, '127.0.0.1', listening))
  gatewayPort = (gateway.address() as AddressInfo).port

  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  planted.set('service account key', pem.split('\n')[3]!)
  planted.set('answer', secret('answer'))
  at = await place()
  Object.assign(at.env, {
    AWS_CONFIG_FILE: join(at.folder, '.aws/config'),
    AWS_SHARED_CREDENTIALS_FILE: join(at.folder, '.aws/credentials'),
    CLOUDSDK_CONFIG: join(at.folder, '.config/gcloud'),
    AZURE_CONFIG_DIR: join(at.folder, '.azure'),
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: secret('AWS_SECRET_ACCESS_KEY'),
    AWS_SESSION_TOKEN: secret('AWS_SESSION_TOKEN', '', 200),
    DD_API_KEY: secret('DD_API_KEY', '', 32),
    DD_APP_KEY: secret('DD_APP_KEY'),
    OTHER_DD_KEY: secret('OTHER_DD_KEY'),
    AZURE_TENANT_ID: '00000000-0000-4000-8000-00000000000a',
    AZURE_CLIENT_ID: '00000000-0000-4000-8000-00000000000b',
    AZURE_CLIENT_SECRET: secret('AZURE_CLIENT_SECRET'),
    AZURE_AUTHORITY_HOST: `https://127.0.0.1:${gatewayPort}`,
    GOOGLE_APPLICATION_CREDENTIALS: join(at.folder, 'service-account.json'),
    HTTPS_PROXY: `http://user:${secret('proxy password')}@127.0.0.1:9`,
    NO_PROXY: '127.0.0.1,localhost',
    OPENAI_API_KEY: secret('OPENAI_API_KEY', 'sk-'),
    TERM: 'dumb',
  })
  await plant(
    'service-account.json',
    JSON.stringify({
      type: 'service_account',
      project_id: 'demo-project',
      private_key_id: 'k1',
      private_key: pem,
      client_email: 'reader@demo-project.iam.gserviceaccount.com',
      token_uri: `http://127.0.0.1:${gatewayPort}/token`,
    }),
  )
  await plant(
    '.aws/credentials',
    `[dev]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\naws_secret_access_key = ${secret('profile')}\n`,
  )
  await plant(
    '.aws/config',
    `[profile sso]\nsso_session = work\nsso_account_id = 123456789012\nsso_role_name = reader\nregion = us-east-1\n[sso-session work]\nsso_start_url = https://127.0.0.1:9/start\nsso_region = us-east-1\n`,
  )
  const later = new Date(Date.now() + 3_600_000).toISOString()
  await plant(
    '.aws/sso/cache/e8be5486177c5b5392bd9aa76563515b29358e6e.json',
    JSON.stringify({ accessToken: secret('sso token'), refreshToken: secret('sso refresh'), expiresAt: later }),
  )
  await plant(
    '.config/gcloud/application_default_credentials.json',
    JSON.stringify({
      type: 'authorized_user',
      client_id: 'client.apps.googleusercontent.com',
      client_secret: secret('google client secret', 'GOCSPX-'),
      refresh_token: secret('google refresh token', '1//'),
    }),
  )
  await plant(
    '.azure/msal_token_cache.json',
    JSON.stringify({ RefreshToken: { one: { secret: secret('msal refresh token', '0.A') } } }),
  )
  await plant('.env', `DD_API_KEY=${secret('.env')}\n`)
  await at.config(
    [
      'sources:',
      ...platforms.map((platform) => configOf(platform)),
      '  - name: wrong',
      '    type: datadog',
      `    datadog_api_key: ${secret('config file')}`,
      '',
    ].join('\n'),
  )
  own.add('.tracecraft/config.yaml')
})
afterAll(async () => {
  await demo.close()
  await new Promise<void>((closed) => {
    gateway.close(() => closed())
    gateway.closeAllConnections()
  })
  await at.remove()
})

const places: Readonly<Record<Platform, string>> = {
  xray: 'xray_region: us-east-1',
  cloudtrace: 'cloudtrace_project_id: demo-project',
  azuremonitor: 'azuremonitor_workspace_id: 00000000-0000-4000-8000-000000000000',
  datadog: 'datadog_site: us1',
}

/** A source at the demo, over plain http on loopback. */
function configOf(platform: Platform): string {
  const { url } = demo.servers[platform]
  return `  - name: demo ${platform}\n    type: ${platform}\n    ${places[platform]}\n    ${platform}_endpoint: ${url}`
}

/** The same source at an https address where nobody listens: real credentials are looked for and used. */
function elsewhere(source: SourceSettings): SourceSettings {
  return { ...source, name: `real ${source.type}`, endpoint: 'https://127.0.0.1:9' }
}

async function command(...args: string[]): Promise<void> {
  const { stdout, stderr } = await run(args, at)
  said.push({ where: `tracecraft ${args[0]}`, text: stdout + stderr })
}

/** Every answer and every failure of a question, with all of its events. */
async function heard(name: string, ask: () => Promise<unknown>): Promise<void> {
  const texts: string[] = []
  try {
    const answer = await ask()
    if (typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer)
      for await (const event of answer as AsyncIterable<unknown>) texts.push(JSON.stringify(event))
    else texts.push(JSON.stringify(answer))
  } catch (error) {
    const { code, message, data } = error as { code?: unknown; message?: unknown; data?: unknown }
    texts.push(JSON.stringify({ code, message, data }))
  }
  expect(texts.join('').length, name).toBeGreaterThan(0)
  said.push({ where: name, text: texts.join('\n') })
}

describe('secrets of the machine', () => {
  it('stay out of what every command prints', async () => {
    await command('sources', '--format', 'json')
    await command('sources')
    for (const platform of platforms) {
      await command('list', `demo ${platform}`, '--limit', '3', '--format', 'json')
      await command('doctor', `demo ${platform}`, '--format', 'json')
    }
    const real = 'endpoint=https%3A%2F%2F127.0.0.1%3A9'
    await command('doctor', `xray://us-east-1/?${real}`, `xray://us-east-1/?profile=sso&${real}`, '--timeout', '20')
    await command('doctor', `cloudtrace://demo-project/?${real}`, `datadog://us1/?${real}`, '--timeout', '20')
    await command('list', `cloudtrace://demo-project/?${real}`, '--format', 'json', '--timeout', '20')
    await command('list', `azuremonitor://00000000-0000-4000-8000-000000000000/?${real}`, '--timeout', '20')
    await command('list', `datadog://us1/?${real}`, '--format', 'json', '--timeout', '20')
    await command('list', `datadog://us1/?endpoint=http%3A%2F%2F127.0.0.1%3A${gatewayPort}`, '--format', 'json')
    await command('list', `xray://us-east-1/?endpoint=https%3A%2F%2Fuser%3A${planted.get('answer')}%40host.example`)
  })

  it('stay out of every answer of the service, its failures and its diagnostics', async () => {
    const { url, running } = await serve([], at)
    const client: Client = createORPCClient(
      new RPCLink({ websocket: await openSocket(new URL(url).origin, '/rpc', keysWith(tokenOf(url))) }),
    )
    await heard('sources.list', () => client.sources.list())
    await heard('sources.discover', () => client.sources.discover())
    for (const source of demo.sources) {
      await heard(`probe ${source.type}`, () => client.sources.probe({ settings: source }))
      await heard(`probe real ${source.type}`, () => client.sources.probe({ settings: elsewhere(source) }))
      const gatewayed = { ...source, endpoint: `http://127.0.0.1:${gatewayPort}` }
      await heard(`probe gateway ${source.type}`, () => client.sources.probe({ settings: gatewayed }))
      await heard(`add ${source.type}`, () => client.sources.add({ settings: elsewhere(source), save: true }))
    }
    const { sources } = await client.sources.list()
    for (const { id } of sources)
      await heard(`runs.list ${id}`, () =>
        client.runs.list({ sourceId: id, window: null, limit: 5, errorsOnly: false, filter: null }),
      )
    await heard('sources.list after all', () => client.sources.list())
    await heard('app.diagnostics', () => client.app.diagnostics())
    const { stdout, stderr } = await running.stop()
    said.push({ where: 'what serve printed', text: stdout + stderr })
  })

  it('were read where they may be used, and appear in nothing that was said', () => {
    const all = said.map(({ text }) => text).join('\n')
    // The credentials were found: the search below would prove nothing if nobody had touched them.
    for (const sign of [
      'reader@demo-project.iam.gserviceaccount.com',
      'AWS_ACCESS_KEY_ID',
      'application key',
      'datadog_api_key',
    ])
      expect(all).toContain(sign)
    expect(leaks(said)).toEqual([])
  })

  it('are in no request to a plain http address', () => {
    const requests = demo.requests()
    for (const platform of platforms) expect(requests.some((one) => one.platform === platform)).toBe(true)
    const texts = requests.map((one) => ({ where: `${one.method} ${one.path}`, text: JSON.stringify(one) }))
    expect(leaks(texts)).toEqual([])
  })

  it('are in no file that the program wrote', async () => {
    const files = await filesBelow(at.folder)
    const written = files.filter((file) => !own.has(file) || file === '.tracecraft/config.yaml')
    const texts = await Promise.all(
      written.map(async (file) => ({ where: file, text: await readFile(join(at.folder, file), 'latin1') })),
    )
    // The line of the config file is the user's, and stays where it was.
    expect(leaks(texts).filter((leak) => !leak.startsWith('config file in .tracecraft/config.yaml'))).toEqual([])
  })
})

function leaks(texts: readonly { readonly where: string; readonly text: string }[]): string[] {
  return texts.flatMap(({ where, text }) =>
    [...planted].filter(([, core]) => text.includes(core)).map(([name]) => `${name} in ${where}`),
  )
}

async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = []
  for (const name of await readdir(folder, { recursive: true })) {
    if ((await stat(join(folder, name))).isFile()) found.push(relative(folder, join(folder, name)))
  }
  return found
}
