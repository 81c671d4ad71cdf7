/**
 * The browser of the journeys. On Linux x64 it is the Chromium that the @sparticuz/chromium package ships, so that the same browser runs in every clone without a
 * download; elsewhere the Chrome, Edge or Chromium of the machine. CHROMIUM_PATH overrides. Never skipped silently: without a browser the tests fail and say why.
 */

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const root = resolve(import.meta.dirname, '../..')

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
]

const installed: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap((folder) =>
    ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'].map((path) =>
      join(process.env[folder] ?? '', path),
    ),
  ),
  linux: ['google-chrome', 'chromium', 'chromium-browser', 'microsoft-edge'].map((name) => `/usr/bin/${name}`),
}

export interface BrowserProgram {
  readonly path: string
  /** Libraries that the machine lacks, shipped with the browser. */
  readonly env: Record<string, string>
}

/** The browser to start. Rejects, saying what to install or set, when there is none. */
export async function browserProgram(): Promise<BrowserProgram> {
  const given = process.env['CHROMIUM_PATH']
  if (given) {
    if (!existsSync(given)) throw new Error(`CHROMIUM_PATH names ${given}, which does not exist.`)
    return { path: given, env: {} }
  }
  if (process.platform === 'linux' && process.arch === 'x64') return packaged()
  const found = installed[process.platform]?.find((path) => existsSync(path))
  if (found) return { path: found, env: {} }
  throw new Error('The journeys need Chrome, Edge or Chromium on this machine; or set CHROMIUM_PATH to one.')
}

/** Unpacks the packaged Chromium once per version, beside the packages, and finds out whether it needs its own libraries. */
async function packaged(): Promise<BrowserProgram> {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/@sparticuz/chromium/package.json'), 'utf8')) as {
    version: string
  }
  const home = join(root, 'node_modules/.cache/chromium', version)
  if (!existsSync(home)) {
    const making = `${home}.${process.pid}`
    mkdirSync(making, { recursive: true })
    const before = { TMPDIR: process.env['TMPDIR'], AWS_EXECUTION_ENV: process.env['AWS_EXECUTION_ENV'] }
    try {
      // The package unpacks into the temporary folder, and its libraries only where it believes itself in a Lambda.
      process.env['TMPDIR'] = making
      process.env['AWS_EXECUTION_ENV'] = 'AWS_Lambda_nodejs20.x'
      const { default: pack } = await import('@sparticuz/chromium')
      await pack.executablePath()
      if (!existsSync(home)) renameSync(making, home)
    } finally {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name]
        else process.env[name] = value
      }
      rmSync(making, { recursive: true, force: true })
    }
  }
  const path = join(home, 'chromium')
  const libraries = {
    LD_LIBRARY_PATH: [join(home, 'al2023/lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':'),
  }
  const env = runs(path, {}) ? {} : libraries
  if (!runs(path, env))
    throw new Error(`The packaged Chromium does not start on this machine: ${path}. Set CHROMIUM_PATH to another.`)
  return { path, env: hasFonts() ? env : { ...env, FONTCONFIG_PATH: join(home, 'fonts') } }
}

function runs(path: string, env: Record<string, string>): boolean {
  try {
    execFileSync(path, ['--version', '--no-sandbox'], { env: { ...process.env, ...env }, stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function hasFonts(): boolean {
  try {
    return execFileSync('fc-list', { stdio: ['ignore', 'pipe', 'ignore'] }).length > 0
  } catch {
    return false
  }
}

/** Starts the browser, headless. The caller closes it. */
export async function launchBrowser(extra: readonly string[] = []): Promise<Browser> {
  const { path, env } = await browserProgram()
  return chromium.launch({
    executablePath: path,
    headless: true,
    args: [...flags, ...extra],
    env: { ...(process.env as Record<string, string>), ...env },
  })
}
