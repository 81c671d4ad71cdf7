import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { bundleShares } from './build/bundle-shares.ts'
import { datadogSlim } from './build/datadog-slim.ts'
import { firstLook } from './build/first-look.ts'
import { licences } from './build/licences.ts'
import { oneCopy } from './build/one-copy.ts'
import { unusedWeight } from './build/unused-weight.ts'

/** Comments and dead code go; names and lines stay, because they are read in errors and stacks, and no source maps are shipped. */
const namesKept = {
  comments: false,
  minify: {
    mangle: false,
    compress: { keepNames: { function: true, class: true } },
    codegen: { removeWhitespace: false, legalComments: 'none' },
  },
} as const

// Main and preload are bundled whole, so that a packaged app carries no node_modules. Main is lowered to Node 20.19 because the same bundle
// runs headless in plain Node; Electron's own Node is newer.
export default defineConfig({
  main: {
    plugins: [datadogSlim(), unusedWeight(), oneCopy(['gaxios', 'node-fetch']), licences('main'), bundleShares('main')],
    build: {
      target: 'node20.19',
      externalizeDeps: false,
      rollupOptions: {
        input: {
          index: resolve('src/main/index.ts'),
          cli: resolve('src/main/headless/cli.ts'),
          service: resolve('src/main/service/thread.ts'),
          demo: resolve('src/demo/worker.ts'),
        },
        external: ['electron'],
        output: namesKept,
      },
    },
  },
  preload: {
    plugins: [licences('preload')],
    build: {
      target: 'node20.19',
      externalizeDeps: false,
      rollupOptions: {
        input: { index: resolve('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs', ...namesKept },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    resolve: {
      // Its form for browsers reads Markdown's entities by innerHTML, which the page's policy refuses; the other one has a table.
      alias: { 'decode-named-character-reference': resolve('node_modules/decode-named-character-reference/index.js') },
    },
    build: {
      minify: true,
      rollupOptions: { input: { index: resolve('src/renderer/index.html') } },
    },
    plugins: [
      react(),
      firstLook(resolve('src/renderer/src/first-look.ts'), '/src/first-look.ts'),
      licences('renderer'),
      bundleShares('renderer'),
    ],
  },
})
