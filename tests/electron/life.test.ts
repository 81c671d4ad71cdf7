import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/index.ts'
import type { Platform } from '../../src/shared/platform.ts'
import { printSourceUrl } from '../../src/shared/source.ts'
import { runRows } from '../support/page.ts'
import { type Place, place } from '../support/program.ts'
import { type RealApp, runtime, startReal, startSecond } from '../support/real-electron.ts'

describe.skipIf(runtime === null)('the life of the app in Electron', () => {
  let demo: Demo
  let at: Place
  let real: RealApp
  const urls = (...types: Platform[]) => demo.sources.filter(({ type }) => types.includes(type)).map(printSourceUrl)
  beforeEach(async () => {
    demo = await startDemo({ seed: 4, ratePerMinute: 0 })
    demo.traffic.emit('support', { platforms: ['xray', 'datadog'], at: Date.now() - 600_000 })
    at = await place()
    real = await startReal(at, urls('xray'))
  })
  afterEach(async () => {
    await real.app.close().catch(() => {})
    await demo.close()
    await at.remove()
  })

  it('is one app: a second start hands over what it was to open, and ends', async () => {
    await expect.poll(() => runRows(real.page).count()).toBe(1)
    expect(await startSecond(at, urls('datadog'))).toBe(0)
    await expect.poll(() => runRows(real.page).count()).toBe(2)
  })

  it('follows a link that a second start brings', async () => {
    await runRows(real.page).first().waitFor()
    const [source = ''] = urls('xray')
    const link = `tracecraft://open?source=${encodeURIComponent(source)}&errors=1`
    expect(await startSecond(at, [link])).toBe(0)
    await expect.poll(() => real.page.evaluate(() => window.location.hash)).toContain('errors=1')
  })

  it('comes back where its window stood, in the theme that was chosen', async () => {
    await runRows(real.page).first().waitFor()
    const bounds = { x: 60, y: 70, width: 900, height: 620 }
    await real.app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to), bounds)
    await real.choose('theme: dark')
    await expect.poll(() => real.app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark')
    expect(await real.quit()).toBe(0)
    real = await startReal(at, urls('xray'))
    const [shown] = await real.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => ({
        size: [window.getBounds().width, window.getBounds().height],
        background: window.getBackgroundColor().toLowerCase().slice(0, 7),
      })),
    )
    expect(shown).toEqual({ size: [bounds.width, bounds.height], background: '#16161a' })
  })

  it('tells of a page whose process ended, and loads it anew on request', async () => {
    await runRows(real.page).first().waitFor()
    await real.answerDialogs(0)
    await real.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
    )
    await expect.poll(() => real.dialogs()).toHaveLength(1)
    const rows = () =>
      real.app.evaluate(async ({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        if (!contents || contents.isCrashed() || contents.isLoading()) return 0
        return (await contents.executeJavaScript(
          `document.querySelectorAll('[role=grid] [role=row]').length`,
        )) as number
      })
    await expect.poll(rows).toBeGreaterThan(1)
  })

  it('survives a fault of its main process, and tells of it once', async () => {
    await real.answerDialogs(0)
    await real.app.evaluate(() => {
      for (const n of [1, 2])
        setTimeout(() => {
          throw new Error(`fault ${n}`)
        })
    })
    await expect.poll(() => real.dialogs()).toEqual(['Something went wrong inside TraceCraft.'])
    await runRows(real.page).first().waitFor()
  })

  it('keeps its log in the folder of the system, for this user alone', async () => {
    const folder = await real.app.evaluate(({ app }) => app.getPath('logs'))
    const file = join(folder, 'tracecraft.log')
    await expect.poll(async () => (await stat(file).catch(() => null))?.size ?? 0).toBeGreaterThan(0)
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  it('quits with requests in flight: they are aborted, and it ends at once', async () => {
    await runRows(real.page).first().waitFor()
    demo.servers.xray.addFault({ kind: 'stall', times: Infinity })
    await real.choose('refresh')
    const stalled = () => demo.servers.xray.requests.filter((one) => one.faulted)
    await expect.poll(() => stalled().length).toBeGreaterThan(0)
    expect(await real.quit()).toBe(0)
    await expect.poll(() => stalled().every((one) => one.aborted)).toBe(true)
  })

  it.skipIf(process.platform === 'win32')('takes a signal to end for Quit, and says so by its exit code', async () => {
    await runRows(real.page).first().waitFor()
    const ended = new Promise<number | null>((done) => real.app.process().once('exit', done))
    real.app.process().kill('SIGTERM')
    expect(await ended).toBe(143)
  })
})
