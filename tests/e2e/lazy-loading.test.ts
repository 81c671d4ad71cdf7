import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemo } from '../../src/demo/index.ts'
import { platforms } from '../../src/shared/platform.ts'
import { launchBrowser } from '../support/browser.ts'
import { openPage, runRows } from '../support/page.ts'
import { place, root, type Running, serve } from '../support/program.ts'

const out = join(root, 'out')
/** Of each file of the bundle, whose it is (build/bundle-shares.ts). */
const shares = () =>
  JSON.parse(readFileSync(join(out, '.shares-main.json'), 'utf8')) as Record<string, Record<string, number>>
const owners = [...platforms, 'demo', 'updates'] as const

/** Characters of these files that are there for each of them alone. */
function weights(files: Iterable<string>): Record<(typeof owners)[number], number> {
  const all = shares()
  const sums = owners.map((owner) => {
    let sum = 0
    for (const file of files) sum += (all[file]?.[owner] ?? 0) * readFileSync(join(out, 'main', file), 'utf8').length
    return [owner, Math.round(sum)] as const
  })
  return Object.fromEntries(sums) as Record<(typeof owners)[number], number>
}

/** The app's own lines that find a platform's sign-in on this machine; an SDK is a hundred times that. */
const ownLines = 20_000

/** The files that are loaded with this one before anything of it runs. */
function loadedWith(entry: string): Map<string, number> {
  const found = new Map<string, number>()
  const walk = (file: string) => {
    const name = relative(join(out, 'main'), file)
    if (found.has(name)) return
    const text = readFileSync(file, 'utf8')
    found.set(name, text.length)
    for (const [, from] of text.matchAll(/^\s*(?:import|export)\b[^'"();]*["'](\.{1,2}\/[^"']+)["']/gm))
      walk(resolve(dirname(file), from!))
  }
  walk(join(out, 'main', entry))
  return found
}

describe('what is loaded at the start', () => {
  it.each(['index.js', 'service.js', 'cli.js'])('holds no SDK, no demo and no updater: %s', (entry) => {
    const loaded = weights(loadedWith(entry).keys())
    for (const platform of platforms) expect([platform, loaded[platform] < ownLines]).toEqual([platform, true])
    expect([loaded.demo, loaded.updates]).toEqual([0, 0])
    // What is not loaded is there, and heavy.
    const whole = weights(Object.keys(shares()))
    for (const platform of platforms) expect(whole[platform]).toBeGreaterThan(5 * ownLines)
  })

  it('is little before the first window: neither the service, which has its own thread, nor libraries', () => {
    const loaded = loadedWith('index.js')
    expect([...loaded.keys()].filter((file) => /run-service|keeper|contract|zod/.test(file))).toEqual([])
    expect([...loaded.values()].reduce((sum, size) => sum + size, 0)).toBeLessThan(160_000)
  })
})

describe('a platform', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())

  it('is loaded when a source of it is asked for the first time, and no other with it', async () => {
    const demo = await startDemo({ seed: 9, ratePerMinute: 0 })
    const at = await place()
    let started: Running | null = null
    try {
      demo.traffic.emit('support', { platforms: ['xray'], at: Date.now() - 600_000 })
      // Writes down every module as it is loaded, in each thread.
      const seen = join(at.folder, 'seen')
      const hooks = join(at.folder, 'hooks.mjs')
      await writeFile(seen, '')
      await writeFile(
        hooks,
        `import { appendFileSync } from 'node:fs'
         export function load(url, context, next) { appendFileSync(${JSON.stringify(seen)}, url + '\\n'); return next(url, context) }`,
      )
      await writeFile(
        join(at.folder, 'watch.mjs'),
        `import { register } from 'node:module'\nregister(${JSON.stringify(pathToFileURL(hooks).href)})`,
      )
      at.env['NODE_OPTIONS'] += ` --import ${join(at.folder, 'watch.mjs')}`
      const { url, running } = await serve([], at)
      started = running
      const main = pathToFileURL(join(out, 'main')).href
      const loaded = async () => {
        const urls = (await readFile(seen, 'utf8')).split('\n').filter((one) => one.startsWith(main))
        return weights(new Set(urls.map((one) => one.slice(main.length + 1))))
      }
      const { page } = await openPage(browser, url)
      await page.getByRole('heading', { level: 1 }).waitFor()
      const before = await loaded()
      for (const platform of platforms) expect(before[platform]).toBeLessThan(ownLines)
      const endpoint = demo.servers.xray.url
      await at.config(
        `sources:\n  - name: one\n    type: xray\n    xray_region: us-east-1\n    xray_endpoint: ${endpoint}\n`,
      )
      await expect.poll(() => runRows(page).count()).toBe(1)
      const { xray, ...others } = await loaded()
      expect(xray).toBeGreaterThan(5 * ownLines)
      const { xray: _, ...othersBefore } = before
      expect(others).toEqual(othersBefore)
      await page.context().close()
    } finally {
      await started?.stop()
      await demo.close()
      await at.remove()
    }
  })
})
