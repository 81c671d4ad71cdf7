/** The app under Electron itself, driven by Playwright. Only where Electron's runtime is on the machine (`node node_modules/electron/install.js` fetches it). */

import { spawn } from 'node:child_process'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { electronExecutable } from '../../scripts/electron-runtime.mjs'
import { type Place, root } from './program.ts'

/** Path of the runtime; null where there is none. */
export const runtime = electronExecutable(root)

export interface RealApp {
  readonly app: ElectronApplication
  readonly page: Page
  /** Chooses a menu item by its label in lower case: systems write labels differently. */
  choose(label: string): Promise<void>
  /** Dialogs are answered with this button from now on, and their messages kept. */
  answerDialogs(button: number): Promise<void>
  /** Messages of the dialogs so far. */
  dialogs(): Promise<readonly string[]>
  /** Addresses that were handed to the system's browser, instead of being opened. */
  opened(): Promise<readonly string[]>
  /** Ends the app by Quit, and resolves to its exit code. */
  quit(): Promise<number | null>
}

/** What the tests keep in the main process. */
interface Kept {
  opened: string[]
  dialogs: string[]
  menu: Electron.Menu | null
}

/** Starts the app with these arguments, and resolves when its first window has a page. */
export async function startReal(at: Place, args: readonly string[]): Promise<RealApp> {
  const app = await _electron.launch({
    executablePath: runtime ?? '',
    args: [...argumentsOf(), ...args],
    cwd: at.folder,
    env: environmentOf(at),
    timeout: 60_000,
  })
  const page = await app.firstWindow()
  page.setDefaultTimeout(30_000)
  await app.evaluate(({ BrowserWindow, Menu, shell }) => {
    const kept: Kept = { opened: [], dialogs: [], menu: Menu.getApplicationMenu() }
    Object.assign(globalThis, { kept })
    shell.openExternal = async (url) => void kept.opened.push(url)
    // Where each window has its own menu, Electron gives no way to read it.
    type SetMenu = (this: Electron.BrowserWindow, menu: Electron.Menu | null) => void
    const setMenu: SetMenu = Reflect.get(BrowserWindow.prototype, 'setMenu')
    BrowserWindow.prototype.setMenu = function (this: Electron.BrowserWindow, menu: Electron.Menu | null) {
      kept.menu = menu
      setMenu.call(this, menu)
    }
  })
  // The menu is made anew when what can be done changes: the palette opens and closes.
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('combobox').waitFor({ state: 'detached' })
  return {
    app,
    page,
    choose: async (label) => {
      for (let tries = 0; ; tries++) {
        const found = await app.evaluate(({ BrowserWindow, Menu }, wanted) => {
          const { kept } = globalThis as unknown as { kept: Kept }
          const all = (menu: Electron.Menu): Electron.MenuItem[] =>
            menu.items.flatMap((item) => [item, ...(item.submenu ? all(item.submenu) : [])])
          const menu = Menu.getApplicationMenu() ?? kept.menu
          const item = menu && all(menu).find((one) => one.label.replace('&', '').toLowerCase().startsWith(wanted))
          item?.click({}, BrowserWindow.getAllWindows()[0])
          return Boolean(item)
        }, label)
        if (found) return
        if (tries > 50) throw new Error(`No menu item "${label}"`)
        await new Promise((again) => setTimeout(again, 100))
      }
    },
    answerDialogs: (button) =>
      app.evaluate(({ dialog }, response) => {
        const { kept } = globalThis as unknown as { kept: Kept }
        dialog.showMessageBox = async (...given: unknown[]) => {
          kept.dialogs.push((given.at(-1) as Electron.MessageBoxOptions).message)
          return { response, checkboxChecked: false }
        }
      }, button),
    dialogs: () => app.evaluate(() => (globalThis as unknown as { kept: Kept }).kept.dialogs),
    opened: () => app.evaluate(() => (globalThis as unknown as { kept: Kept }).kept.opened),
    quit: async () => {
      const ended = new Promise<number | null>((done) => app.process().once('exit', done))
      // The answer may be lost with the process.
      await app.evaluate(({ app: electron }) => electron.quit()).catch(() => {})
      return ended
    },
  }
}

/** Starts the app a second time, as a link or a terminal would. Resolves to its exit code. */
export function startSecond(at: Place, args: readonly string[]): Promise<number | null> {
  const child = spawn(runtime ?? '', [...argumentsOf(), ...args], {
    cwd: at.folder,
    env: environmentOf(at),
    stdio: 'ignore',
  })
  return new Promise((done, failed) => {
    child.once('exit', done)
    child.once('error', failed)
  })
}

function argumentsOf(): string[] {
  // Chromium's sandbox does not start for root.
  return [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root]
}

/** The machine's own environment, which a desktop app needs, with the home and the credentials of the test's place. */
function environmentOf(at: Place): Record<string, string> {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS|AZURE|GOOGLE|DD)_/.test(name)))
  // What watches the requests of Node programs (tests/support/audit) is not for Electron, which refuses its option.
  const { NODE_OPTIONS: _options, TRACECRAFT_AUDIT: _audit, ...placed } = at.env
  return {
    ...(own as Record<string, string>),
    ...placed,
    // Where macOS looks for the home folder, and the start from a terminal: no login shell is asked.
    CFFIXED_USER_HOME: at.folder,
    TERM: 'dumb',
  }
}
