import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'
import { describe, expect, it } from 'vitest'
import { type BuilderConfig, completeConfig } from '../../../scripts/dist-config.mjs'

const root = resolve(import.meta.dirname, '../../..')
const own = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as BuilderConfig & {
  electronFuses: Record<string, boolean>
  mac: Record<string, unknown>
  protocols: unknown
  asarUnpack?: unknown
}

describe('how the app is packaged', () => {
  it('closes the doors that fuses can close', () => {
    expect(own.electronFuses).toMatchObject({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    })
    expect(own['asar']).toBe(true)
    // What lies beside the archive is not covered by its integrity check.
    expect(own.asarUnpack).toBeUndefined()
  })

  it('asks macOS for nothing but what V8 needs, for the app and for its helpers', () => {
    expect(own.mac).toMatchObject({ hardenedRuntime: true })
    for (const kind of ['entitlements', 'entitlementsInherit']) {
      const plist = readFileSync(join(root, String(own.mac[kind])), 'utf8')
      expect([...plist.matchAll(/<key>([^<]+)<\/key>/g)].map((match) => match[1])).toEqual([
        'com.apple.security.cs.allow-jit',
      ])
    }
  })

  it('opens tracecraft:// links and no kind of file, and takes the links back when it is removed from Windows', () => {
    expect(own.protocols).toEqual([{ name: 'TraceCraft links', schemes: ['tracecraft'] }])
    expect(own['fileAssociations']).toEqual([])
    const script = readFileSync(join(root, 'resources/installer.nsh'), 'utf8')
    expect(script).toMatch(/WriteRegStr HKCU "Software\\Classes\\tracecraft"/)
    expect(script).toMatch(/DeleteRegKey HKCU "Software\\Classes\\tracecraft"/)
  })

  it('names files that exist', () => {
    const { win, linux, nsis } = own as unknown as Record<string, Record<string, string>>
    for (const path of [own.mac['icon'], win?.['icon'], `${linux?.['icon']}/512x512.png`, nsis?.['include'], 'LICENSE'])
      expect(() => readFileSync(join(root, String(path)))).not.toThrow()
  })
})

describe('what whoever packages decides', () => {
  it('is that the app looks for no updates, unless a feed and its key are named', () => {
    const { config, notes } = completeConfig(own, {}, 'linux')
    expect(config.publish).toBeNull()
    expect(config.extraMetadata).toEqual({})
    expect(notes).toContain('Looks for no updates: no feed is set')
  })

  it('puts the feed and its key into the archive, and makes electron-builder describe the release', () => {
    const env = { TRACECRAFT_UPDATE_FEED: 'https://updates.example/', TRACECRAFT_UPDATE_KEY: 'KEY' }
    const { config } = completeConfig(own, env, 'linux')
    expect(config.publish).toEqual({ provider: 'generic', url: 'https://updates.example/' })
    expect(config.extraMetadata).toEqual({ updates: { feed: 'https://updates.example/', key: 'KEY' } })
  })

  it.each([{ TRACECRAFT_UPDATE_FEED: 'https://updates.example/' }, { TRACECRAFT_UPDATE_KEY: 'KEY' }])(
    'is refused when only one of the two is there',
    (env) => {
      expect(() => completeConfig(own, env, 'linux')).toThrow(/needs both/)
    },
  )

  it('signs with the certificate that there is, and says when there is none', () => {
    const signed = completeConfig(own, { CSC_LINK: 'x', APPLE_API_KEY: 'y' }, 'darwin')
    expect(signed.config.mac).toMatchObject({ hardenedRuntime: true })
    expect(signed.notes).toContain('Signed, and notarized')
    // A certificate that does not fit fails the build.
    expect(signed.config['forceCodeSigning']).toBe(true)
    const bare = completeConfig(own, {}, 'darwin')
    expect(bare.config['forceCodeSigning']).toBe(false)
    expect(bare.config.mac).toMatchObject({ identity: '-', hardenedRuntime: false, notarize: false })
    expect(bare.notes).toContain('Not signed: CSC_LINK is not set')
    expect(completeConfig(own, {}, 'win32').notes).toContain('Not signed: WIN_CSC_LINK is not set')
  })

  it('takes home page and maintainer of a fork from where it is built', () => {
    const env = {
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'ann/fork',
      GITHUB_REPOSITORY_OWNER: 'ann',
    }
    const { config, notes } = completeConfig(own, env, 'linux')
    expect(config.extraMetadata).toEqual({ homepage: 'https://github.com/ann/fork' })
    expect(config.linux).toMatchObject({ maintainer: 'ann <ann@users.noreply.github.com>' })
    expect(notes.join()).not.toMatch(/TRACECRAFT_HOMEPAGE/)
    expect(completeConfig(own, {}, 'linux').notes.join()).toMatch(/TRACECRAFT_HOMEPAGE and TRACECRAFT_MAINTAINER/)
  })

  it('changes nothing of the configuration that it is given', () => {
    const before = JSON.stringify(own)
    completeConfig(
      own,
      { TRACECRAFT_HOMEPAGE: 'https://x.example', TRACECRAFT_MAINTAINER: 'X <x@x.example>' },
      'darwin',
    )
    expect(JSON.stringify(own)).toBe(before)
  })
})
