// Started with `node --import`: makes `import 'electron'` of the built main bundle find the stand-in, on the system that the test names.
import { register } from 'node:module'
import { release } from 'node:os'

if (process.env.STAND_IN_PLATFORM) Object.defineProperty(process, 'platform', { value: process.env.STAND_IN_PLATFORM })
if (!('getSystemVersion' in process)) process.getSystemVersion = () => release()
register('./hooks.mjs', import.meta.url)
