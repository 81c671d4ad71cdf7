import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const modules = realpathSync(fileURLToPath(new URL('../node_modules', import.meta.url)))

/**
 * Bundles one copy of these packages where npm has put several of the same version into node_modules, as it must when another version stands at the top. A copy of another version stays as it is.
 */
export function oneCopy(names: readonly string[]): Plugin {
  const twins = new Map(names.flatMap(twinsOf))
  return {
    name: 'one-copy',
    enforce: 'pre',
    apply: 'build',
    resolveId: {
      filter: { id: new RegExp(`^(?:${names.join('|')})$`) },
      async handler(source, importer, options) {
        const found = await this.resolve(source, importer, { ...options, skipSelf: true })
        for (const [folder, twin] of twins)
          if (found?.id.startsWith(folder)) return { ...found, id: twin + found.id.slice(folder.length) }
        return found
      },
    },
  }
}

/** The folders of a package that hold what another holds too, each with that other: the first of its version. */
function twinsOf(name: string): [string, string][] {
  const folders = readdirSync(modules)
    .sort()
    .map((owner) => join(modules, owner, 'node_modules', name))
    .filter((folder) => existsSync(folder))
  const first = new Map<string, string>()
  return folders.flatMap((folder): [string, string][] => {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
    const twin = first.get(version)
    if (twin) return [[folder, twin]]
    first.set(version, folder)
    return []
  })
}
