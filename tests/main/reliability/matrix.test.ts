import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MadeUpCredentials, madeUpCredentials } from '../../reliability/credentials.ts'
import { faults, type MatrixFault } from '../../reliability/faults.ts'
import { allCases, fairPart, type MatrixCase, nameOf } from '../../reliability/matrix.ts'
import { brokenPromises } from '../../reliability/run-case.ts'

/** Is the address one that real credentials are looked for? */
function needsSignIn({ fault }: MatrixCase): boolean {
  const { address } = faults[fault] as MatrixFault
  return address !== undefined && address !== 'nothing listens'
}

let credentials: MadeUpCredentials
beforeAll(async () => {
  credentials = await madeUpCredentials()
})
afterAll(() => credentials.close())

describe('a fault', () => {
  const only = process.env.RELIABILITY
  const chosen = only ? allCases().filter((one) => nameOf(one).includes(only)) : fairPart()
  // The stand-in for Azure's command line is a shell script.
  const cases = chosen.filter(
    (one) => process.platform !== 'win32' || one.platform !== 'azuremonitor' || !needsSignIn(one),
  )

  it.each(cases.map((one) => [nameOf(one), one] as const))('%s', async (_name, one) => {
    expect((await brokenPromises(one, credentials)).join('\n')).toBe('')
  })
})
