// Fails when the lockfile lacks a platform package that an entry names (`npm ci` would fail on that platform), names a registry's host, or when a version in
// package.json is not exact.

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const lock = JSON.parse(readFileSync(resolve(root, 'package-lock.json'), 'utf8'))
const manifest = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'))
const entries = lock.packages
const problems = []

for (const [path, entry] of Object.entries(entries)) {
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (!found(path, name))
      problems.push(`${path || 'the project'} names the optional package ${name}, which is not in the lockfile`)
  }
  if (entry.resolved) problems.push(`${path} names a download address`)
}
for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
  if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    problems.push(`${name} is pinned to "${version}", which is not an exact version`)
  if (entries['']?.devDependencies?.[name] !== version && entries['']?.dependencies?.[name] !== version)
    problems.push(`${name} is ${version} in package.json and another version in the lockfile`)
}

/** Node's look-up: beside the package, then in every folder above. */
function found(path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    if (entries[at ? `${at}/node_modules/${name}` : `node_modules/${name}`]) return true
    if (!at) return false
  }
}

if (problems.length > 0) {
  for (const problem of problems) console.error(`lockfile: ${problem}`)
  process.exitCode = 1
} else console.log(`lockfile: ${Object.keys(entries).length} packages, whole`)
