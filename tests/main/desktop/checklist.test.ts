/**
 * Electron's security checklist (electronjs.org/docs/latest/tutorial/security), point by point, in its order: the app's own modules under a stand-in that keeps what they set, and
 * the files that decide what is built and packaged.
 */

import { EventEmitter } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'

type Handler = (request: Request) => Promise<Response>
type Rule = (...given: unknown[]) => unknown

const made = vi.hoisted(() => ({
  windows: [] as { webPreferences: Record<string, unknown> }[],
  opened: [] as string[],
  loaded: [] as string[],
  schemes: [] as { scheme: string; privileges: Record<string, boolean> }[],
  handlers: new Map<string, unknown>(),
  rules: new Map<string, unknown>(),
  openHandlers: [] as unknown[],
}))

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events')
  class Session extends Emitter {
    webRequest = { onBeforeRequest: (rule: unknown) => made.rules.set('request', rule) }
    setPermissionRequestHandler = (rule: unknown) => made.rules.set('permission request', rule)
    setPermissionCheckHandler = (rule: unknown) => made.rules.set('permission check', rule)
    setDevicePermissionHandler = (rule: unknown) => made.rules.set('device', rule)
  }
  const app = Object.assign(new Emitter(), { getPath: () => '/nowhere', isPackaged: true })
  class WebContents extends Emitter {
    mainFrame = { origin: 'app://tracecraft', url: 'app://tracecraft/index.html' }
    constructor() {
      super()
      app.emit('web-contents-created', {}, this)
    }
    setWindowOpenHandler(rule: unknown) {
      made.openHandlers.push(rule)
    }
  }
  class BrowserWindow extends Emitter {
    static all: BrowserWindow[] = []
    webContents = new WebContents()
    constructor(options: { webPreferences: Record<string, unknown> }) {
      super()
      made.windows.push(options)
      BrowserWindow.all.push(this)
    }
    static fromWebContents = (contents: unknown) =>
      BrowserWindow.all.find((window) => window.webContents === contents) ?? null
    show() {}
    loadURL(url: string) {
      made.loaded.push(url)
      return Promise.resolve()
    }
  }
  return {
    app,
    BrowserWindow,
    ipcMain: new Emitter(),
    nativeTheme: Object.assign(new Emitter(), { shouldUseDarkColors: false, themeSource: 'system' }),
    protocol: {
      registerSchemesAsPrivileged: (schemes: typeof made.schemes) => made.schemes.push(...schemes),
      handle: (scheme: string, handler: unknown) => made.handlers.set(scheme, handler),
    },
    screen: new Emitter(),
    session: { defaultSession: new Session() },
    shell: { openExternal: async (url: string) => void made.opened.push(url) },
    WebContents,
  }
})

const root = resolve(import.meta.dirname, '../../..')
const electron = (await import('electron')) as unknown as {
  app: EventEmitter
  ipcMain: EventEmitter
  session: { defaultSession: EventEmitter }
  BrowserWindow: { all: (EventEmitter & { webContents: EventEmitter & { mainFrame: object } })[] }
  WebContents: new () => EventEmitter
}
const { pageHome } = await import('../../../src/main/desktop/policy/page-origin.ts')
const { lockDown } = await import('../../../src/main/desktop/policy/policy.ts')
const { declarePageScheme, servePage } = await import('../../../src/main/desktop/policy/page-protocol.ts')
const { openWindow } = await import('../../../src/main/desktop/windows/window.ts')
const { openOutside } = await import('../../../src/main/desktop/policy/links.ts')
const { acceptPorts } = await import('../../../src/main/desktop/port-host.ts')

const home = pageHome(undefined)
let folder = ''
let lines = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracecraft-checklist-'))
  await mkdir(join(folder, 'page/assets'), { recursive: true })
  await writeFile(join(folder, 'page/index.html'), '<!doctype html>')
  await writeFile(join(folder, 'page/assets/index-a.js'), 'page')
  await writeFile(join(folder, 'secret.js'), 'secret')
  if (process.platform !== 'win32') await symlink(join(folder, 'secret.js'), join(folder, 'page/assets/link.js'))
  declarePageScheme()
  lockDown(home)
  servePage(join(folder, 'page'))
  const line = { send: () => {}, command: () => {}, close: () => {} }
  const service = { connect: () => (lines++, line) }
  const windows = { connected: () => {} }
  acceptPorts(service as never, windows as never, { tell: () => {} } as never, home)
  openWindow('/app/preload/index.cjs', home, { x: 0, y: 0, width: 900, height: 700 }, '')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const preferences = () => made.windows[0]!.webPreferences
