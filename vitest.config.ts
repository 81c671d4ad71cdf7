import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { datadogSlim } from './build/datadog-slim.ts'

// No test may reach for a cloud's metadata address, whatever machine it runs on.
const env = { AWS_EC2_METADATA_DISABLED: 'true', METADATA_SERVER_DETECTION: 'none', NO_COLOR: '1' }

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [datadogSlim()],
        test: {
          name: 'main',
          include: ['tests/{shared,main,demo}/**/*.test.ts'],
          environment: 'node',
          setupFiles: ['tests/support/fast-check-setup.ts', 'tests/support/audit/watch-requests.ts'],
          env,
          testTimeout: 30_000,
        },
      },
      {
        plugins: [react()],
        test: {
          name: 'renderer',
          include: ['tests/renderer/**/*.test.{ts,tsx}'],
          environment: 'jsdom',
          setupFiles: ['tests/support/dom-setup.ts', 'tests/support/fast-check-setup.ts'],
          env,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          environment: 'node',
          setupFiles: ['tests/support/audit/watch-requests.ts', 'tests/support/page-verdict.ts'],
          env,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 15_000 } },
          globalSetup: ['tests/support/build.ts'],
          // One browser at a time: the machines that run these have two cores.
          fileParallelism: false,
        },
      },
    ],
  },
})
