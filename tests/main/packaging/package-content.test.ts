import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packagedFiles, packageFaults } from '../../../scripts/package-content.mjs'

/** A package with nothing wrong. */
const good: Readonly<Record<string, string>> = {
  LICENSE: 'MIT License',
  'out/THIRD-PARTY-LICENSES.txt': 'Licences',
  'out/main/chunks/store-1.js': 'import { join } from \'node:path\'\nimport fs from "fs"\nexport { join, fs }',
  'out/main/cli.js': 'import "./chunks/store-1.js"',
  'out/main/demo.js': '',
  'out/main/index.js': "import { app } from 'electron'\napp.quit()",
  'out/main/service.js': '',
  'out/preload/index.cjs': 'require("electron")',
  'out/renderer/assets/index-1.js': 'document.title = 1',
  'out/renderer/index.html': '<!doctype html>',
  'package.json': '{"name":"x"}',
}

const faultsOf = (change: Readonly<Record<string, string>>) => {
  const files = { ...good, ...change }
  return packageFaults(Object.keys(files), (path) => files[path as keyof typeof files] ?? '', ['/home/ann/tracecraft/'])
}

describe('what a package must not hold', () => {
  it('finds nothing in one that is as it should be', () => {
    expect(faultsOf({})).toEqual([])
  })

  it.each([
    ['a package of node_modules', { 'out/main/node_modules/x/index.js': '' }, /is of node_modules/],
    ['a source map', { 'out/main/index.js.map': '{}' }, /is a source map/],
    ['a reference to one', { 'out/main/cli.js': 'x\n//# sourceMappingURL=cli.js.map' }, /names a source map/],
    ['what a benchmark left behind', { 'out/bench/index.js': '' }, /out\/bench\/index\.js does not belong/],
    ['a configuration', { '.tracecraft/config.yaml': '' }, /does not belong/],
    [
      'a folder of the machine',
      { 'out/main/cli.js': '"/home/ann/tracecraft/src/x.ts"' },
      /names a folder of the machine/,
    ],
    ['an AWS key', { 'out/main/cli.js': `"${'AKIA' + 'Q'.repeat(16)}"` }, /holds an AWS access key/],
    [
      'a private key',
      { 'out/main/cli.js': `-----BEGIN RSA PRIVATE KEY-----\\n${'MIIEow'.repeat(10)}` },
      /holds a private key/,
    ],
    [
      'a token',
      { 'out/renderer/index.html': `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(20)}.${'c'.repeat(20)}` },
      /holds a token/,
    ],
    ['a password in an address', { 'out/main/cli.js': '"https://me:secret@host.example/"' }, /a password in a URL/],
    [
      'an import from outside',
      { 'out/main/cli.js': "import { z } from 'zod'" },
      /asks for zod, which is not in the package/,
    ],
    ['a require from outside', { 'out/main/cli.js': '__require("keytar")' }, /asks for keytar/],
    ['a late import from outside', { 'out/main/cli.js': 'await import("ws")' }, /asks for ws/],
    ['dependencies', { 'package.json': '{"dependencies":{"zod":"4.0.0"}}' }, /has dependencies/],
  ])('finds %s', (_what, change, fault) => {
    expect(faultsOf(change)).toEqual([expect.stringMatching(fault)])
  })

  it('does not take the words that SDKs look for as a secret', () => {
    const text = `/-----BEGIN (?:RSA )?PRIVATE KEY-----/; "AKIA"; "Bearer "; "https://user:@host"`
    expect(faultsOf({ 'out/main/cli.js': text })).toEqual([])
  })

  it.each(['LICENSE', 'out/THIRD-PARTY-LICENSES.txt', 'out/preload/index.cjs', 'out/main/service.js'])(
    'misses %s',
    (path) => {
      const { [path]: _left, ...rest } = good
      expect(packageFaults(Object.keys(rest), (one) => rest[one] ?? '', [])).toEqual([`${path} is missing`])
    },
  )
})

describe('the files that a package takes', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tracecraft-files-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('are those of the patterns, later ones before earlier ones', async () => {
    const files = ['a/one.js', 'a/deep/two.js', 'a/one.js.map', 'b/three.js', 'LICENSE', 'other.txt']
    for (const file of files) {
      await mkdir(dirname(join(folder, file)), { recursive: true })
      await writeFile(join(folder, file), '')
    }
    await writeFile(
      join(folder, 'electron-builder.yml'),
      "files:\n  - a/**\n  - LICENSE\n  - absent/**\n  - '!**/*.map'\n",
    )
    expect(packagedFiles(folder)).toEqual(['LICENSE', 'a/deep/two.js', 'a/one.js'])
  })
})
