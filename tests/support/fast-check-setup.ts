/**
 * Property tests run with one seed, so that a change is judged by what it changed. `npm run fuzz`, and FC_SEED=random here, look for what no seed has shown
 * yet.
 */

import { configureGlobal } from 'fast-check'

const seed = process.env['FC_SEED'] ?? '20261122'
if (seed !== 'random') configureGlobal({ seed: Number(seed) })
