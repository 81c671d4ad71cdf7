import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { type BundledPackage, packagesOf, sortPackages } from './bundled-packages.ts'
import { licenceProblems, licenceReport } from './licence-report.ts'
import { cycloneDx, type OwnManifest } from './sbom.ts'

// import.meta.dirname would be the folder that the bundler of the configuration writes to.
const manifest = fileURLToPath(new URL('../package.json', import.meta.url))
const parts = new Map<string, readonly BundledPackage[]>()

/**
 * Writes `THIRD-PARTY-LICENSES.txt` and `sbom.cdx.json` beside the bundles: what is really in them, after tree shaking, of main, preload and page together. The build fails when a package in a bundle
 * comes without a licence text, or with a licence that is not on the list. The same sources give the same files.
 */
export function licences(part: 'main' | 'preload' | 'renderer'): Plugin {
  let folder = ''
  return {
    name: 'licences',
    apply: 'build',
    configResolved(config) {
      folder = dirname(resolve(config.root, config.build.outDir))
    },
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((output) =>
        output.type === 'chunk'
          ? Object.entries(output.modules).flatMap(([id, { renderedLength }]) =>
              // A style sheet leaves no code in its chunk.
              renderedLength > 0 || /\.css(?:\?|$)/.test(id) ? [id] : [],
            )
          : output.originalFileNames,
      )
      const packages = packagesOf(modules)
      const problems = licenceProblems(packages)
      if (problems.length > 0) this.error(`Licences of what is bundled:\n${problems.join('\n')}`)
      parts.set(part, packages)
    },
    writeBundle() {
      const all = new Map([...parts.values()].flat().map((one) => [`${one.name}@${one.version}`, one]))
      const packages = sortPackages(all.values())
      const own = JSON.parse(readFileSync(manifest, 'utf8')) as OwnManifest
      mkdirSync(folder, { recursive: true })
      writeFileSync(resolve(folder, 'THIRD-PARTY-LICENSES.txt'), licenceReport(packages))
      writeFileSync(resolve(folder, 'sbom.cdx.json'), cycloneDx(own, packages))
    },
  }
}
