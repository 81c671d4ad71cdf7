import { resolve } from 'node:path'
import { defineConfig } from 'vite'
import { datadogSlim } from '../../build/datadog-slim.ts'

export default defineConfig({
  plugins: [datadogSlim()],
  ssr: { noExternal: true },
  logLevel: 'error',
  build: {
    ssr: true,
    target: 'node20.19',
    outDir: resolve(import.meta.dirname, '../../out/reliability'),
    rollupOptions: { input: { index: resolve(import.meta.dirname, 'index.ts') } },
  },
})
