// `npm run --silent sbom`: prints the bill of materials (CycloneDX, JSON) of what is in the bundles. Builds the app first where it is stale.

import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildIfStale } from './build-if-stale.mjs'

const root = resolve(import.meta.dirname, '..')
await buildIfStale(root, (line) => process.stderr.write(`${line}\n`))
process.stdout.write(readFileSync(join(root, 'out/sbom.cdx.json'), 'utf8'))
