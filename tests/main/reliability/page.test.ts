import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { allCases, fairPart } from '../../reliability/matrix.ts'
import { faultIds } from '../../reliability/faults.ts'
import { calls } from '../../reliability/calls.ts'
import { withMatrix } from '../../reliability/table.ts'
import { platforms } from '../../../src/shared/platform.ts'

const page = resolve(import.meta.dirname, '../../../docs/reliability.md')

describe('docs/reliability.md', () => {
  it('says what the matrix promises: npm run reliability writes it anew', async () => {
    const text = await readFile(page, 'utf8')
    expect(withMatrix(text)).toBe(text)
  })
})

describe('the part of the matrix that every test run plays', () => {
  it('meets every fault on every platform, and every call with a fair share of them', () => {
    const part = fairPart()
    for (const fault of faultIds)
      expect(part.filter((one) => one.fault === fault).map(({ platform }) => platform)).toEqual([...platforms])
    for (const call of calls)
      for (const platform of platforms) {
        const own = part.filter((one) => one.call === call && one.platform === platform)
        expect(own.length).toBeGreaterThan(faultIds.length / 6)
      }
    expect(part.length).toBeLessThan(allCases().length / 3)
  })
})
