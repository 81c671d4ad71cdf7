/**
 * The desktop app as it was built, under the stand-in for Electron (tests/support/electron): each window is a real page of one Chromium that the tests of a file share. What the system would do,
 * a test does by asking: choose from a menu, press a key, hand over a link, take a display away.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { browserProgram, launchBrowser } from './browser.ts'
import { freePort } from './free-port.ts'
import { watchWhatIsSaid } from './page-watch.ts'
import { builtFolder, type Place, root } from './program.ts'

/** One Chromium for the windows of several starts. */
export interface WindowBrowser {
  readonly address: string
  readonly browser: Browser
  close(): Promise<void>
}

export async function windowBrowser(): Promise<WindowBrowser> {
  const port = await freePort()
  const browser = await launchBrowser([`--remote-debugging-port=${port}`])
  return { address: `http://127.0.0.1:${port}`, browser, close: () => browser.close() }
}

/** A menu item as the system would show it. */
export interface ShownItem {
  readonly type: string
  readonly label?: string
  readonly role?: string
  readonly accelerator?: string
  readonly registerAccelerator?: boolean
  readonly toolTip?: string
  readonly enabled?: boolean
  readonly visible?: boolean
  readonly submenu?: readonly ShownItem[]
}

export interface ShownWindow {
  readonly id: number
  readonly bounds: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  readonly maximized: boolean
  readonly fullScreen: boolean
  readonly minimized: boolean
  readonly focused: boolean
  readonly loaded: boolean
  readonly url: string
  readonly zoom: number
}

/** Something that the stand-in told by itself: a dialog, a text on the clipboard, a context menu. */
export type News = Readonly<Record<string, unknown>>

export interface DesktopApp {
  /** Asks the stand-in (tests/support/electron/control.mjs says what for). */
  ask<T = unknown>(what: string, details?: object): Promise<T>
  windows(): Promise<readonly ShownWindow[]>
  menu(window?: number): Promise<readonly ShownItem[]>
  /** Chooses a menu item by its way through the menus, or by its label alone. */
  choose(...path: string[]): Promise<void>
  /** Presses a key as Playwright writes it; says who took it: `app`, `page`, `menu` or `nobody`. */
  press(key: string, window?: number): Promise<string>
  /** The page of a window, once it has one. */
  page(window?: number): Promise<Page>
  /** The first news that has this in it, come already or to come. */
  news(name: string): Promise<News>
  /** Everything on stderr so far. */
  said(): string
  /** Tells the stand-in something that has no answer, as LIFE's parts take it. */
  send(message: object): void
  /** Quits as the menu would, and resolves to the exit code. */
  quit(): Promise<number | null>
  /** Ends the app as the system or a terminal would. */
  signal(name: 'SIGINT' | 'SIGTERM'): void
  /** Resolves to the exit code when the app has ended by itself. */
  readonly ended: Promise<number | null>
  /** Ends the program at once. For the end of a test. */
  kill(): void
}

export interface DesktopOptions {
  readonly at: Place
  readonly browser: WindowBrowser
  readonly args?: readonly string[]
  readonly platform?: NodeJS.Platform
  readonly env?: Readonly<Record<string, string>>
  /** Another main script than the app's. */
  readonly main?: string
}

