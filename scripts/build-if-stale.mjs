// Builds the app when its sources are newer than the last build. In a packaged app, or a checkout without sources, there is nothing to do.

import { spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const watched = ['src', 'build', 'package.json', 'package-lock.json', 'electron.vite.config.ts', 'tsconfig.base.json']

/**
 * Resolves when `out/` is as new as the sources. `say` gets a line when a build starts. Rejects with the build's own output when it fails.
 */
export async function buildIfStale(root, say) {
  if (!existsSync(join(root, 'src'))) return
  const stamp = join(root, 'out', '.built')
  const built = existsSync(stamp) && existsSync(join(root, 'out/main/cli.js')) ? statSync(stamp).mtimeMs : 0
  if (built >= newest(root)) return
  if (!existsSync(join(root, 'node_modules/electron-vite')))
    throw new Error('The packages are not installed yet. Run: npm ci')
  say('Building TraceCraft …')
  const started = new Date()
  await run(root, [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn'])
  writeFileSync(stamp, '')
  // What was edited while the build ran is newer than the build.
  utimesSync(stamp, started, started)
}

function newest(root) {
  let latest = 0
  const visit = (path) => {
    const stat = statSync(path, { throwIfNoEntry: false })
    if (!stat) return
    latest = Math.max(latest, stat.mtimeMs)
    if (stat.isDirectory()) for (const name of readdirSync(path)) visit(join(path, name))
  }
  for (const name of watched) visit(join(root, name))
  return latest
}

function run(root, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    const chunks = []
    child.stdout.on('data', (chunk) => chunks.push(chunk))
    child.stderr.on('data', (chunk) => chunks.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`The build failed:\n${Buffer.concat(chunks).toString('utf8').trim()}`))
    })
  })
}
