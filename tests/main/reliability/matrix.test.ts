import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MadeUpCredentials, madeUpCredentials } from '../../reliability/credentials.ts'
import { allCases, fairPart, nameOf } from '../../reliability/matrix.ts'
import { brokenPromises } from '../../reliability/run-case.ts'

let credentials: MadeUpCredentials
beforeAll(async () => {
  credentials = await madeUpCredentials()
})
afterAll(() => credentials.close())

describe('a fault', () => {
  const only = process.env.RELIABILITY
  const cases = only ? allCases().filter((one) => nameOf(one).includes(only)) : fairPart()

  it.each(cases.map((one) => [nameOf(one), one] as const))('%s', async (_name, one) => {
    expect((await brokenPromises(one, credentials)).join('\n')).toBe('')
  })
})
