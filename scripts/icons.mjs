// `node scripts/icons.mjs`: draws the app's icons into resources/, with the Chromium of the tests (or CHROMIUM_PATH). The results are committed; run it after a change of icon-drawing.mjs.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createServer } from 'vite'
import { drawIcon } from './icon-drawing.mjs'
import { packIcns, packIco } from './icon-files.mjs'

const root = resolve(import.meta.dirname, '..')
const resources = join(root, 'resources')
const server = await createServer({
  root,
  configFile: false,
  server: { middlewareMode: true },
  appType: 'custom',
  logLevel: 'error',
})
const { launchBrowser } = await server.ssrLoadModule('/tests/support/browser.ts')
const browser = await launchBrowser()
const page = await browser.newPage({ deviceScaleFactor: 1 })

async function render(system, sizes) {
  const images = []
  for (const size of sizes) {
    await page.setViewportSize({ width: size, height: size })
    await page.setContent(
      `<style>html,body{margin:0;background:transparent}svg{display:block;width:${size}px;height:${size}px}</style>${drawIcon(size, system)}`,
    )
    images.push({ size, png: await page.screenshot({ omitBackground: true }) })
  }
  return images
}

const mac = await render('mac', [16, 32, 64, 128, 256, 512, 1024])
const others = await render('others', [16, 20, 24, 32, 40, 48, 64, 128, 256, 512, 1024])
mkdirSync(join(resources, 'icons'), { recursive: true })
for (const { size, png } of others.filter((one) => ![20, 40].includes(one.size)))
  writeFileSync(join(resources, `icons/${size}x${size}.png`), png)
writeFileSync(join(resources, 'icon.svg'), drawIcon(1024, 'others'))
writeFileSync(join(resources, 'icon.png'), others.at(-1).png)
writeFileSync(join(resources, 'icon.ico'), packIco(others.filter((one) => one.size <= 256)))
writeFileSync(join(resources, 'icon.icns'), packIcns(mac))
await browser.close()
await server.close()
