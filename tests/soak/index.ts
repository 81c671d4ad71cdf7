// The soak's own program: `npm run soak` starts it; it starts itself again for the platforms (a process) and the page (a thread).

import { loadavg } from 'node:os'
import { isMainThread } from 'node:worker_threads'
import { quietSdks } from '../../src/main/quiet-sdks.ts'
import { soak } from './drive.ts'
import { measureFrames } from './frames.ts'
import { answerAsLoadDemo } from './load-demo.ts'
import { answerAsLoadPage } from './page-load.ts'
import type { SoakPlan } from './plan.ts'
import { printMinute, verdict } from './verdict.ts'

process.env['AWS_EC2_METADATA_DISABLED'] = 'true'
process.env['METADATA_SERVER_DETECTION'] = 'none'
quietSdks(process.env)

const [role = '', given = ''] = process.argv.slice(2)
if (!isMainThread) await answerAsLoadPage()
else if (role === 'demo') await answerAsLoadDemo(JSON.parse(given) as SoakPlan)
else if (role === 'frames') await measureFrames(import.meta.filename, JSON.parse(given) as SoakPlan)
else await run(JSON.parse(role) as SoakPlan)

async function run(plan: SoakPlan): Promise<void> {
  const sources = plan.sourcesPerPlatform * 4
  console.log(
    `${sources} sources with ${plan.runsPerSource.toLocaleString('en')} runs each, ${plan.minutes} min${plan.speed === 1 ? '' : ` at ${plan.speed} times the speed`}, ${plan.faultRate * 100} % faults; load of the machine ${loadavg()[0]?.toFixed(1)}`,
  )
  const samples = await soak(import.meta.filename, plan, (sample) => console.log(printMinute(sample)))
  const findings = verdict(samples, Math.min(5, Math.floor(plan.minutes / 3)))
  for (const { promise, kept, figures } of findings)
    console.log(`${kept ? 'kept  ' : 'BROKEN'}  ${promise}: ${figures}`)
  console.log(`load of the machine at the end ${loadavg()[0]?.toFixed(1)}`)
  process.exit(findings.every((one) => one.kept) ? 0 : 1)
}
