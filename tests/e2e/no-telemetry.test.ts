/** The app speaks to nobody but the platforms of its sources: not when it starts, not of itself, and there is nobody in the bundles to speak to. */

import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { openPage, runRows } from '../support/page.ts'
import { place, root, serve } from '../support/program.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

/** Those who take in what programs tell of their users: product analytics, error reports, the platforms' own intakes. */
const listeners =
  /applicationinsights|services\.visualstudio\.com|in\.applicationinsights|appcenter\.ms|sentry(?:\.io|-cdn)|bugsnag|rollbar|raygun|segment\.(?:io|com)|mixpanel|amplitude\.com|posthog|heap(?:analytics|\.io)|google-analytics|googletagmanager|firebase(?:io|logging)|newrelic|nr-data|statsig|launchdarkly|hotjar|fullstory|logrocket|honeycomb\.io|otlp\.|browser-intake|http-intake\.logs|trace\.agent\.|telemetry\.(?:azure|aws|google|datadoghq)|dataplane\.rum|cognito-identity|plausible\.io|matomo|countly|electronjs\.org|update\.electron/i

async function bundles(): Promise<{ name: string; text: string }[]> {
  const out = join(root, 'out')
  const folders = ['main', 'preload', 'renderer']
  const files = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(join(out, folder), { recursive: true })).map((name) => join(out, folder, name)),
    ),
  )
  return Promise.all(
    files
      .flat()
      .filter((name) => /\.(?:c?js|html|css)$/.test(name))
      .map(async (name) => ({ name, text: await readFile(name, 'utf8') })),
  )
}

describe('the built bundles', () => {
  it('name no place that takes in telemetry', async () => {
    for (const { name, text } of await bundles())
      expect(
        [...text.matchAll(/\b(?:https?|wss?):\/\/[\w.-]+/g)]
          .map(([host]) => host)
          .filter((host) => listeners.test(host)),
        name,
      ).toEqual([])
  })

  it('hold no agent that instruments or reports', async () => {
    const inventory = JSON.parse(await readFile(join(root, 'out/sbom.cdx.json'), 'utf8')) as {
      components: { name: string; group?: string }[]
    }
    const names = inventory.components.map(({ name, group }) => (group ? `${group}/${name}` : name))
    expect(names.length).toBeGreaterThan(20)
    expect(
      names.filter((name) =>
        /applicationinsights|monitor-opentelemetry|opentelemetry-instrumentation|@opentelemetry\/(?:sdk|exporter)|dd-trace|@sentry|browser-(?:rum|logs)|posthog|analytics/.test(
          name,
        ),
      ),
    ).toEqual([])
  })
})

describe('the app over an empty home', () => {
  it('opens no connection but on loopback, and asks for no name: started, with its page, its welcome and its demo', async () => {
    const at = await place()
    const witness = join(at.folder, 'witness.txt')
    const hook = pathToFileURL(resolve(import.meta.dirname, '../support/network-witness.mjs')).href
    const env = { ...at.env, NETWORK_WITNESS: witness, NODE_OPTIONS: `--import ${hook}` }
    const { url, running } = await serve([], { ...at, env })
    const { page } = await openPage(browser, url)
    await page.getByRole('button', { name: 'Explore the demo' }).first().click()
    await runRows(page).nth(10).waitFor()
    await runRows(page).first().click()
    await page.getByRole('treegrid', { name: 'Steps of the run' }).waitFor()
    expect((await running.stop()).code).toBe(0)
    expect(existsSync(witness)).toBe(true)
    const seen = [...new Set((await readFile(witness, 'utf8')).trim().split('\n'))]
    // The demo's platforms were asked, so the service's thread was watched too.
    expect(seen).toContain('connect 127.0.0.1')
    expect(seen.filter((one) => !/^(?:watching|(?:connect|name) (?:127\.0\.0\.1|localhost|::1))$/.test(one))).toEqual(
      [],
    )
    await page.context().close()
    await at.remove()
  })
})
