/** The matrix: each platform, each call, each fault. */

import { platforms, type Platform } from '../../src/shared/platform.ts'
import { type Call, calls } from './calls.ts'
import { expectedOf, type Outcome } from './expected.ts'
import { type FaultId, faultIds, faults } from './faults.ts'

export interface MatrixCase {
  readonly platform: Platform
  readonly call: Call
  readonly fault: FaultId
  readonly expected: Outcome
}

/** All of them. */
export function allCases(): MatrixCase[] {
  return faultIds.flatMap((fault) =>
    platforms.flatMap((platform) =>
      calls
        .filter((call) => applies(fault, platform, call))
        .map((call) => ({ platform, call, fault, expected: expectedOf(fault, platform, call) })),
    ),
  )
}

/** A cross-section that meets every fault on every platform once, and every call with a quarter of the faults on each: the call moves on by one from fault to fault and from platform to platform. */
export function fairPart(): MatrixCase[] {
  const all = allCases()
  return faultIds.flatMap((fault, row) =>
    platforms.flatMap((platform, column) => {
      const own = all.filter((one) => one.fault === fault && one.platform === platform)
      const chosen = own[(row + column) % own.length]
      return chosen ? [chosen] : []
    }),
  )
}

/** Where the address is wrong there is no page before the one that fails, but for a server that goes away. A short page is Cloud Trace's right and says nothing. */
function applies(fault: FaultId, platform: Platform, call: Call): boolean {
  if (fault === 'partial' && platform === 'cloudtrace' && call === 'list page 1') return false
  const { address } = faults[fault] as { address?: string }
  return address === undefined || address === 'nothing listens' || call !== 'list page n'
}

export function nameOf({ platform, call, fault }: MatrixCase): string {
  return `${platform}, ${call}: ${faults[fault].title}`
}
