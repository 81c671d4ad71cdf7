import * as fc from 'fast-check'
import { describe, it } from 'vitest'
import { fuzzed } from '../../fuzz/changes.ts'
import { poolsOf } from '../../fuzz/pools.ts'
import { holds } from '../../fuzz/properties.ts'
import { platforms, platformTitle } from '../../../src/shared/platform.ts'

const numRuns = Number(process.env.FUZZ_RUNS ?? 300)

describe.each(platforms)('payloads of %s', (platform) => {
  it(`of ${platformTitle[platform]}, with any JSON in any place, in any order and part, become a whole tree of steps, the same each time`, async () => {
    await fc.assert(fc.asyncProperty(fuzzed(poolsOf(platform)), holds), { numRuns })
  })
})
