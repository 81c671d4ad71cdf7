// `npm run reliability`: every case of the matrix, through the real SDK clients, at real sockets.

import { readFile, writeFile } from 'node:fs/promises'
import { platforms, platformTitle } from '../../src/shared/platform.ts'
import { calls } from './calls.ts'
import { madeUpCredentials } from './credentials.ts'
import { faultIds, faults } from './faults.ts'
import { allCases, type MatrixCase, nameOf } from './matrix.ts'
import { brokenPromises } from './run-case.ts'
import { withMatrix } from './table.ts'

const width = 44

/** Plays the cases whose name has `only` in it, prints them, and writes the page's table when all were played and hold. Resolves to whether they hold. */
export async function play(page: string, only: string): Promise<boolean> {
  const cases = allCases().filter((one) => nameOf(one).includes(only))
  const credentials = await madeUpCredentials()
  const started = performance.now()
  const broken = new Map<MatrixCase, readonly string[]>()
  const marks = calls.map((call) => call.replace('list ', '')).join(' · ')
  console.log(`Each platform's column: ${marks}; + holds, ! breaks a promise, blank where it cannot be.\n`)
  console.log(''.padEnd(width) + platforms.map((platform) => platformTitle[platform].padEnd(18)).join(''))
  for (const fault of faultIds) {
    const row = cases.filter((one) => one.fault === fault)
    if (row.length === 0) continue
    let line = faults[fault].title.padEnd(width)
    for (const platform of platforms) {
      for (const call of calls) {
        const one = row.find((own) => own.platform === platform && own.call === call)
        if (one) {
          const found = await brokenPromises(one, credentials)
          if (found.length > 0) broken.set(one, found)
        }
        line += one ? (broken.has(one) ? '! ' : '+ ') : '  '
      }
      line += ' '.repeat(10)
    }
    console.log(line.trimEnd())
  }
  await credentials.close()
  for (const [one, found] of broken) console.log(`\n${nameOf(one)}\n${found.map((text) => `  ${text}`).join('\n')}`)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`\n${cases.length} cases, ${cases.length - broken.size} passed, ${broken.size} failed, ${seconds} s`)
  if (broken.size === 0 && only === '') {
    const before = await readFile(page, 'utf8')
    const after = withMatrix(before)
    if (after === null) throw new Error(`${page} has no place for the matrix.`)
    if (after !== before) await writeFile(page, after)
    console.log(after === before ? 'docs/reliability.md says the same.' : 'docs/reliability.md was written.')
  }
  return broken.size === 0
}
