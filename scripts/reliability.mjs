// `npm run reliability`: plays every case of the matrix of faults, prints it with counts, and writes its table into docs/reliability.md. RELIABILITY=text plays only cases whose name has it.

import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '..')
// No case may reach for a cloud's metadata address, whatever machine it runs on.
process.env.AWS_EC2_METADATA_DISABLED = 'true'
process.env.METADATA_SERVER_DETECTION = 'none'
await build({ configFile: resolve(root, 'tests/reliability/vite.config.ts'), root })
const { play } = await import(pathToFileURL(resolve(root, 'out/reliability/index.js')).href)
process.exitCode = (await play(resolve(root, 'docs/reliability.md'), process.env.RELIABILITY ?? '')) ? 0 : 1
