/** Runs the rows of a chain table: each a machine, and what is said about it. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../../../src/shared/errors.ts'
import type { SourceSettings } from '../../../../src/shared/source.ts'
import type { ProbeStage } from '../../../../src/main/stores/store.ts'
import { Machine, tryOut } from './machine.ts'
import { StandInNetwork } from './network.ts'

/** What is to be said of a machine: either who reads, or what is wrong and how it is mended. */
export type Expected =
  | {
      /** The stage at which the test ends. */
      readonly at: ProbeStage['id']
      readonly code: ErrorCode
      readonly message: string | RegExp
      readonly cause?: string | RegExp | null
      /** The command that is offered; null for none. */
      readonly command: string | RegExp | null
      /** What the fix says in words. */
      readonly fix: string | RegExp
    }
  | {
      /** What the credentials stage and the identity stage say. */
      readonly credentials: string | RegExp
      readonly identity?: string | RegExp
    }

export interface Row {
  /** What is on the machine, in words. */
  readonly name: string
  readonly given: (machine: Machine) => void | Promise<void>
  /** Its source; absent: that of the table. */
  readonly source?: string | SourceSettings
  readonly expected: Expected
  /** Hosts that must have been asked, and hosts that must not. */
  readonly asks?: readonly string[]
  readonly asksNot?: readonly string[]
}

/** A describe with one test a row. */
export function chainTable(title: string, source: string, rows: readonly Row[]): void {
  describe(title, () => {
    let network: StandInNetwork
    beforeAll(async () => {
      network = await StandInNetwork.open()
    })
    afterAll(() => network.close())

    it.each(rows.map((row) => [row.name, row] as const))('%s', async (_name, row) => {
      const machine = new Machine(network)
      try {
        await row.given(machine)
        const outcome = await tryOut(machine, row.source ?? source)
        const { expected } = row
        if ('code' in expected) {
          expect(outcome.failed, JSON.stringify(outcome.stages)).not.toBeNull()
          const { id, error } = outcome.failed!
          expect({ at: id, code: error.code, fix: error.fix }).toMatchObject({
            at: expected.at,
            code: expected.code,
            fix: { text: matching(expected.fix), command: matching(expected.command) },
          })
          expect(error.message).toEqual(matching(expected.message))
          if (expected.cause !== undefined) expect(error.cause).toEqual(matching(expected.cause))
          // A broken credential never looks like "no traces": the list says the same as the test.
          if (expected.at === 'credentials' || expected.at === 'settings')
            expect(outcome.listError).toMatchObject({ code: error.code, message: error.message })
        } else {
          expect(outcome.failed).toBeNull()
          expect(outcome.details.credentials).toEqual(matching(expected.credentials))
          if (expected.identity !== undefined) expect(outcome.details.identity).toEqual(matching(expected.identity))
          expect(outcome.listError).toBeNull()
        }
        for (const secret of machine.secrets) expect(outcome.said).not.toContain(secret)
        expect(network.metadataAsked()).toEqual([])
        expect(machine.gcloudWasRun).toBe(false)
        for (const host of row.asks ?? []) expect(network.asked).toContain(host)
        for (const host of row.asksNot ?? []) expect(network.asked).not.toContain(host)
      } finally {
        machine.remove()
      }
    })
  })
}

function matching(expected: string | RegExp | null): unknown {
  return expected instanceof RegExp ? expect.stringMatching(expected) : expected
}
