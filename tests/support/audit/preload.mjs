// Loaded before all else by the programs that tests start, in each of their threads: a demo that runs there is watched by the same rules. Each request leaves a line in the file that
// TRACECRAFT_AUDIT names: what is wrong with it, or "ok".

import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'
import { faultOf } from './allowed-calls.mjs'

const file = process.env.TRACECRAFT_AUDIT
if (file) subscribe('tracecraft:demo-request', (request) => appendFileSync(file, `${faultOf(request) ?? 'ok'}\n`))
