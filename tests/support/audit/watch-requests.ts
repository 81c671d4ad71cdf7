/**
 * Set up for every file of tests: each request that a demo platform of this process receives must be one of the allowed calls, with placeholders in place of credentials, whatever the
 * test itself looks at.
 */

import { subscribe } from 'node:diagnostics_channel'
import { afterAll, expect } from 'vitest'
import type { RecordedRequest } from '../../../src/demo/http/handler.ts'
import { faultOf } from './allowed-calls.mjs'
import { isExpected } from './expected-faults.ts'

const faults = new Map<string, number>()

/** Tests of the demo itself ask it with plain fetch for what the program never asks. The program speaks through the platforms' SDKs, which name themselves. */
const ofDemo = /[\\/]tests[\\/]demo[\\/]/.test(expect.getState().testPath ?? '')
const asksByHand = ({ headers }: RecordedRequest) => /^(?:node|undici|)$/.test(headers['user-agent'] ?? '')

subscribe('tracecraft:demo-request', (message) => {
  const request = message as RecordedRequest
  if (ofDemo && asksByHand(request)) return
  const fault = faultOf(request)
  if (fault !== null && !isExpected(fault)) faults.set(fault, (faults.get(fault) ?? 0) + 1)
})

afterAll(() => {
  expect([...faults].map(([fault, count]) => `${fault} (${count}×)`)).toEqual([])
})
