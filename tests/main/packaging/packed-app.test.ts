import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asarFiles } from '../../../scripts/asar.mjs'
import { packedAppFaults, packedApps } from '../../../scripts/packed-app.mjs'
import { makeStandInRuntime } from '../../../scripts/stand-in-runtime.mjs'

let output = ''
beforeEach(async () => {
  output = await mkdtemp(join(tmpdir(), 'tracecraft-packed-'))
})
afterEach(() => rm(output, { recursive: true, force: true }))

/** An archive with this table of contents. */
function archiveOf(files: object): Buffer {
  const text = Buffer.from(JSON.stringify({ files }))
  const padded = Math.ceil(text.length / 4) * 4
  const head = Buffer.alloc(16)
  head.writeUInt32LE(4, 0)
  head.writeUInt32LE(padded + 8, 4)
  head.writeUInt32LE(padded + 4, 8)
  head.writeUInt32LE(text.length, 12)
  return Buffer.concat([head, text, Buffer.alloc(padded - text.length)])
}

async function pack(files: object, fuses: string) {
  const app = join(output, 'linux-unpacked')
  await mkdir(join(app, 'resources'), { recursive: true })
  await writeFile(join(app, 'resources/app.asar'), archiveOf(files))
  const binary = await readFile(join(makeStandInRuntime(join(output, 'runtime')), 'electron'))
  await writeFile(join(app, 'tracecraft'), Buffer.concat([binary.subarray(0, -9), Buffer.from(fuses)]))
  const [found] = packedApps(output)
  if (!found) throw new Error('no app found')
  return found
}

const file = { size: 1, offset: '0' }
const set = '010011000'

describe('a packed app', () => {
  it('is right when its archive holds what it should, and its fuses are set', async () => {
    const app = await pack({ 'package.json': file, out: { files: { main: { files: { 'index.js': file } } } } }, set)
    expect(asarFiles(app.archive).map((one) => one.path)).toEqual(['out/main/index.js', 'package.json'])
    expect(packedAppFaults(app, ['package.json', 'out/main/index.js'])).toEqual([])
  })

  it('is wrong with a file too many, too few, or beside the archive', async () => {
    const app = await pack({ 'package.json': { ...file, unpacked: true }, extra: file }, set)
    expect(packedAppFaults(app, ['package.json', 'LICENSE'])).toEqual([
      'the archive holds extra',
      'the archive lacks LICENSE',
      'package.json lies outside the archive',
    ])
  })

  it('is wrong with the fuses as Electron ships them', async () => {
    const app = await pack({ 'package.json': file }, '101100011')
    expect(packedAppFaults(app, ['package.json'])).toEqual([
      'the fuse runAsNode is 1',
      'the fuse enableCookieEncryption is 0',
      'the fuse enableNodeOptionsEnvironmentVariable is 1',
      'the fuse enableNodeCliInspectArguments is 1',
      'the fuse enableEmbeddedAsarIntegrityValidation is 0',
      'the fuse onlyLoadAppFromAsar is 0',
      'the fuse grantFileProtocolExtraPrivileges is 1',
    ])
  })

  it('is not a file that is no archive', async () => {
    await writeFile(join(output, 'x.asar'), 'not an archive at all')
    expect(() => asarFiles(join(output, 'x.asar'))).toThrow(/is not an asar archive/)
  })

  it('is not there before anything was packed', () => {
    expect(packedApps(join(output, 'absent'))).toEqual([])
  })
})
