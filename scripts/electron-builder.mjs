// Runs electron-builder, which is not installed with the project: it is needed to package, never to develop.

import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { completeConfig } from './dist-config.mjs'

const version = '26.17.0'

/** A secret that is not set reaches a job as an empty text, which is not the same as none. */
const withoutEmpty = (env) => Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))

/** Resolves when electron-builder is done; rejects when it fails. `change` may alter the complete configuration. `say` gets what the packages will be. */
export async function runElectronBuilder(root, args, say, change = (config) => config) {
  const own = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8'))
  const { config, notes } = completeConfig(own, withoutEmpty(process.env), process.platform)
  for (const note of notes) say(note)
  // A file instead of arguments: a shell between would read their brackets and stars.
  const folder = join(root, 'node_modules/.cache/dist')
  const file = join(folder, 'electron-builder.json')
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, JSON.stringify(change(config), null, 2))
  const windows = process.platform === 'win32'
  const quoted = windows ? `"${file}"` : file
  await new Promise((resolve, reject) => {
    const child = spawn(
      windows ? 'npx.cmd' : 'npx',
      ['--yes', `electron-builder@${version}`, '--config', quoted, '--publish', 'never', ...args],
      {
        cwd: root,
        stdio: 'inherit',
        shell: windows,
        env: withoutEmpty(process.env),
      },
    )
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`electron-builder ended with ${code}`))))
  })
}
