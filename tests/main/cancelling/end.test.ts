import { spawn } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../../src/demo/index.ts'
import { parseSourceUrl, type SourceSettings } from '../../../src/shared/source.ts'

const root = resolve(import.meta.dirname, '../../..')
let folder = ''
let demo: Demo

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracecraft-end-'))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      target: 'node20.19',
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: { input: { app: join(import.meta.dirname, 'app-in-a-process.ts') } },
    },
  })
  demo = await startDemo({ seed: 7, ratePerMinute: 0 })
  for (const { type } of demo.sources) demo.traffic.emit('support', { platforms: [type] })
})

afterAll(async () => {
  await demo.close()
  await rm(folder, { recursive: true, force: true })
})

/** What the process said, and how it ended; told to end when `isTime` says so. */
async function run(sources: readonly SourceSettings[], callers: number, isTime: (said: Said[]) => boolean) {
  const args = [join(folder, 'app.js'), folder, JSON.stringify(sources), String(callers)]
  const nothing = join(folder, 'nothing')
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      AWS_EC2_METADATA_DISABLED: 'true',
      METADATA_SERVER_DETECTION: 'none',
      AWS_CONFIG_FILE: nothing,
      AWS_SHARED_CREDENTIALS_FILE: nothing,
      CLOUDSDK_CONFIG: nothing,
      AZURE_CONFIG_DIR: nothing,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let faults = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (faults += chunk.toString()))
  const said = () => out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Said]))
  const code = new Promise<number | null>((ended) => child.once('exit', ended))
  try {
    await expect.poll(() => faults + String(isTime(said())), { timeout: 20_000 }).toBe('true')
    child.kill('SIGUSR2')
    return { code: await code, said: said(), faults }
  } finally {
    child.kill('SIGKILL')
  }
}

type Said = Partial<{
  warning: string
  ended: string
  code: string | null
  awaitsSignIn: string[]
  closed: boolean
  left: string[]
}>

it('a quit with requests in flight at all four platforms and a sign-in awaited leaves no timer, socket, watcher or listener: the process ends by itself', async () => {
  const callers = 30
  for (const server of Object.values(demo.servers)) server.addFault({ kind: 'stall', times: Infinity })
  // Has no credentials here, so it is watched for a sign-in.
  const signedOut = { ...parseSourceUrl('xray://us-east-1/'), name: 'signed out' }
  const asked = () => Object.values(demo.servers).every(({ requests }) => requests.length > 0)
  const refused = (said: Said[]) => said.filter(({ ended }) => ended === 'signed out').length === callers
  const { code, said, faults } = await run([...demo.sources, signedOut], callers, (so) => asked() && refused(so))
  expect({ code, faults }).toEqual({ code: 0, faults: '' })
  expect(said.find(({ awaitsSignIn }) => awaitsSignIn)).toEqual({ awaitsSignIn: ['signed out'] })
  expect(said.filter(({ warning }) => warning)).toEqual([])
  expect(said.find(({ left }) => left)).toEqual({ left: [] })
  // One request for thirty callers, aborted at the socket, and none after it.
  for (const { requests } of Object.values(demo.servers)) {
    await expect.poll(() => requests.map(({ aborted }) => aborted)).toEqual([true])
  }
  // Each of the thirty was told.
  for (const { name } of demo.sources)
    expect(said.filter(({ ended, code: end }) => ended === name && end === 'CANCELLED')).toHaveLength(callers)
  for (const server of Object.values(demo.servers)) server.clearFaults()
})

it('a quit with nothing under way and sockets kept alive leaves nothing either', async () => {
  const done = (said: Said[]) => said.filter(({ code }) => code === null).length === demo.sources.length
  const { code, said, faults } = await run(demo.sources, 1, done)
  expect({ code, faults }).toEqual({ code: 0, faults: '' })
  expect(said.find(({ left }) => left)).toEqual({ left: [] })
  expect(said.filter(({ warning }) => warning)).toEqual([])
})
