import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type UserConfig } from 'vite'

const out = resolve(import.meta.dirname, '../../out/bench-ui')

/** The bench itself, bundled for Node. */
const bench: UserConfig = {
  logLevel: 'error',
  ssr: { noExternal: true, external: ['playwright-core', '@sparticuz/chromium'] },
  build: {
    ssr: true,
    target: 'node20.19',
    outDir: out,
    rollupOptions: { input: { index: resolve(import.meta.dirname, 'index.ts') } },
  },
}

/** The bare list, built as the page is. */
const bare: UserConfig = {
  logLevel: 'error',
  root: resolve(import.meta.dirname, 'bare'),
  base: './',
  plugins: [react()],
  build: { outDir: resolve(out, 'bare'), emptyOutDir: true, minify: true, target: 'es2023' },
}

// `--mode bare` builds the list, any other mode the bench.
export default defineConfig(({ mode }) => (mode === 'bare' ? bare : bench))
