// `npm run bench`: builds the app and the benchmarks, tells how large what ships is, then measures.

import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { buildIfStale } from './build-if-stale.mjs'
import { packageSizes, readBudgets, sizeTable } from './package-sizes.mjs'

const root = resolve(import.meta.dirname, '..')
await buildIfStale(root, (line) => process.stderr.write(`${line}\n`))
console.log(`${sizeTable(packageSizes(root), readBudgets(root))}\n`)
await build({ configFile: resolve(root, 'bench/vite.config.ts'), root })
await import(pathToFileURL(resolve(root, 'out/bench/index.js')).href)
