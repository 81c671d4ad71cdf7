import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type BundledPackage, packagesOf } from '../../../build/bundled-packages.ts'
import { licenceProblems, licenceReport } from '../../../build/licence-report.ts'
import { cycloneDx } from '../../../build/sbom.ts'

const root = resolve(import.meta.dirname, '../../..')
const installed = (path: string) => join(root, 'node_modules', path)

const one = (name: string, more: Partial<BundledPackage> = {}): BundledPackage => ({
  name,
  version: '1.0.0',
  licence: 'MIT',
  homepage: null,
  text: `Copyright ${name}`,
  ...more,
})

describe('the packages behind a bundle', () => {
  it('are found by its modules, with their version and licence text', () => {
    const [zod, ws] = packagesOf([
      installed('ws/lib/websocket.js'),
      `\0${installed('zod/v4/core/core.js')}?commonjs-proxy`,
      join(root, 'src/main/index.ts'),
      '\0some-plugin/virtual',
    ]).toReversed()
    expect(zod).toMatchObject({
      name: 'zod',
      licence: 'MIT',
      text: expect.stringMatching(/Permission is hereby granted/),
    })
    expect(ws).toMatchObject({ name: 'ws', licence: 'MIT' })
  })

  it('are the innermost ones, with their scope', () => {
    const [found] = packagesOf([installed('@aws-sdk/client-xray/dist-es/XRayClient.js')])
    expect(found).toMatchObject({ name: '@aws-sdk/client-xray', licence: 'Apache-2.0' })
  })

  it('have a text even where they ship none', () => {
    const [found] = packagesOf([installed('lazy-val/out/main.js')])
    expect(found?.text).toMatch(/Vladimir Krivosheev/)
  })
})

describe('a licence', () => {
  it.each(['MIT', 'Apache-2.0', '(MIT OR GPL-3.0)', '(MIT AND Zlib)', 'BSD-2-Clause AND ISC'])(
    '%s may be bundled',
    (licence) => {
      expect(licenceProblems([one('x', { licence })])).toEqual([])
    },
  )

  it.each(['GPL-3.0', 'AGPL-3.0-only', '(MIT AND GPL-2.0)', 'SEE LICENSE IN FILE', 'UNLICENSED'])(
    '%s may not',
    (licence) => {
      expect(licenceProblems([one('x', { licence })])).toEqual([expect.stringMatching(/^x 1\.0\.0 has the licence/)])
    },
  )

  it('must be named, and come with its text', () => {
    expect(licenceProblems([one('x', { licence: null }), one('y', { text: null })])).toEqual([
      'x 1.0.0 names no licence.',
      expect.stringMatching(/^y 1\.0\.0 comes without the text/),
    ])
  })
})

describe('the licences file', () => {
  it('has each text once, under all that it is for', () => {
    const text = licenceReport([one('a', { text: 'Same' }), one('b', { text: 'Same\n' }), one('c', { text: 'Other' })])
    expect(text.match(/Same/g)).toHaveLength(1)
    expect(text).toMatch(/a 1\.0\.0\nb 1\.0\.0\n\nLicence: MIT\n\nSame/)
    expect(text).toMatch(/c 1\.0\.0\n\nLicence: MIT\n\nOther/)
  })
})

describe('the SBOM', () => {
  it('names the app, each package by its address in the registry, and their licences', () => {
    const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Parameters<typeof cycloneDx>[0]
    const document = JSON.parse(cycloneDx(own, [one('@scope/a'), one('b', { licence: '(MIT OR CC0-1.0)' })])) as unknown
    expect(document).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      metadata: { component: { name: own.name, version: own.version, licenses: [{ license: { id: 'MIT' } }] } },
      components: [
        { name: '@scope/a', purl: 'pkg:npm/%40scope/a@1.0.0', licenses: [{ license: { id: 'MIT' } }] },
        { name: 'b', purl: 'pkg:npm/b@1.0.0', licenses: [{ expression: 'MIT OR CC0-1.0' }] },
      ],
      dependencies: [{ dependsOn: ['pkg:npm/%40scope/a@1.0.0', 'pkg:npm/b@1.0.0'] }],
    })
  })

  it('is the same for the same packages', () => {
    const own = { name: 'x', version: '1', license: 'MIT', description: '' }
    expect(cycloneDx(own, [one('a')])).toBe(cycloneDx(own, [one('a')]))
  })
})
