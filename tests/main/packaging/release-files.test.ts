import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { publishedFiles, releaseNotes, signFeed, writeChecksums } from '../../../scripts/release-files.mjs'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracecraft-release-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('the files of a release', () => {
  it('are installers, the feed, the SBOM and the licences, and nothing that a build left behind', async () => {
    const wanted = [
      'THIRD-PARTY-LICENSES.txt',
      'TraceCraft-1.0.0-linux-x86_64.AppImage',
      'TraceCraft-1.0.0-mac-arm64.dmg',
      'TraceCraft-1.0.0-win-x64.exe',
      'latest-linux.yml',
      'latest-linux.yml.sig',
      'latest.yml',
      'tracecraft-desktop-1.0.0.cdx.json',
    ]
    for (const name of [...wanted, 'builder-debug.yml', 'builder-effective-config.yaml', 'notes.txt', 'key.pem'])
      await writeFile(join(folder, name), name)
    expect(publishedFiles(folder)).toEqual(wanted)
  })

  it('have their checksums in a file that sha256sum reads', async () => {
    await writeFile(join(folder, 'a.dmg'), 'first')
    await writeFile(join(folder, 'b.zip'), 'second')
    const hash = (text: string) => createHash('sha256').update(text).digest('hex')
    expect(await writeChecksums(folder)).toBe(`${hash('first')}  a.dmg\n${hash('second')}  b.zip\n`)
    expect(await readFile(join(folder, 'SHA256SUMS'), 'utf8')).toBe(await writeChecksums(folder))
  })

  it('have a signature beside each description of the feed, which its public half proves', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    await writeFile(join(folder, 'latest.yml'), 'version: 1.0.0\n')
    await writeFile(join(folder, 'other.yml'), 'x')
    expect(signFeed(folder, String(privateKey.export({ type: 'pkcs8', format: 'pem' })))).toEqual(['latest.yml'])
    expect((await readdir(folder)).sort()).toEqual(['latest.yml', 'latest.yml.sig', 'other.yml'])
    const signature = Buffer.from(await readFile(join(folder, 'latest.yml.sig'), 'utf8'), 'base64')
    const key = createPublicKey({ key: publicKey.export({ type: 'spki', format: 'der' }), format: 'der', type: 'spki' })
    expect(verify(null, Buffer.from('version: 1.0.0\n'), key, signature)).toBe(true)
    expect(verify(null, Buffer.from('version: 1.0.1\n'), key, signature)).toBe(false)
  })

  it('are not signed with a key of another kind', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    expect(() => signFeed(folder, String(privateKey.export({ type: 'pkcs8', format: 'pem' })))).toThrow(/Ed25519/)
  })
})

describe('the notes of a release', () => {
  const changelog =
    '# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-11-23\n\n### Added\n\n- Keys.\n\n## [1.1.0]\n\n- Old.\n\n[1.2.0]: https://x.example\n'

  it('are what the changelog says of that version', () => {
    expect(releaseNotes('v1.2.0', '1.2.0', changelog)).toBe('### Added\n\n- Keys.\n')
    expect(releaseNotes('v1.1.0', '1.1.0', changelog)).toBe('- Old.\n')
  })

  it('are refused for a tag of another version, and where the changelog is silent', () => {
    expect(() => releaseNotes('v1.3.0', '1.2.0', changelog)).toThrow(
      /tag is v1\.3\.0, but package\.json has version 1\.2\.0/,
    )
    expect(() => releaseNotes('v1.3.0', '1.3.0', changelog)).toThrow(/says nothing of version 1\.3\.0/)
  })
})
