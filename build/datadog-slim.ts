import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const serializer = fileURLToPath(new URL('datadog-serializer.cjs', import.meta.url))
const fetchFile = fileURLToPath(new URL('datadog-fetch.cjs', import.meta.url))
const setup = fileURLToPath(new URL('datadog-slim-setup.ts', import.meta.url))

/** vitest's part of the configuration, which vite's own type does not know. */
const forVitest: object = { test: { setupFiles: [setup] } }

const ownPackage = /[\\/]@datadog[\\/]datadog-api-client[\\/]/

/**
 * Keeps the weight of Datadog's client out: its model classes are only needed to rename fields, which this app neither sends nor reads through them.
 * In a bundle the package's ObjectSerializer (and with it every model) and its cross-fetch are replaced where they are required. Under vitest, which loads
 * packages natively, a setup file puts the same replacement into Node's module cache. Code that uses the client works without this plugin too, only slower.
 */
export function datadogSlim(): Plugin {
  return {
    name: 'datadog-slim',
    enforce: 'pre',
    config: () => (process.env.VITEST ? forVitest : undefined),
    resolveId(source, importer) {
      if (importer === undefined || !ownPackage.test(importer)) return null
      if (source === 'cross-fetch') return fetchFile
      if (/(?:^|\/)ObjectSerializer(?:\.js)?$/.test(source)) return serializer
      return null
    },
  }
}

/** Puts the replacement into the module cache of this process, before the client is first loaded. */
export function slimInProcess(): void {
  const require = createRequire(import.meta.url)
  const replacement = require(serializer) as object
  for (const version of ['v1', 'v2']) {
    const file = require.resolve(
      `@datadog/datadog-api-client/dist/packages/datadog-api-client-${version}/models/ObjectSerializer.js`,
    )
    if (require.cache[file]) continue
    require(serializer)
    const own = require.cache[serializer]!
    require.cache[file] = Object.assign(Object.create(Object.getPrototypeOf(own) as object), own, {
      id: file,
      filename: file,
      exports: replacement,
      loaded: true,
    }) as NodeJS.Module
  }
}
