// `npm run bench`: everything in one run, as ratios, on loopback.

import { cpus } from 'node:os'
import { join } from 'node:path'
import { quietSdks } from '../src/main/quiet-sdks.ts'
import { answerAsDemo, startBenchDemo } from './demo-process.ts'
import { answerAsXRay, benchListing } from './listing.ts'
import { answerMapping, benchMapping } from './mapping.ts'
import { benchOpening } from './opening.ts'
import { benchProviders } from './providers.ts'
import type { Platform } from '../src/shared/platform.ts'

process.env['AWS_EC2_METADATA_DISABLED'] = 'true'
process.env['METADATA_SERVER_DETECTION'] = 'none'
quietSdks(process.env)

if (process.argv[2] === 'demo') await answerAsDemo()
else if (process.argv[2] === 'mapping') await answerMapping(process.argv[3] as Platform, Number(process.argv[4]))
else if (process.argv[2] === 'xray') await answerAsXRay()
else await bench()

async function bench(): Promise<void> {
  const runs = Number(process.env['BENCH_RUNS'] ?? 5)
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}`)
  await benchMapping(import.meta.filename, runs)
  const demo = await startBenchDemo(import.meta.filename)
  try {
    await benchProviders(join(import.meta.dirname, '../main/cli.js'), demo, process.env, runs)
    await benchOpening(demo, runs)
    await benchListing(import.meta.filename, runs)
  } finally {
    demo.close()
  }
}
