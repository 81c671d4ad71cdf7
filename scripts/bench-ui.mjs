// `npm run bench:ui`: builds the app and the bench, then measures the built page in a browser.

import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, loadConfigFromFile } from 'vite'
import { buildIfStale } from './build-if-stale.mjs'

const root = resolve(import.meta.dirname, '..')
if (!process.env.BENCH_UI_PAGE) await buildIfStale(root, (line) => process.stderr.write(`${line}\n`))
const config = resolve(root, 'bench/ui/vite.config.ts')
for (const mode of ['bench', 'bare']) {
  const loaded = await loadConfigFromFile({ command: 'build', mode }, config)
  await build({ ...loaded.config, configFile: false, mode: 'production' })
}
await import(pathToFileURL(resolve(root, 'out/bench-ui/index.js')).href)
