import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

/** What packages bring along for runtimes or uses that this app does not have, and the few lines that stand in for it. */
const replaced: readonly { readonly name: string; readonly from: RegExp; readonly by: string }[] = [
  // For a Node older than 18: fetch-blob asks for it only where there is no ReadableStream.
  { name: 'web-streams-polyfill/dist/ponyfill.es2018.js', from: /[\\/]fetch-blob[\\/]/, by: 'no-polyfill.cjs' },
  // Compresses what is sent; the app only reads, and Node can do it.
  { name: 'pako', from: /[\\/]datadog-api-client[\\/]/, by: 'pako-of-node.cjs' },
  // The type of each file name extension, for uploads of files, which the app never makes.
  { name: 'mime-db', from: /[\\/]mime-types[\\/]/, by: 'no-mime-types.cjs' },
]

/** Keeps some 420 kB out of the main bundle. What stands in behaves the same for all that the app does. */
export function unusedWeight(): Plugin {
  return {
    name: 'unused-weight',
    enforce: 'pre',
    apply: 'build',
    resolveId(source, importer) {
      const found = replaced.find(({ name, from }) => name === source && importer !== undefined && from.test(importer))
      return found ? fileURLToPath(new URL(found.by, import.meta.url)) : null
    },
  }
}
