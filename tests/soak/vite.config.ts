import { resolve } from 'node:path'
import { defineConfig } from 'vite'

export default defineConfig({
  ssr: { noExternal: true, external: ['playwright-core', '@sparticuz/chromium'] },
  logLevel: 'error',
  build: {
    ssr: true,
    target: 'node20.19',
    outDir: resolve(import.meta.dirname, '../../out/soak'),
    rollupOptions: { input: { index: resolve(import.meta.dirname, 'index.ts') } },
  },
})
