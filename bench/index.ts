// `npm run bench`: everything in one run, as ratios, on loopback. BENCH_ONLY=mapping,main runs these sections alone; BENCH_RUNS sets the rounds.

import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { quietSdks } from '../src/main/quiet-sdks.ts'
import { benchCancelling } from './cancel.ts'
import { answerAsDemo, startBenchDemo } from './demo-process.ts'
import { answerAsXRay, benchListing } from './listing.ts'
import { answerAsHost, answerAsPage, answerAsPlatform, benchMainProcess } from './main-process.ts'
import { answerMapping, benchMapping } from './mapping.ts'
import { benchOpening } from './opening.ts'
import { benchProviders } from './providers.ts'
import type { Platform } from '../src/shared/platform.ts'

process.env['AWS_EC2_METADATA_DISABLED'] = 'true'
process.env['METADATA_SERVER_DETECTION'] = 'none'
quietSdks(process.env)

const [role = '', ...given] = process.argv.slice(2)
const script = import.meta.filename
switch (role) {
  case 'demo':
    await answerAsDemo()
    break
  case 'mapping':
    await answerMapping(given[0] as Platform, Number(given[1]))
    break
  case 'xray':
    await answerAsXRay()
    break
  case 'answers':
    await answerAsPlatform(given[0] as Platform, Number(given[1]))
    break
  case 'host':
    await answerAsHost(script, given)
    break
  case 'page':
    await answerAsPage()
    break
  default:
    await bench()
}

async function bench(): Promise<void> {
  const runs = Number(process.env['BENCH_RUNS'] ?? 5)
  const mainDir = process.env['BENCH_MAIN'] ?? join(import.meta.dirname, '../main')
  // One or more of the names below, with commas between; all where none is named.
  const only = process.env['BENCH_ONLY']?.split(',')
  const wanted = (name: string) => only === undefined || only.includes(name)
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}`)
  console.log(`Load of the last minute at the start: ${loadavg()[0]?.toFixed(2)}`)
  if (wanted('mapping')) await benchMapping(script, runs)
  if (wanted('main')) await benchMainProcess(script, mainDir, Math.min(runs, 3))
  if (wanted('providers') || wanted('opening')) {
    const demo = await startBenchDemo(script)
    try {
      if (wanted('providers')) await benchProviders(join(mainDir, 'cli.js'), demo, process.env, runs)
      if (wanted('opening')) await benchOpening(demo, runs)
    } finally {
      demo.close()
    }
  }
  if (wanted('listing')) await benchListing(script, runs)
  if (wanted('cancel')) await benchCancelling(runs)
}
