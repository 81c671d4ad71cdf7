import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A package of which at least one line is in a bundle. */
export interface BundledPackage {
  readonly name: string
  readonly version: string
  /** SPDX expression of its package.json; null where it names none. */
  readonly licence: string | null
  readonly homepage: string | null
  /** Its licence and notice files, joined; null where it comes with none and none is kept here for it. */
  readonly text: string | null
}

/** Packages whose package.json names no SPDX licence, by what their licence text is. */
const renamed: Record<string, string> = { 'url-template': 'BSD-3-Clause' }

const givenTexts = fileURLToPath(new URL('licence-texts/', import.meta.url))

/**
 * The packages behind the modules of a bundle, by the ids that the bundler gives them. Modules that a bundler makes itself, and the project's own, belong to no package. Sorted by name, then version.
 */
export function packagesOf(moduleIds: Iterable<string>): BundledPackage[] {
  const folders = new Set<string>()
  for (const id of moduleIds) {
    const folder = packageFolder(helperFile(id) ?? id.replace(/^\0+/, ''))
    if (folder) folders.add(folder)
  }
  const found = new Map<string, BundledPackage>()
  for (const folder of folders) {
    const one = readPackage(folder)
    found.set(`${one.name}@${one.version}`, one)
  }
  return sortPackages(found.values())
}

/** By name, then version, in an order that no locale changes. */
export function sortPackages(packages: Iterable<BundledPackage>): BundledPackage[] {
  const key = (one: BundledPackage) => `${one.name}@${one.version}`
  return [...packages].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

/** The bundler and vite put small helpers of their own into a bundle, under ids that are no paths. */
function helperFile(id: string): string | null {
  const owner = /^\0(rolldown|vite)\//.exec(id)?.[1]
  return owner ? fileURLToPath(new URL(`../node_modules/${owner}/index.js`, import.meta.url)) : null
}

/** The innermost package that holds a module: what follows the last node_modules of its path. */
function packageFolder(id: string): string | null {
  const path = id.replace(/\?.*$/s, '').replaceAll('/', sep)
  const marker = `${sep}node_modules${sep}`
  const at = path.lastIndexOf(marker)
  if (at === -1) return null
  const [first, second] = path.slice(at + marker.length).split(sep)
  const name = first?.startsWith('@') ? join(first, second ?? '') : (first ?? '')
  const folder = path.slice(0, at + marker.length) + name
  return existsSync(join(folder, 'package.json')) ? folder : null
}

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: string | { type?: string }
  readonly licenses?: readonly { type?: string }[]
  readonly homepage?: string
}

function readPackage(folder: string): BundledPackage {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  const { license, licenses } = manifest
  const named = typeof license === 'string' ? license : (license?.type ?? licenses?.map((one) => one.type).join(' OR '))
  const licence = named || null
  return {
    name: manifest.name,
    version: manifest.version,
    licence: renamed[manifest.name] ?? licence,
    homepage: manifest.homepage ?? null,
    text: givenText(`${manifest.name.replace('/', '__')}.txt`) ?? ownText(folder) ?? givenText(`${licence}.txt`),
  }
}

function ownText(folder: string): string | null {
  const names = readdirSync(folder)
    .filter((name) => /^(?:licen[cs]e|copying|notice)(?:[.-]|$)/i.test(name) && !/\.(?:c?js|json|ts)$/i.test(name))
    .sort()
  const texts = names.map((name) => readFileSync(join(folder, name), 'utf8').replace(/\r\n?/g, '\n').trim())
  return texts.filter(Boolean).join('\n\n') || null
}

/** A text that is kept here: for a package that ships none (from its README, or its declared licence and author), or one whose text is the same for everybody. */
function givenText(file: string): string | null {
  const path = join(givenTexts, file)
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null
}
