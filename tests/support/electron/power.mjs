// The machine's power: a test lets it sleep and wake.

import { EventEmitter } from 'node:events'

export const powerMonitor = new EventEmitter()
