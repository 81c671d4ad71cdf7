// Looks into what electron-builder has made, instead of believing its configuration: the archives, and the fuses of Electron's binary.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { asarFiles } from './asar.mjs'

/** Electron's fuses in the order of their wire (@electron/fuses, version 1), and how they must be set. `null`: left as Electron has it. */
const fuses = [
  ['runAsNode', '0'],
  ['enableCookieEncryption', '1'],
  ['enableNodeOptionsEnvironmentVariable', '0'],
  ['enableNodeCliInspectArguments', '0'],
  ['enableEmbeddedAsarIntegrityValidation', '1'],
  ['onlyLoadAppFromAsar', '1'],
  ['loadBrowserProcessSpecificV8Snapshot', '0'],
  ['grantFileProtocolExtraPrivileges', '0'],
]
const sentinel = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX')

/** The unpacked apps below electron-builder's output: their archive, and the binary that carries the fuses. */
export function packedApps(output) {
  if (!existsSync(output)) return []
  return readdirSync(output, { withFileTypes: true }).flatMap((one) => {
    const folder = join(output, one.name)
    const contents = join(folder, 'TraceCraft.app/Contents')
    if (existsSync(contents))
      return {
        name: one.name,
        archive: join(contents, 'Resources/app.asar'),
        binary: join(contents, 'Frameworks/Electron Framework.framework/Electron Framework'),
      }
    if (!one.name.endsWith('-unpacked')) return []
    const binary = join(folder, one.name.startsWith('win') ? 'TraceCraft.exe' : 'tracecraft')
    return { name: one.name, archive: join(folder, 'resources/app.asar'), binary }
  })
}

/** What of a packed app is not as it must be, one line each. `expected` are the paths that its archive should hold. */
export function packedAppFaults({ archive, binary }, expected) {
  const files = asarFiles(archive)
  const held = files.map((one) => one.path)
  return [
    ...held.filter((path) => !expected.includes(path)).map((path) => `the archive holds ${path}`),
    ...expected.filter((path) => !held.includes(path)).map((path) => `the archive lacks ${path}`),
    ...files.filter((one) => one.unpacked).map((one) => `${one.path} lies outside the archive`),
    ...fuseFaults(readFileSync(binary)),
  ]
}

function fuseFaults(binary) {
  const at = binary.indexOf(sentinel)
  if (at === -1) return ['the binary has no fuses']
  const wire = binary.subarray(at + sentinel.length + 2).toString('latin1')
  return fuses.flatMap(([name, want], place) => (wire[place] === want ? [] : [`the fuse ${name} is ${wire[place]}`]))
}
