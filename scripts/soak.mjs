// `npm run soak`: an hour of twenty busy sources with faults, in the built app's own service. --minutes N, --speed N (simulated minutes go so many times as fast), --runs N (of each
// source), --sources N (of each platform), --faults PERCENT, --cache MEGABYTES. `--frames` measures the page's frames in place of all that. Prints a line a minute and a verdict; the exit code is 1 when a promise was broken.

import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'vite'
import { buildIfStale } from './build-if-stale.mjs'

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    speed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '10000' },
    sources: { type: 'string', default: '5' },
    faults: { type: 'string', default: '10' },
    // Ordinary runs a minute on each platform, with long and huge ones on top.
    rate: { type: 'string', default: '0.1' },
    // What the caches may hold: so little that they are full after the warm-up, and what grows then is a leak.
    cache: { type: 'string', default: '60' },
    // In place of the soak: how smooth the page's frames are meanwhile.
    frames: { type: 'boolean', default: false },
    // Folder of the built app's main bundle, in place of a build of its own.
    main: { type: 'string' },
  },
})
if (!values.main) await buildIfStale(root, (line) => process.stderr.write(`${line}\n`))
await build({ configFile: resolve(root, 'tests/soak/vite.config.ts'), root })

const plan = {
  minutes: Number(values.minutes),
  speed: Number(values.speed),
  sourcesPerPlatform: Number(values.sources),
  runsPerSource: Number(values.runs),
  ratePerMinute: Number(values.rate),
  faultRate: Number(values.faults) / 100,
  cacheBytes: Number(values.cache) * 1e6,
  mainDir: resolve(root, values.main ?? 'out/main'),
}
const child = spawn(
  process.execPath,
  [
    '--expose-gc',
    '--import',
    pathToFileURL(resolve(root, 'tests/soak/watch-thread.mjs')).href,
    resolve(root, 'out/soak/index.js'),
    ...(values.frames ? ['frames'] : []),
    JSON.stringify(plan),
  ],
  { stdio: 'inherit', env: { ...process.env, SOAK_SPEED: String(plan.speed), SOAK_EPOCH: String(Date.now()) } },
)
child.on('exit', (code) => process.exit(code ?? 1))
