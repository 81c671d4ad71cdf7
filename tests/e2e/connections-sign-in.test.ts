/**
 * A sign-in that is missing when the app starts and arrives while its page is open. The demo platforms stand behind https addresses on loopback, so that the app looks for real credentials, by its
 * real chains, and sends them: what is stood in for is the tool that signs in, and nothing of the app.
 */

import { chmod, mkdir, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, demoPlaces, startDemo } from '../../src/demo/index.ts'
import { platforms } from '../../src/shared/platform.ts'
import { printSourceUrl } from '../../src/shared/source.ts'
import { launchBrowser } from '../support/browser.ts'
import { openPage, runRows } from '../support/page.ts'
import { type Place, place, type Running, serve } from '../support/program.ts'
import { selfSigned } from '../support/self-signed.ts'
import { type TlsFront, tlsFront } from '../support/tls-front.ts'

let browser: Browser
let demo: Demo
let aws: TlsFront
let google: TlsFront
let at: Place
let running: Running
let page: Page

/** The token service of workload identity federation, as far as the exchange of one token goes. */
function tokenService(asked: IncomingMessage, answer: ServerResponse): boolean {
  if (asked.url !== '/token') return false
  answer.setHeader('content-type', 'application/json')
  answer.end(
    JSON.stringify({
      access_token: 'stand-in-google-token',
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'Bearer',
      expires_in: 3600,
    }),
  )
  return true
}

beforeAll(async () => {
  browser = await launchBrowser()
  demo = await startDemo({ seed: 3, ratePerMinute: 0 })
  for (const platform of platforms) demo.traffic.emit('support', { platforms: [platform], at: Date.now() - 600_000 })
  const pair = selfSigned()
  aws = await tlsFront(demo.servers.xray.url, pair)
  google = await tlsFront(demo.servers.cloudtrace.url, pair, tokenService)
  at = await place()
  const home = at.folder
  await mkdir(join(home, '.aws/sso/cache'), { recursive: true })
  await mkdir(join(home, 'gcloud'), { recursive: true })
  await writeFile(join(home, 'loopback.pem'), pair.cert)
  // As a company's own helper does it: no credentials without a signed-in session.
  const helper = join(home, 'company-credentials')
  await writeFile(
    helper,
    `#!/bin/sh
if [ -f "${home}/.aws/sso/cache/session.json" ]; then
  echo '{"Version": 1, "AccessKeyId": "STANDINACCESSKEY", "SecretAccessKey": "stand-in-secret", "SessionToken": "stand-in-token"}'
else
  echo 'Error when retrieving token from sso: Token has expired and refresh failed' >&2
  exit 255
fi
`,
  )
  await chmod(helper, 0o755)
  await writeFile(join(home, '.aws/config'), `[profile corp]\nregion = us-east-1\ncredential_process = ${helper}\n`)
  at = {
    ...at,
    env: {
      ...at.env,
      NODE_EXTRA_CA_CERTS: join(home, 'loopback.pem'),
      AWS_CONFIG_FILE: join(home, '.aws/config'),
      CLOUDSDK_CONFIG: join(home, 'gcloud'),
    },
  }
  const good = demo.sources.filter((one) => one.type === 'azuremonitor' || one.type === 'datadog').map(printSourceUrl)
  const started = await serve(
    [
      `xray://us-east-1/?profile=corp&name=aws&endpoint=${encodeURIComponent(aws.url)}`,
      `cloudtrace://${demoPlaces.project}/?name=google&endpoint=${encodeURIComponent(google.url)}`,
      ...good,
    ],
    at,
  )
  running = started.running
  ;({ page } = await openPage(browser, started.url))
})
afterAll(async () => {
  await running.stop()
  await browser.close()
  await aws.close()
  await google.close()
  await demo.close()
  await at.remove()
})

const item = (name: string) =>
  page.getByRole('navigation', { name: 'Sources' }).getByRole('listitem').filter({ hasText: name })

describe.skipIf(process.platform === 'win32')('a sign-in that is missing', () => {
  it('leaves the other sources as they are, and says that it is waited for', async () => {
    await item('aws')
      .getByText(/waiting for sign-in/)
      .waitFor()
    await item('google')
      .getByText(/no credentials · waiting for sign-in/)
      .waitFor()
    await expect.poll(() => runRows(page).count()).toBe(2)
    await page.getByRole('alert').getByText('gcloud auth application-default login').first().waitFor()
    expect(aws.authorizations).toEqual([])
  })

  it('of AWS: the source recovers by itself when the session arrives, beside three good ones and one that still waits', async () => {
    await writeFile(
      join(at.folder, '.aws/sso/cache/session.json'),
      JSON.stringify({ accessToken: 'stand-in', expiresAt: new Date(Date.now() + 3.6e6).toISOString() }),
    )
    await item('aws')
      .getByText(/ok · 1 run/)
      .waitFor()
    await expect.poll(() => runRows(page).count()).toBe(3)
    await expect
      .poll(() =>
        page
          .getByRole('navigation', { name: 'Sources' })
          .getByText(/ok · 1 run/)
          .count(),
      )
      .toBe(3)
    // The new keys were used, and no click was made.
    expect(aws.authorizations[0]).toContain('Credential=STANDINACCESSKEY/')
    expect(
      await item('google')
        .getByText(/waiting for sign-in/)
        .count(),
    ).toBe(1)
  })

  it('of Google: the source recovers by itself when application default credentials are written', async () => {
    await writeFile(join(at.folder, 'subject-token'), 'stand-in-subject-token')
    await writeFile(
      join(at.folder, 'gcloud/application_default_credentials.json'),
      JSON.stringify({
        type: 'external_account',
        audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/x',
        subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
        token_url: `${google.url}/token`,
        credential_source: { file: join(at.folder, 'subject-token') },
      }),
    )
    await item('google')
      .getByText(/ok · 1 run/)
      .waitFor()
    await expect.poll(() => runRows(page).count()).toBe(4)
    expect(google.authorizations.at(-1)).toBe('Bearer stand-in-google-token')
    expect(await page.getByRole('alert').count()).toBe(0)
  })
})
