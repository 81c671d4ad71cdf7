import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Logger } from '../../../src/main/log/log.ts'
import { type Feed, feedFile, packagedApp, replaceElectron, startFeed } from '../../support/update-feed.ts'

let feed: Feed
let app: Awaited<ReturnType<typeof packagedApp>>
let logged: string[]
const log: Logger = { log: (level, event, fields) => void logged.push(JSON.stringify({ level, event, ...fields })) }

beforeEach(async () => {
  feed = await startFeed()
  logged = []
})
afterEach(async () => {
  await feed.close()
  await app.remove()
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
  vi.resetModules()
})

/** The app as one that was packaged with these settings for updates: by default, ones that fit the feed. */
async function packaged(updates: object | 'none' = { feed: feed.url, key: feed.key.public }) {
  app = await packagedApp(updates === 'none' ? undefined : updates)
  replaceElectron(app.electron)
  vi.doMock('electron', () => app.electron)
  vi.stubEnv('APPIMAGE', app.appImage)
  vi.stubEnv('XDG_CACHE_HOME', join(app.folder, 'cache'))
  vi.stubEnv('TEST_UPDATER_ARCH', 'x64')
  Object.defineProperty(process, 'resourcesPath', { value: app.folder, configurable: true })
  return import('../../../src/main/desktop/updates/updates.ts')
}

const askedFor = () => feed.asked.map((one) => one.path)
const told = () => app.boxes.map((box) => box.message)
const newer = (more = {}) => feed.publish({ version: '1.1.0', installer: app.installer('1.1.0'), ...more })

describe.skipIf(process.platform !== 'linux')('Check for Updates', () => {
  it('tells of a newer version in plain text, and downloads nothing when the answer is no', async () => {
    const { checkForUpdates, updatesConfigured } = await packaged()
    await newer({ notes: '<p>Faster lists.</p>\u001b[31m\u202eNew keys.' })
    expect(updatesConfigured()).toBe(true)
    app.answers.push('Not Now')
    await checkForUpdates(log)
    expect(app.boxes).toMatchObject([
      {
        message: 'TraceCraft 1.1.0 is available',
        detail: 'You have 1.0.0.\n\nFaster lists.[31mNew keys.',
        buttons: ['Download', 'Not Now'],
      },
    ])
    expect(askedFor()).toEqual([`/${feedFile}`, `/${feedFile}.sig`])
    expect(await readFile(app.appImage, 'utf8')).toBe('the old version')
  })

  it('downloads after a yes, and on a second one puts the new version in place of the old and starts it', async () => {
    const { checkForUpdates } = await packaged()
    await newer()
    app.answers.push('Download', 'Restart Now')
    await checkForUpdates(log)
    expect(told()).toEqual(['TraceCraft 1.1.0 is available', 'TraceCraft 1.1.0 is ready'])
    await expect.poll(() => existsSync(app.marker)).toBe(true)
    expect(await readFile(app.appImage, 'utf8')).toBe(app.installer('1.1.0'))
    await expect.poll(() => app.state.quits).toBe(1)
    // The bar is taken away when the download ends.
    expect(app.progress.at(-1)).toBe(-1)
  })

  it('leaves the old version until the app quits when that is the answer', async () => {
    const { checkForUpdates } = await packaged()
    await newer()
    app.answers.push('Download', 'When I Quit')
    await checkForUpdates(log)
    expect(await readFile(app.appImage, 'utf8')).toBe('the old version')
    expect(app.state.quits).toBe(0)
    // Electron's last event, with the exit code.
    app.electron.app.emit('quit', {}, 0)
    expect(await readFile(app.appImage, 'utf8')).toBe(app.installer('1.1.0'))
  })

  it.each(['1.0.0', '0.9.0'])(
    'says that it is up to date when the feed has %s, and never goes back',
    async (version) => {
      const { checkForUpdates } = await packaged()
      await feed.publish({ version, installer: 'x' })
      await checkForUpdates(log)
      expect(app.boxes).toMatchObject([{ message: 'TraceCraft is up to date', detail: '1.0.0 is the newest version.' }])
    },
  )

  it('refuses a download that is not what the feed names, and deletes it', async () => {
    const { checkForUpdates } = await packaged()
    await newer({ sha512: Buffer.alloc(64, 1).toString('base64') })
    app.answers.push('Download')
    await checkForUpdates(log)
    expect(app.boxes.at(-1)).toMatchObject({
      message: 'The update did not succeed',
      detail: 'The downloaded file is not the one that the update feed names. It was deleted.',
    })
    expect(await readFile(app.appImage, 'utf8')).toBe('the old version')
    expect(readdirSync(join(app.folder, 'cache/tracecraft-updater/pending'))).toEqual([])
    expect(logged.some((line) => line.includes('"level":"error"'))).toBe(true)
  })

  it.each([
    ['that nobody signed', () => newer({ signer: null })],
    ['that somebody else signed', () => newer({ signer: feed.stranger.private })],
    [
      'that was changed after it was signed',
      async () => {
        await newer()
        await feed.put(feedFile, JSON.stringify({ version: '1.2.0', path: 'other.AppImage', sha512: 'x' }))
      },
    ],
  ])('believes nothing of a feed %s', async (_what, publish) => {
    const { checkForUpdates } = await packaged()
    await publish()
    await checkForUpdates(log)
    expect(app.boxes).toMatchObject([
      { detail: 'The update feed is not signed by the maker of this app. Nothing was downloaded.' },
    ])
    expect(askedFor().filter((path) => path.endsWith('.AppImage'))).toEqual([])
  })

  it.each([
    ['a page of a captive portal', '<!doctype html><p>Sign in'],
    ['a file that was cut', '{"version": "1.1.0", "files": [{'],
    ['a version that is none', '{"version": "new", "files": []}'],
  ])('says so when the signed feed is %s', async (_what, text) => {
    const { checkForUpdates } = await packaged()
    await feed.put(feedFile, text)
    feed.sign()
    await checkForUpdates(log)
    expect(app.boxes).toMatchObject([{ detail: 'The update feed does not say what it must say of a release.' }])
  })

  it.each([
    [404, 'The update feed has no release for this system.'],
    [503, 'The update feed answered with status 503.'],
    [0, 'The update feed could not be reached.'],
  ])('tells once, in words, of an answer like %i', async (status, detail) => {
    const { checkForUpdates } = await packaged()
    feed.fault.status = status
    await checkForUpdates(log)
    expect(app.boxes).toMatchObject([{ message: 'The update did not succeed', detail }])
    expect(app.boxes).toHaveLength(1)
  })

  it('can be asked again after a failure', async () => {
    const { checkForUpdates } = await packaged()
    feed.fault.status = 503
    await checkForUpdates(log)
    feed.fault.status = null
    await newer()
    app.answers.push('Not Now')
    await checkForUpdates(log)
    expect(told()).toEqual(['The update did not succeed', 'TraceCraft 1.1.0 is available'])
  })

  it('asks once when it is asked twice at a time', async () => {
    const { checkForUpdates } = await packaged()
    await newer()
    app.answers.push('Not Now')
    await Promise.all([checkForUpdates(log), checkForUpdates(log)])
    expect(app.boxes).toHaveLength(1)
  })

  it('tells the feed nothing about the user', async () => {
    const { checkForUpdates } = await packaged()
    await newer()
    app.answers.push('Download', 'When I Quit')
    await checkForUpdates(log)
    const ids = new Set(feed.asked.map((one) => one.headers['x-user-staging-id']).filter(Boolean))
    expect([...ids]).toEqual(['00000000-0000-0000-0000-000000000000'])
    expect(readdirSync(join(app.folder, 'user-data'))).toEqual([])
    expect(feed.asked.every((one) => one.headers.cookie === undefined)).toBe(true)
  })
})

