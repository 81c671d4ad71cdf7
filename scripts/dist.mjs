// `npm run dist [-- --dir | --linux deb …]`: builds, checks, packages with electron-builder, and looks into what came out. Arguments go to electron-builder.
// With --stand-in, a folder of empty files takes the place of Electron's runtime: the packaging can be tried where the runtime cannot be had. What comes out cannot be started.

import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { runElectronBuilder } from './electron-builder.mjs'
import { packagedFiles } from './package-content.mjs'
import { packedAppFaults, packedApps } from './packed-app.mjs'
import { makeStandInRuntime } from './stand-in-runtime.mjs'

const root = resolve(import.meta.dirname, '..')
const output = join(root, 'dist')
const say = (line) => console.log(line)
const args = process.argv.slice(2).filter((one) => one !== '--stand-in')
const standIn = process.argv.includes('--stand-in')

const check = spawnSync(process.execPath, [...process.execArgv, join(import.meta.dirname, 'dist-check.mjs')], {
  stdio: 'inherit',
})
if (check.status !== 0) process.exit(check.status ?? 1)

rmSync(output, { recursive: true, force: true })
try {
  const electronDist = standIn ? makeStandInRuntime(join(root, 'node_modules/.cache/dist/runtime')) : null
  await runElectronBuilder(root, standIn ? ['--dir', '--linux', ...args] : args, say, (config) =>
    electronDist ? { ...config, electronDist } : config,
  )
  const expected = packagedFiles(root)
  for (const app of packedApps(output)) {
    const faults = packedAppFaults(app, expected)
    for (const fault of faults) console.error(`${app.name}: ${fault}`)
    if (faults.length > 0) process.exitCode = 1
    else say(`${app.name}: the archive holds the ${expected.length} files and nothing else; the fuses are set`)
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
