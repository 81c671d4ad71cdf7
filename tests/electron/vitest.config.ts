import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

/** `npm run test:electron`: the built app under Electron itself. Prints every test by its name, run or skipped: the list of what it covers. */
export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  test: {
    name: 'electron',
    include: ['tests/electron/**/*.test.ts'],
    environment: 'node',
    env: { AWS_EC2_METADATA_DISABLED: 'true', METADATA_SERVER_DETECTION: 'none', NO_COLOR: '1' },
    reporters: ['verbose'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    globalSetup: ['tests/support/build.ts', 'tests/electron/say-runtime.ts'],
    // One app at a time: it is a single instance.
    fileParallelism: false,
  },
})
