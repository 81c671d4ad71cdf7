/** Builds the app before the journeys when its sources are newer than the last build, so that they always drive what is written. */

import { resolve } from 'node:path'
import { buildIfStale } from '../../scripts/build-if-stale.mjs'

export async function setup(): Promise<void> {
  await buildIfStale(resolve(import.meta.dirname, '../..'), (line) => process.stderr.write(`${line}\n`))
}
