/**
 * From the start of a process to the first paint of its page: `tracecraft serve` beside a bare Node server with an empty page, and the desktop's main bundle under the stand-in for Electron beside a
 * main script under the same stand-in that opens a window with an empty page. The browser runs already, in all four.
 */

import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { startDesktop, type WindowBrowser, windowBrowser } from '../../tests/support/desktop-app.ts'
import { type Place, place, root } from '../../tests/support/program.ts'
import { median, ms, ratio, section } from '../report.ts'

/** Times in ms since the process was started. */
interface Start {
  /** First paint with something on it. */
  readonly painted: number
  /** The first screen that needed an answer of the service; NaN for the empty page. */
  readonly answered: number
}

const emptyServer = `
const server = require('node:http').createServer((_, answer) => {
  answer.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Empty</title><body>Empty')
})
server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port + '/'))
`

const emptyMain = (preload: string) => `
import { app, BrowserWindow, protocol } from 'electron'
protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }])
await app.whenReady()
protocol.handle('app', () => new Response('<!doctype html><title>Empty</title><body>Empty', { headers: { 'content-type': 'text/html' } }))
const webPreferences = { sandbox: true, contextIsolation: true, nodeIntegration: false, preload: ${JSON.stringify(preload)} }
const window = new BrowserWindow({ x: 0, y: 0, width: 1440, height: 900, webPreferences })
void window.loadURL('app://tracecraft/index.html')
window.show()
`

/** Measures, prints the medians, and the ratios to the empty page. */
export async function benchStart(rounds: number): Promise<void> {
  const browser = await windowBrowser()
  const at = await place()
  // What watches the tests' requests would be measured too.
  delete at.env['NODE_OPTIONS']
  const bare = join(at.folder, 'empty.mjs')
  await writeFile(join(at.folder, 'empty.cjs'), '')
  await writeFile(bare, emptyMain(join(at.folder, 'empty.cjs')))
  const kinds = {
    empty: () => startInBrowser(browser, ['-e', emptyServer], at, false),
    serve: () => startInBrowser(browser, [join(root, 'out/main/cli.js'), 'serve'], at, true),
    bare: () => startInStandIn(browser, at, bare),
    desktop: () => startInStandIn(browser, at),
  }
  const all: Record<keyof typeof kinds, Start[]> = { empty: [], serve: [], bare: [], desktop: [] }
  try {
    // Beside each other within each round; the first fills the disk's cache.
    for (let round = 0; round <= rounds; round++)
      for (const kind of ['empty', 'serve', 'bare', 'desktop'] as const) {
        const start = await kinds[kind]()
        if (round > 0) all[kind].push(start)
      }
  } finally {
    await browser.close()
    await at.remove()
  }
  const painted = (kind: keyof typeof kinds) => median(all[kind].map((one) => one.painted))
  const answered = (kind: keyof typeof kinds) => median(all[kind].map((one) => one.answered))
  const row = (label: string, time: number, base: 'empty' | 'bare') => [label, ms(time), ratio(time, painted(base))]
  section(
    'From the start of the process to the first paint',
    `Medians of ${rounds} rounds after a warm-up; the browser runs already. The ratio is to the empty page of the same kind in the same rounds; most of the stand-in's time is its own.`,
    [
      ['', 'time', 'ratio'],
      row('bare server, empty page', painted('empty'), 'empty'),
      row('browser mode: first paint', painted('serve'), 'empty'),
      row('browser mode: first screen that the service answered', answered('serve'), 'empty'),
      row('stand-in for Electron, empty page', painted('bare'), 'bare'),
      row('desktop: first paint', painted('desktop'), 'bare'),
      row('desktop: first screen that the service answered', answered('desktop'), 'bare'),
    ],
  )
}

async function startInBrowser(
  { browser }: WindowBrowser,
  args: readonly string[],
  at: Place,
  answers: boolean,
): Promise<Start> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  const from = now()
  const child = spawn(process.execPath, [...args], {
    cwd: at.folder,
    env: at.env,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  try {
    await page.goto(await firstLine(child.stdout), { waitUntil: 'commit' })
    return await timesOf(page, from, answers)
  } finally {
    await context.close()
    child.kill('SIGKILL')
  }
}

async function startInStandIn(browser: WindowBrowser, at: Place, main?: string): Promise<Start> {
  const from = now()
  const app = await startDesktop({ at, browser, ...(main && { main }) })
  try {
    return await timesOf(await app.page(), from, main === undefined)
  } finally {
    await app.quit()
    app.kill()
  }
}

/** Asked of the page's own clock, which remembers when it painted: how fast the question comes does not count. */
async function timesOf(page: Page, from: number, answers: boolean): Promise<Start> {
  const painted = await page.evaluate(async () => {
    for (;;) {
      const [first] = performance.getEntriesByName('first-contentful-paint')
      if (first) return performance.timeOrigin + first.startTime
      await new Promise((again) => setTimeout(again, 5))
    }
  })
  // The welcome's title: shown when the service has said that there is no source.
  const answered = answers
    ? await page.evaluate(async () => {
        while (!document.querySelector('main h1')) await new Promise((again) => requestAnimationFrame(again))
        return performance.timeOrigin + performance.now()
      })
    : Number.NaN
  return { painted: painted - from, answered: answered - from }
}

/** Epoch milliseconds, as pages tell them. */
function now(): number {
  return performance.timeOrigin + performance.now()
}

function firstLine(output: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    output.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const end = text.indexOf('\n')
      if (end >= 0) resolve(text.slice(0, end))
    })
    output.on('end', () => reject(new Error('The process ended before it printed its address')))
  })
}
