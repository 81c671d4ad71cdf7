/** What a provider costs: loading its SDK and getting its first answer, beside a start of the same program that uses none. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { platforms, platformTitle } from '../src/shared/platform.ts'
import { printSourceUrl } from '../src/shared/source.ts'
import type { BenchDemo } from './demo-process.ts'
import { mb, ms, ratio, section } from './report.ts'
import { processCost } from './whole-process.ts'

export async function benchProviders(
  cli: string,
  demo: BenchDemo,
  env: NodeJS.ProcessEnv,
  runs: number,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tracecraft-bench-'))
  try {
    const empty = join(folder, 'empty.yaml')
    const four = join(folder, 'four.yaml')
    await writeFile(empty, 'sources: []\n')
    await writeFile(four, `sources:\n${platforms.map((type) => `  - name: ${type}\n    type: ${type}\n`).join('')}`)
    const none = await processCost([cli, 'sources', '--config', empty], env, runs)
    const unused = await processCost([cli, 'sources', '--config', four], env, runs)
    const rows = [
      ['', 'time', 'ratio', 'processor', 'ratio', 'memory', 'ratio'],
      line('no source', none, none),
      line('four sources, none used', unused, none),
    ]
    for (const source of demo.sources) {
      const cost = await processCost(
        [cli, 'list', printSourceUrl(source), '--limit', '20', '--format', 'json'],
        env,
        runs,
      )
      rows.push(line(`${platformTitle[source.type]}: load and first 20 rows`, cost, none))
    }
    section(
      'Cost of a provider',
      `Whole process of the command line against the demo; median of ${runs} after a warm-up; ratios to "no source".`,
      rows,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Cost = Awaited<ReturnType<typeof processCost>>

function line(name: string, cost: Cost, baseline: Cost): string[] {
  return [
    name,
    ms(cost.ms),
    ratio(cost.ms, baseline.ms),
    ms(cost.cpuMs),
    ratio(cost.cpuMs, baseline.cpuMs),
    mb(cost.bytes),
    ratio(cost.bytes, baseline.bytes),
  ]
}
