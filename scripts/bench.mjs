// `npm run bench`: builds the app and the benchmarks, then measures.

import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { buildIfStale } from './build-if-stale.mjs'

const root = resolve(import.meta.dirname, '..')
await buildIfStale(root, (line) => process.stderr.write(`${line}\n`))
await build({ configFile: resolve(root, 'bench/vite.config.ts'), root })
await import(pathToFileURL(resolve(root, 'out/bench/index.js')).href)