const rule = (name: string) => made.rules.get(name) as Rule
const ask = (url: string, method = 'GET') => (made.handlers.get('app') as Handler)(new Request(url, { method }))

/** Fires an event of contents and says whether it was prevented. */
function prevented(contents: EventEmitter, name: string, fields: object): boolean {
  let stopped = false
  contents.emit(name, { ...fields, preventDefault: () => (stopped = true) })
  return stopped
}

/** Every source of the app that runs with Electron's rights. */
async function desktopSources(): Promise<string> {
  const at = join(root, 'src/main/desktop')
  const files = await readdir(at, { recursive: true })
  const texts = await Promise.all(
    files.filter((name) => name.endsWith('.ts')).map((name) => readFile(join(at, name), 'utf8')),
  )
  return texts.join('\n')
}

describe('Electron’s security checklist', () => {
  it('1. only secure content is loaded: the app’s own, and no request of the page leaves it', () => {
    expect(made.loaded).toEqual(['app://tracecraft/index.html'])
    const cancelled = (url: string) => {
      let answer: unknown = null
      rule('request')({ url }, (given: unknown) => (answer = given))
      return (answer as { cancel: boolean }).cancel
    }
    for (const url of [
      'app://tracecraft/index.html',
      'app://tracecraft/assets/a.js',
      'data:image/png;base64,AA',
      'blob:app://tracecraft/1',
      'devtools://devtools/bundled/x.html',
    ])
      expect(cancelled(url), url).toBe(false)
    for (const url of [
      'https://evil.example/',
      'http://127.0.0.1:80/',
      'ws://127.0.0.1/',
      'wss://evil.example/',
      'file:///etc/passwd',
      'app://evil/index.html',
      'ftp://evil.example/',
      'chrome://gpu',
      'not a url',
    ])
      expect(cancelled(url), url).toBe(true)
  })

  it('2. the page has no Node', () => {
    expect(preferences()).toMatchObject({ nodeIntegration: false })
    for (const name of ['nodeIntegrationInWorker', 'nodeIntegrationInSubFrames'])
      expect(preferences()).not.toHaveProperty(name)
  })

  it('3. the page and the preload script are isolated from each other', () => {
    expect(preferences()['contextIsolation']).toBe(true)
  })

  it('4. every process of a page is sandboxed', async () => {
    expect(preferences()['sandbox']).toBe(true)
    expect(await readFile(join(root, 'src/main/desktop/start.ts'), 'utf8')).toContain('app.enableSandbox()')
    expect(await desktopSources()).not.toMatch(/no-sandbox/)
  })

  it('5. permissions are refused, but for writing what the user copies; devices always', () => {
    const requested = (permission: string, requestingUrl = 'app://tracecraft/index.html') => {
      let granted: unknown = null
      rule('permission request')({}, permission, (answer: unknown) => (granted = answer), { requestingUrl })
      return granted
    }
    const asked =
      'media geolocation notifications midi midiSysex pointerLock fullscreen openExternal window-management clipboard-read hid serial usb display-capture idle-detection fileSystem local-fonts storage-access unknown'
    for (const permission of asked.split(' ')) {
      expect(requested(permission), permission).toBe(false)
      expect(rule('permission check')(null, permission, 'app://tracecraft/', {}), permission).toBe(false)
    }
    expect(requested('clipboard-sanitized-write')).toBe(true)
    expect(rule('permission check')(null, 'clipboard-sanitized-write', 'app://tracecraft', {})).toBe(true)
    expect(requested('clipboard-sanitized-write', 'https://evil.example/')).toBe(false)
    expect(requested('clipboard-sanitized-write', 'app://tracecraft.evil/')).toBe(false)
    expect(rule('permission check')(null, 'clipboard-sanitized-write', 'https://evil.example', {})).toBe(false)
    for (const deviceType of ['hid', 'serial', 'usb']) expect(rule('device')({ deviceType })).toBe(false)
  })

  it('6. the web’s own security stays on', async () => {
    expect(preferences()['webSecurity']).toBe(true)
    expect(await desktopSources()).not.toMatch(/webSecurity: false|disable-web-security|ignore-certificate-errors/)
    expect(electron.app.listenerCount('certificate-error')).toBe(0)
  })

  it('7. a Content-Security-Policy comes with every answer, and allows nothing inline and nothing from elsewhere', async () => {
    for (const url of [
      'app://tracecraft/index.html',
      'app://tracecraft/assets/index-a.js',
      'app://tracecraft/nothing',
    ]) {
      const { headers } = await ask(url)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;")
      expect(policy).toContain("connect-src 'none'")
      expect(policy).toContain("require-trusted-types-for 'script'; trusted-types 'none'")
      expect(policy).not.toMatch(/unsafe|\*|https?:|blob:/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(headers.get('permissions-policy')).toContain('camera=()')
    }
  })

  it.each([
    'allowRunningInsecureContent',
    'experimentalFeatures',
    'enableBlinkFeatures',
    'webviewTag',
    'plugins',
    'enableWebSQL',
  ])('8–11. nothing that opens the page further is set: %s', async (name) => {
    expect(preferences()).not.toHaveProperty(name)
    expect(await desktopSources()).not.toContain(name)
  })

  it('12. no webview is ever attached', () => {
    const contents = new electron.WebContents()
    expect(prevented(contents, 'will-attach-webview', {})).toBe(true)
  })

  it('13. nothing navigates: not a page, not a frame, not by a redirect, in no contents whatever; a page may only load itself anew', () => {
    for (const contents of [electron.BrowserWindow.all[0]!.webContents, new electron.WebContents()])
      for (const name of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
        const go = (url: string, isMainFrame = true) => prevented(contents, name, { url, isMainFrame })
        expect(go('app://tracecraft/index.html#run=a/b')).toBe(false)
        for (const url of [
          'https://evil.example/',
          'file:///etc/passwd',
          'app://tracecraft/assets/index-a.js',
          'app://evil/index.html',
          'app2://tracecraft/index.html',
          'app://user@tracecraft/index.html',
          'javascript:1',
          'data:text/html,x',
          'blob:app://tracecraft/1',
          'about:blank',
          'tracecraft://open',
          '',
        ])
          expect(go(url), url).toBe(true)
      }
    const contents = new electron.WebContents()
    expect(prevented(contents, 'will-frame-navigate', { url: home.url, isMainFrame: false })).toBe(true)
    expect(made.opened).toEqual([])
  })

  it('14. no window is opened by a page, whatever it asks for', () => {
    for (const handler of made.openHandlers as Rule[])
      for (const url of ['about:blank', 'app://tracecraft/index.html', 'https://docs.example/page', 'javascript:1', ''])
        expect(handler({ url, frameName: '', features: '', disposition: 'new-window' })).toEqual({ action: 'deny' })
    expect(made.openHandlers.length).toBeGreaterThanOrEqual(3)
  })

  it('15. only plain https goes to the system', () => {
    made.opened.length = 0
    openOutside('https://docs.example/page?q=1#part')
    openOutside('HTTPS://Docs.Example/')
    expect(made.opened).toEqual(['https://docs.example/page?q=1#part', 'https://docs.example/'])
    made.opened.length = 0
    const refused = [
      'http://docs.example/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      'ms-msdt:/id x',
      'search-ms:query=x',
      'smb://evil.example/x',
      'mailto:a@b.example',
      'tel:1',
      'tracecraft://open',
      'app://tracecraft/',
      '//evil.example',
      'https:evil.example',
      'https:/evil.example',
      'https:\\\\evil.example',
      'https://user:pass@evil.example/',
      'https://bank.example@evil.example/',
      'https://evil.example/\r\nx',
      'https://evil.example/\u202egnp',
      'https://evil.example/ --flag',
      'https://evil.example/\u0000',
      'https://',
      'https:///x',
      `https://evil.example/${'x'.repeat(5000)}`,
      ' https://evil.example/',
      '',
    ]
    for (const url of refused) openOutside(url)
    expect(made.opened).toEqual([])
  })

  it('16. Electron is of a release that still gets its fixes, and pinned', async () => {
    const { devDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>
    }
    expect(devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/)
    expect(Number.parseInt(devDependencies['electron']!, 10)).toBeGreaterThanOrEqual(45)
  })

  it('17. a port is taken from the page of our own windows alone', () => {
    const [window] = electron.BrowserWindow.all
    const port = () =>
      Object.assign(new EventEmitter(), { start: () => {}, postMessage: () => {}, close: vi.fn<() => void>() })
    const hand = (change: object = {}) => {
      const before = lines
      const given = port()
      electron.ipcMain.emit('rpc:connect', {
        sender: window!.webContents,
        senderFrame: window!.webContents.mainFrame,
        ports: [given],
        ...change,
      })
      expect(given.close.mock.calls.length).toBe(lines === before && !('ports' in change) ? 1 : 0)
      return lines > before
    }
    expect(hand()).toBe(true)
    expect(hand({ senderFrame: null })).toBe(false)
    expect(hand({ senderFrame: { ...window!.webContents.mainFrame } })).toBe(false)
    expect(hand({ sender: new electron.WebContents() })).toBe(false)
    expect(hand({ ports: [] })).toBe(false)
    expect(hand({ ports: [port(), port()] })).toBe(false)
    const ours = { ...window!.webContents.mainFrame }
    for (const elsewhere of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { url: 'app://tracecraft/assets/index-a.js' },
      { url: 'about:blank' },
    ]) {
      Object.assign(window!.webContents.mainFrame, ours, elsewhere)
      expect(hand(), JSON.stringify(elsewhere)).toBe(false)
    }
    Object.assign(window!.webContents.mainFrame, ours)
    expect(electron.ipcMain.eventNames()).toEqual(['rpc:connect'])
  })

  it('18. the page comes by a protocol of its own, which gives its own files and nothing else', async () => {
    expect(made.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ])
    expect((await ask('app://tracecraft/index.html')).headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(await (await ask('app://tracecraft/assets/index-a.js')).text()).toBe('page')
    expect(await (await ask('app://tracecraft/index.html', 'HEAD')).text()).toBe('')
    for (const path of [
      '/../secret.js',
      '/%2e%2e/secret.js',
      '/assets/..%2f..%2fsecret.js',
      '/assets/..%5c..%5csecret.js',
      '/assets/link.js',
      '/assets/index-a.js%00',
      '/assets/%00',
      '//secret.js',
      '/assets/index-a.js::$DATA',
      '/C:/secret.js',
      '/assets',
      '/'.repeat(3),
    ]) {
      const answer = await ask(`app://tracecraft${path}`)
      expect(answer.status, path).toBe(404)
      expect(await answer.text()).not.toContain('secret')
    }
    for (const host of ['evil', 'tracecraft.evil', 'tracecraft:80', 'localhost'])
      expect((await ask(`app://${host}/index.html`).catch(() => ({ status: 404 }))).status, host).toBe(404)
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])
      expect((await ask(home.url, method)).status, method).toBe(405)
    expect(await desktopSources()).not.toMatch(/loadFile|file:\/\//)
  })

  it('19. the fuses are set that close what the app does not need', async () => {
    const { electronFuses, asar } = parse(await readFile(join(root, 'electron-builder.yml'), 'utf8')) as {
      electronFuses: Record<string, boolean>
      asar: boolean
    }
    expect(asar).toBe(true)
    expect(electronFuses).toMatchObject({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
    })
  })

  it('20. nothing of Electron is handed to the page: the preload script tells that it is there, and passes one port on', async () => {
    const preload = await readFile(join(root, 'src/preload/index.ts'), 'utf8')
    expect(preload.match(/exposeInMainWorld\([^)]*\)/g)).toEqual(["exposeInMainWorld('desktop', true)"])
    expect(preload.match(/ipcRenderer\.\w+/g)).toEqual(['ipcRenderer.postMessage'])
    expect(preload).toContain('event.source !== window')
  })

  it('and no download is taken but what the page exports', () => {
    const refused = (url: string) => {
      let stopped = false
      electron.session.defaultSession.emit(
        'will-download',
        { preventDefault: () => (stopped = true) },
        { getURL: () => url },
      )
      return stopped
    }
    expect(refused('blob:app://tracecraft/0-1-2')).toBe(false)
    for (const url of [
      'https://evil.example/x.exe',
      'data:text/html,x',
      'app://tracecraft/assets/index-a.js',
      'blob:https://evil.example/1',
      'blob:app://tracecraft.evil/1',
      'file:///etc/passwd',
    ])
      expect(refused(url), url).toBe(true)
  })

  it('and no certificate of the user’s is shown to a server', () => {
    const answer = vi.fn<(certificate?: unknown) => void>()
    const event = { preventDefault: vi.fn<() => void>() }
    electron.app.emit('select-client-certificate', event, {}, 'https://evil.example', [{}], answer)
    expect(event.preventDefault).toHaveBeenCalled()
    expect(answer).toHaveBeenCalledWith()
  })
})
