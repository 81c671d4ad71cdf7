/** Plays one case of the matrix and says which promises it breaks. */

import type { SourceState } from '../../src/shared/contract.ts'
import { operationOf } from './calls.ts'
import type { MadeUpCredentials } from './credentials.ts'
import { faults, type MatrixFault } from './faults.ts'
import type { MatrixCase } from './matrix.ts'
import { type Answered, Rig } from './rig.ts'
import { rules } from './rules.ts'

/** All that is known of a case when it is over. */
export interface Facts {
  readonly one: MatrixCase
  readonly fault: MatrixFault
  /** The same call when all was well; null where the address was wrong from the start. */
  readonly before: Answered | null
  /** Of `list page n`: the page that came before the trouble. */
  readonly firstPage: Answered | null
  readonly stateBefore: SourceState
  /** Null: it did not end. */
  readonly during: Answered | null
  readonly stateDuring: SourceState
  /** Requests of the call's operation while the fault was there. */
  readonly asked: { readonly all: number; readonly faulted: number }
  readonly sleeps: readonly number[]
  /** The next call, when all is well again; null where it cannot become well. */
  readonly after: Answered | null
  readonly stateAfter: SourceState
  readonly askedAfter: { readonly all: number }
  readonly operations: readonly string[]
  /** Requests with a fault that were answered or left by their caller. */
  readonly abandoned: boolean
  /** What a page without end sent. */
  readonly sentBytes: number
  /** Everything that was said, as text. */
  readonly said: string
  readonly unhandled: readonly string[]
}

/** Much longer than any case takes; a call that is not over by then never ends. */
const hangMs = 20_000

/** The broken promises; none when all hold. */
export async function brokenPromises(one: MatrixCase, credentials: MadeUpCredentials): Promise<string[]> {
  const facts = await play(one, credentials)
  return rules.flatMap(({ promise, breach }) => {
    const found = breach(facts)
    return found === null ? [] : [`${promise}: ${found}`]
  })
}

async function play(one: MatrixCase, credentials: MadeUpCredentials): Promise<Facts> {
  const { platform, call } = one
  const fault: MatrixFault = faults[one.fault]
  const lasting = fault.address !== undefined && fault.address !== 'nothing listens'
  const unhandled: string[] = []
  const onUnhandled = (error: unknown) =>
    unhandled.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  process.on('unhandledRejection', onUnhandled)
  process.on('uncaughtException', onUnhandled)
  const env = fault.address === 'no credentials' ? credentials.none : credentials.env
  const rig = await Rig.open(platform, fault.address ?? null, env)
  try {
    const before = lasting ? null : await rig.call(call)
    rig.refresh()
    const firstPage = call === 'list page n' ? await rig.list(1) : null
    const stateBefore = rig.state()
    const since = rig.requests.length
    const waits = rig.clock.sleeps.length
    let sentBytes = 0
    if (fault.fault)
      rig.server.addFault({
        ...fault.fault,
        // A clock is the platform's own, whatever it is asked.
        ...(fault.fault.kind === 'clock' ? {} : { operation: operationOf(platform, call) }),
        times: fault.lasts === 'once' ? 1 : Infinity,
        played: (bytes) => {
          sentBytes += bytes
          rig.clock.expire()
        },
      })
    if (fault.address === 'nothing listens') await rig.goAway()
    const during = await endOf(rig.call(call))
    const stateDuring = rig.state()
    const sleeps = rig.clock.sleeps.slice(waits)
    const abandoned = await settled(rig, since)
    const asked = rig.asked(call, since)
    rig.server.clearFaults()
    if (fault.address === 'nothing listens') await rig.comeBack()
    // Whatever the platform asked to be waited for is over.
    rig.clock.pass(2 * 3_600_000)
    // An answer that was less than whole is kept for its time, as it said so itself; a failure is not.
    if (during?.error === null) rig.refresh()
    const mended = rig.requests.length
    const after = lasting ? null : await endOf(rig.call(call))
    const facts = {
      one,
      fault,
      before,
      firstPage,
      stateBefore,
      during,
      stateDuring,
      asked,
      sleeps,
      after,
      abandoned,
      sentBytes,
    }
    const operations = rig.requests.map(({ operation, path }) => operation ?? path)
    const sent = rig.requests.map(({ path, query, body }) => [path, query, body])
    const said = JSON.stringify([before, during, after, stateBefore, stateDuring, rig.state(), sent])
    await new Promise((resolve) => setImmediate(resolve))
    return { ...facts, stateAfter: rig.state(), askedAfter: rig.asked(call, mended), operations, said, unhandled }
  } finally {
    await rig.close()
    process.off('unhandledRejection', onUnhandled)
    process.off('uncaughtException', onUnhandled)
  }
}

async function endOf(work: Promise<Answered>): Promise<Answered | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), hangMs)))
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Waits until no request is left open at the platform; false when one stays. */
async function settled(rig: Rig, since: number): Promise<boolean> {
  const isOpen = () => rig.requests.slice(since).some(({ faulted, open }) => faulted && open)
  for (const end = Date.now() + 5000; isOpen() && Date.now() < end;)
    await new Promise((resolve) => setTimeout(resolve, 2))
  return !isOpen()
}
