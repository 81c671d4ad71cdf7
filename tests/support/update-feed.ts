/** An update feed on loopback, signed as a release is, and a stand-in for what electron-updater asks of Electron. */

import { createHash, generateKeyPairSync } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signFeed } from '../../scripts/release-files.mjs'

const pair = () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return {
    public: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    private: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  }
}

export interface Feed {
  readonly url: string
  /** The key that the app is told to trust, and another one. */
  readonly key: ReturnType<typeof pair>
  readonly stranger: ReturnType<typeof pair>
  /** Paths that were asked for, without their query. */
  readonly asked: { path: string; headers: IncomingHttpHeaders }[]
  /** Puts a release there: the installer's text, its description, and the signature by `signer`. */
  publish(release: {
    version: string
    installer: string
    notes?: string
    sha512?: string
    signer?: string | null
  }): Promise<void>
  /** Puts any file there. */
  put(name: string, text: string): Promise<void>
  /** Signs what is there. */
  sign(): void
  /** Answers everything with this status, or drops the connection (0). Null: answers as it should. */
  fault: { status: number | null }
  close(): Promise<void>
}

export const feedFile = 'latest-linux.yml'

export async function startFeed(): Promise<Feed> {
  const folder = await mkdtemp(join(tmpdir(), 'tracecraft-feed-'))
  const asked: Feed['asked'] = []
  const fault: Feed['fault'] = { status: null }
  const server = createServer((incoming, answer) => {
    const path = new URL(incoming.url ?? '/', 'http://feed').pathname
    asked.push({ path, headers: incoming.headers })
    if (fault.status === 0) return void incoming.socket.destroy()
    if (fault.status) return void answer.writeHead(fault.status).end('no')
    readFile(join(folder, path.slice(1))).then(
      (body) => answer.writeHead(200, { 'content-length': body.length }).end(body),
      () => answer.writeHead(404).end(),
    )
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const key = pair()
  const put = (name: string, text: string) => writeFile(join(folder, name), text)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    key,
    stranger: pair(),
    asked,
    fault,
    put,
    sign: () => void signFeed(folder, key.private),
    publish: async ({ version, installer, notes, sha512, signer = key.private }) => {
      const name = `TraceCraft-${version}-linux-x86_64.AppImage`
      const hash = sha512 ?? createHash('sha512').update(installer).digest('base64')
      await put(name, installer)
      const description = {
        version,
        files: [{ url: name, sha512: hash, size: Buffer.byteLength(installer) }],
        path: name,
        sha512: hash,
        releaseDate: '2026-11-23T00:00:00.000Z',
        ...(notes === undefined ? {} : { releaseNotes: notes }),
      }
      // JSON is YAML too.
      await put(feedFile, JSON.stringify(description))
      if (signer !== null) signFeed(folder, signer)
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A message box as the app showed it. */
export interface ShownBox {
  readonly message: string
  readonly detail?: string
  readonly buttons?: readonly string[]
}

/** What the app and electron-updater ask of Electron, for a packaged app of version 1.0.0 in an AppImage. */
export async function packagedApp(updates: unknown) {
  const folder = await mkdtemp(join(tmpdir(), 'tracecraft-packaged-'))
  const appImage = join(folder, 'TraceCraft.AppImage')
  const marker = join(folder, 'started')
  await mkdir(join(folder, 'app'))
  await mkdir(join(folder, 'user-data'))
  await writeFile(
    join(folder, 'app/package.json'),
    JSON.stringify({ name: 'tracecraft', ...(updates === undefined ? {} : { updates }) }),
  )
  await writeFile(join(folder, 'app-update.yml'), 'updaterCacheDirName: tracecraft-updater\n')
  await writeFile(appImage, 'the old version')
  const boxes: ShownBox[] = []
  const answers: string[] = []
  const progress: number[] = []
  const state = { quits: 0, isPackaged: true }
  const app = Object.assign(new EventEmitter(), {
    get isPackaged() {
      return state.isPackaged
    },
    getVersion: () => '1.0.0',
    getName: () => 'TraceCraft',
    getAppPath: () => join(folder, 'app'),
    getPath: () => join(folder, 'user-data'),
    whenReady: () => Promise.resolve(),
    quit: () => void state.quits++,
  })
  const electron = {
    app,
    BrowserWindow: {
      getFocusedWindow: () => null,
      getAllWindows: () => [{ setProgressBar: (part: number) => void progress.push(part) }],
    },
    dialog: {
      showMessageBox: (options: ShownBox) => {
        boxes.push(options)
        const answer = answers.shift()
        return Promise.resolve({ response: Math.max(0, options.buttons?.indexOf(answer ?? '') ?? 0) })
      },
    },
    session: { fromPartition: () => ({}) },
    net: { request },
    autoUpdater: new EventEmitter(),
  }
  // The getter above would be read once by Object.assign.
  Object.defineProperty(app, 'isPackaged', { get: () => state.isPackaged })
  return {
    folder,
    appImage,
    marker,
    electron,
    boxes,
    /** Buttons to press, in turn. */
    answers,
    progress,
    state,
    /** An installer's text that says that it was started. */
    installer: (version: string) => `#!/bin/sh\n# ${version}\necho ${version} > '${marker}'\n`,
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Makes `require('electron')` of installed packages give this; its own module would look for the runtime. */
export function replaceElectron(electron: object): void {
  const require = createRequire(import.meta.url)
  const file = require.resolve('electron')
  require.cache[file] = { id: file, filename: file, loaded: true, exports: electron, children: [], paths: [] } as never
}
