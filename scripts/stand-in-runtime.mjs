// A folder that electron-builder takes for Electron's runtime on Linux: empty files under the right names, and a binary that is nothing but a wire of fuses.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Makes the folder anew and returns its path. The fuses are as Electron ships them. */
export function makeStandInRuntime(folder) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, 'resources'), { recursive: true })
  mkdirSync(join(folder, 'locales'))
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox', 'locales/en-US.pak', 'version'])
    writeFileSync(join(folder, name), '')
  const wire = Buffer.concat([
    Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
    Buffer.from([1, 9]),
    Buffer.from('101100111'),
  ])
  writeFileSync(join(folder, 'electron'), Buffer.concat([Buffer.from('not a program '), wire]), { mode: 0o755 })
  return folder
}
