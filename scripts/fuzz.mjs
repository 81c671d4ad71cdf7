// `npm run fuzz`: builds the fuzzer and runs it. FUZZ_RUNS payloads a platform (default 10,000), FUZZ_SEED to repeat a run.

import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '..')
await build({ configFile: resolve(root, 'tests/fuzz/vite.config.ts'), root })
await import(pathToFileURL(resolve(root, 'out/fuzz/index.js')).href)
