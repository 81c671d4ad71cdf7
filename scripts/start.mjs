// `npm start [-- SOURCE …]`

import { resolve } from 'node:path'
import { openApp } from './open-app.mjs'

process.exitCode = await openApp(resolve(import.meta.dirname, '..'), process.argv.slice(2))
