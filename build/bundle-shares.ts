import { writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Plugin, Rollup } from 'vite'

/** What a module of main is there for: the nearest of these that leads to it, and to it alone. */
const owners: readonly (readonly [string, RegExp])[] = [
  ['xray', /\/src\/main\/(?:stores\/xray\/|credentials\/(?:discover-)?aws)/],
  ['cloudtrace', /\/src\/main\/(?:stores\/cloudtrace\/|credentials\/(?:discover-)?google)/],
  ['azuremonitor', /\/src\/main\/(?:stores\/azuremonitor\/|credentials\/(?:discover-)?azure)/],
  ['datadog', /\/src\/main\/(?:stores\/datadog\/|credentials\/(?:discover-)?datadog)/],
  ['demo', /\/src\/demo\//],
  ['updates', /\/src\/main\/desktop\/updates\/(?:updater|signed-feed)/],
]

/** For each file of a bundle, the part of it (0 to 1) that is there for whom. */
export type Shares = Record<string, Record<string, number>>

/**
 * Writes `.shares-main.json` or `.shares-renderer.json` beside the bundles, for the report of sizes: of main, which part of each file is a platform's, the demo's, the updater's, shared by some of these, or the app's own; of
 * the page, which files its first load needs. It is not shipped.
 */
export function bundleShares(part: 'main' | 'renderer'): Plugin {
  let folder = ''
  let shares: Shares = {}
  return {
    name: 'bundle-shares',
    apply: 'build',
    configResolved(config) {
      folder = dirname(resolve(config.root, config.build.outDir))
    },
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((one): one is Rollup.OutputChunk => one.type === 'chunk')
      shares = part === 'main' ? mainShares(chunks, (id) => this.getModuleInfo(id)) : pageShares(chunks)
    },
    writeBundle() {
      writeFileSync(join(folder, `.shares-${part}.json`), `${JSON.stringify(shares)}\n`)
    },
  }
}

type ModuleInfoOf = (id: string) => Pick<Rollup.ModuleInfo, 'importedIds' | 'dynamicallyImportedIds' | 'isEntry'> | null

function mainShares(chunks: readonly Rollup.OutputChunk[], info: ModuleInfoOf): Shares {
  const ids = chunks.flatMap((chunk) => Object.keys(chunk.modules))
  const ownerOf = (id: string) => owners.find(([, pattern]) => pattern.test(id.replaceAll('\\', '/')))?.[0] ?? null
  const led = new Map<string, Set<string>>()
  for (const [name] of owners) {
    const own = ids.filter((id) => ownerOf(id) === name)
    // A platform's code leads to its own packages, and not through the app's other rooms.
    for (const id of reach(own, info, (next) => ownerOf(next) === name || next.includes('node_modules')))
      led.set(id, (led.get(id) ?? new Set()).add(name))
  }
  const app = reach(
    ids.filter((id) => ownerOf(id) === null && !id.includes('node_modules')),
    info,
    (next) => ownerOf(next) === null,
  )
  const nameOf = (id: string) => {
    const own = ownerOf(id)
    if (own) return own
    if (app.has(id)) return 'app'
    const [only = 'app', ...more] = led.get(id) ?? []
    return more.length > 0 ? 'together' : only
  }
  return Object.fromEntries(
    chunks.map((chunk) => {
      const sums: Record<string, number> = {}
      for (const [id, { renderedLength }] of Object.entries(chunk.modules))
        sums[nameOf(id)] = (sums[nameOf(id)] ?? 0) + renderedLength
      const total = Object.values(sums).reduce((a, b) => a + b, 0)
      return [chunk.fileName, total === 0 ? { app: 1 } : mapValues(sums, (sum) => sum / total)]
    }),
  )
}

function pageShares(chunks: readonly Rollup.OutputChunk[]): Shares {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
  const first = new Set<string>()
  const visit = (name: string) => {
    const chunk = byName.get(name)
    if (!chunk || first.has(name)) return
    first.add(name)
    for (const style of (chunk as { viteMetadata?: { importedCss: Set<string> } }).viteMetadata?.importedCss ?? [])
      first.add(style)
    for (const next of chunk.imports) visit(next)
  }
  for (const chunk of chunks) if (chunk.isEntry) visit(chunk.fileName)
  return Object.fromEntries([...first].map((name) => [name, { first: 1 }]))
}

function reach(from: readonly string[], info: ModuleInfoOf, follow: (id: string) => boolean): Set<string> {
  const seen = new Set(from)
  const open = [...from]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const { importedIds = [], dynamicallyImportedIds = [] } = info(id) ?? {}
    for (const next of [...importedIds, ...dynamicallyImportedIds]) {
      if (seen.has(next) || !follow(next)) continue
      seen.add(next)
      open.push(next)
    }
  }
  return seen
}

const mapValues = (from: Record<string, number>, change: (value: number) => number) =>
  Object.fromEntries(Object.entries(from).map(([key, value]) => [key, change(value)]))
