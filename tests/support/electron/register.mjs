// Started with `node --import`: makes `import 'electron'` of the built main bundle find the stand-in.
import { register } from 'node:module'

register('./hooks.mjs', import.meta.url)
