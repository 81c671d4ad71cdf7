// `npm run fuzz`: changed payloads of every platform through mapping and assembly, until one breaks a promise.

import * as fc from 'fast-check'
import { platforms, platformTitle } from '../../src/shared/platform.ts'
import { fuzzed } from './changes.ts'
import { poolsOf } from './pools.ts'
import { holds } from './properties.ts'

const runs = Number(process.env.FUZZ_RUNS ?? 10_000)
const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))
let failed = false
for (const platform of platforms) {
  const started = performance.now()
  const found = await fc.check(fc.asyncProperty(fuzzed(poolsOf(platform)), holds), { numRuns: runs, seed })
  const took = ((performance.now() - started) / 1000).toFixed(1)
  const title = platformTitle[platform].padEnd(16)
  if (!found.failed) {
    console.log(`${title} ${found.numRuns.toLocaleString('en')} payloads hold (seed ${seed}, ${took} s)`)
    continue
  }
  failed = true
  console.log(`${title} FAILED after ${found.numRuns} payloads: FUZZ_SEED=${seed}, path ${found.counterexamplePath}`)
  console.log(found.errorInstance instanceof Error ? found.errorInstance.stack : String(found.errorInstance))
  console.log(`The smallest payload that fails:\n${JSON.stringify(found.counterexample?.[0], null, 2)}`)
}
process.exitCode = failed ? 1 : 0