/** Starts the app. It is up when its first window is asked for. */
export async function startDesktop({
  at,
  browser,
  args = [],
  platform,
  env,
  main,
}: DesktopOptions): Promise<DesktopApp> {
  const program = await browserProgram()
  const child = spawn(
    process.execPath,
    [
      '--import',
      join(root, 'tests/support/electron/register.mjs'),
      main ?? join(builtFolder, 'main/index.js'),
      ...args,
    ],
    {
      cwd: at.folder,
      env: {
        ...at.env,
        ...program.env,
        // A start from a terminal: the login shell is not asked.
        TERM: 'dumb',
        ...env,
        STAND_IN_BROWSER: browser.address,
        ...(platform && { STAND_IN_PLATFORM: platform }),
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  )
  return new StandIn(child, browser).app
}

class StandIn {
  readonly #child: ChildProcess
  readonly #browser: WindowBrowser
  readonly #answers = new Map<number, (value: unknown) => void>()
  readonly #news: News[] = []
  readonly #ended: Promise<number | null>
  #wakers: (() => void)[] = []
  #asked = 0
  #said = ''
  #pages: Promise<Browser> | null = null
  readonly #watched = new WeakSet<Page>()
  readonly app: DesktopApp

  constructor(child: ChildProcess, browser: WindowBrowser) {
    this.#child = child
    this.#browser = browser
    child.stderr?.on('data', (chunk: Buffer) => (this.#said += chunk.toString()))
    child.on('message', (message: News) => this.#hear(message))
    this.#ended = new Promise((done) => child.once('close', done))
    this.app = {
      ask: <T>(what: string, details: object = {}) => this.#ask(what, details) as Promise<T>,
      windows: () => this.#ask('windows', {}) as Promise<readonly ShownWindow[]>,
      menu: (window) => this.#ask('menu', { window }) as Promise<readonly ShownItem[]>,
      choose: async (...path) => void (await this.#ask('choose', { path })),
      press: (key, window) => this.#ask('press', { key, window }) as Promise<string>,
      page: (window) => this.#page(window),
      news: (name) => this.#hearOf(name),
      said: () => this.#said,
      send: (message) => void child.send(message),
      quit: () => {
        child.send({ quit: true })
        return this.#ended
      },
      signal: (name) => void child.kill(name),
      ended: this.#ended,
      kill: () => {
        void this.#pages?.then((connected) => connected.close())
        child.kill('SIGKILL')
      },
    }
  }

  #hear(message: News): void {
    const answered = typeof message['answer'] === 'number' ? this.#answers.get(message['answer']) : undefined
    if (answered) return answered(message['value'])
    this.#news.push(message)
    for (const wake of this.#wakers.splice(0)) wake()
  }

  async #hearOf(name: string): Promise<News> {
    for (;;) {
      const at = this.#news.findIndex((one) => name in one)
      if (at >= 0) return this.#news.splice(at, 1)[0]!
      await this.#unlessEnded(new Promise<void>((wake) => this.#wakers.push(wake)))
    }
  }

  async #ask(what: string, details: object): Promise<unknown> {
    const id = ++this.#asked
    const answer = new Promise<unknown>((done) => this.#answers.set(id, done))
    this.#child.send({ ask: what, id, with: details })
    return this.#unlessEnded(answer)
  }

  async #unlessEnded<T>(wanted: Promise<T>): Promise<T> {
    const ended = this.#ended.then((code) => {
      throw new Error(`The app ended with ${code}: ${this.#said}`)
    })
    return Promise.race([wanted, ended])
  }

  async #page(window?: number): Promise<Page> {
    for (;;) {
      const all = (await this.#ask('windows', {})) as readonly ShownWindow[]
      const shown = all.find((one) => (window === undefined ? one.focused : one.id === window))
      if (shown?.loaded) return this.#pageOf(shown.id)
      await this.#hearOf('shown')
    }
  }

  async #pageOf(id: number): Promise<Page> {
    this.#pages ??= chromium.connectOverCDP(this.#browser.address)
    const connected = await this.#pages
    for (;;) {
      for (const page of connected.contexts().flatMap((context) => context.pages())) {
        const mark = await page
          .evaluate(() => [Reflect.get(window, '__windowId'), Reflect.get(window, '__appId')])
          .catch(() => null)
        if (mark?.[0] === id && mark[1] === this.#child.pid) {
          page.setDefaultTimeout(20_000)
          if (!this.#watched.has(page)) watchWhatIsSaid(page)
          this.#watched.add(page)
          return page
        }
      }
      await new Promise((again) => setTimeout(again, 50))
    }
  }
}