describe('an app that is not updated by itself', () => {
  it('is one whose package names no feed, and says so when it is asked', async () => {
    const { checkForUpdates, updatesConfigured } = await packaged('none')
    expect(updatesConfigured()).toBe(false)
    await checkForUpdates(log)
    expect(told()).toEqual(['This build is not updated by itself'])
  })

  it('is one that runs from its sources', async () => {
    const { checkForUpdates, updatesConfigured } = await packaged()
    app.state.isPackaged = false
    expect(updatesConfigured()).toBe(false)
    await checkForUpdates(log)
    expect(feed.asked).toEqual([])
  })

  it.runIf(process.platform === 'linux')('is one that a package manager installed', async () => {
    const { updatesConfigured } = await packaged()
    vi.stubEnv('APPIMAGE', '')
    expect(updatesConfigured()).toBe(false)
  })
})

describe('a package that names a feed wrongly', () => {
  it.each([
    ['plain http on another machine', { feed: 'http://updates.example/' }, /must be an https address/],
    ['a file', { feed: 'file:///updates' }, /must be an https address/],
    ['no address', { feed: 'updates' }, /not a URL/],
    ['a password in the address', { feed: 'https://me:secret@updates.example/' }, /must not hold a password/],
    ['no key', { feed: 'https://updates.example/', key: undefined }, /no key/],
    ['a key of another kind', { feed: 'https://updates.example/', key: 'AAAA' }, /not an Ed25519 public key/],
  ])('(%s) says what is wrong and asks nobody', async (_what, wrong, message) => {
    const { checkForUpdates } = await packaged({ key: feed.key.public, ...wrong })
    vi.stubEnv('APPIMAGE', '/app')
    await checkForUpdates(log)
    expect(app.boxes).toMatchObject([{ message: 'The update did not succeed', detail: expect.stringMatching(message) }])
    expect(feed.asked).toEqual([])
  })

  it('is accepted with https, and with plain http on this machine', async () => {
    await packaged('none')
    const { parseUpdateSettings } = await import('../../../src/main/desktop/updates/update-settings.ts')
    const { key } = { key: feed.key.public }
    for (const address of [
      'https://updates.example/tracecraft',
      'http://127.0.0.1:8080',
      'http://localhost/',
      'http://[::1]/',
    ])
      expect(parseUpdateSettings({ feed: address, key }).feed.href).toMatch(/^https?:/)
    expect(() => parseUpdateSettings({ feed: 'http://127.0.0.1.example.com/', key })).toThrow(/https/)
  })
})
