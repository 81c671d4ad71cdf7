// `npm run dist:check`: what the package would hold, what is wrong with it, and how large it is. Needs no Electron and no network. Builds the app first where it is stale.

import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildIfStale } from './build-if-stale.mjs'
import { machineFolders, packagedFiles, packageFaults } from './package-content.mjs'
import { npmPackageSize, overBudget, packageSizes, readBudgets, sizeTable } from './package-sizes.mjs'

const root = resolve(import.meta.dirname, '..')
await buildIfStale(root, (line) => process.stderr.write(`${line}\n`))

const paths = packagedFiles(root)
const budgets = readBudgets(root)
const sizes = [...packageSizes(root), await npmPackageSize(root)]
const faults = [
  ...packageFaults(paths, (path) => readFileSync(join(root, path), 'utf8'), machineFolders(root)),
  ...overBudget(sizes, budgets),
]

console.log(`${sizeTable(sizes, budgets)}\n`)
for (const fault of faults) console.error(`package: ${fault}`)
if (faults.length > 0) process.exitCode = 1
else console.log(`package: ${paths.length} files, all of them expected, within their budgets`)
