// What the package will hold, and what is wrong with it: read from electron-builder's own configuration, so that it can be told on every machine.

import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { homedir } from 'node:os'
import { join, posix, sep } from 'node:path'
import { parse } from 'yaml'

/** Files that the app cannot do without. */
const needed = [
  'package.json',
  'LICENSE',
  'out/THIRD-PARTY-LICENSES.txt',
  'out/main/index.js',
  'out/main/cli.js',
  'out/main/service.js',
  'out/main/demo.js',
  'out/preload/index.cjs',
  'out/renderer/index.html',
]

/** What may be there: bundles and what a page is made of. */
const expected =
  /^(?:package\.json|LICENSE|out\/THIRD-PARTY-LICENSES\.txt|out\/main\/(?:chunks\/)?[^/]+\.js|out\/preload\/[^/]+\.cjs|out\/renderer\/(?:index\.html|assets\/[^/]+\.(?:js|css|svg|png|woff2)))$/

/** Packages ask for these inside a try, and do without. */
const optional = new Set(['supports-color'])

/** The parts of a text that only a real secret has: a lone prefix or the name of a header is in every SDK. */
const secrets = [
  ['an AWS access key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:\\n|\s)*[A-Za-z0-9+/=]{40}/],
  ['a token', /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/],
  ['a Google token', /\bya29\.[\w-]{20,}/],
  ['a Google API key', /\bAIza[\w-]{35}\b/],
  ['a GitHub token', /\bgh[pousr]_[A-Za-z0-9]{36,}/],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}\b/],
  ['a password in a URL', /\bhttps?:\/\/[\w.-]+:[^\s/@"'`$]+@[\w.-]+/],
]

/** The files that `files` of electron-builder.yml takes from the project, as paths with slashes, sorted. Later patterns win over earlier ones, as they do there. */
export function packagedFiles(root) {
  const { files } = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8'))
  const tops = [...new Set(files.filter((one) => !one.startsWith('!')).map((one) => one.split('/**')[0]))]
  const found = tops.flatMap((top) => below(root, top))
  return found.filter((path) => taken(path, files)).sort((a, b) => (a < b ? -1 : 1))
}

function taken(path, patterns) {
  let isIn = false
  for (const pattern of patterns) {
    if (pattern.startsWith('!')) isIn = isIn && !posix.matchesGlob(path, pattern.slice(1))
    else if (posix.matchesGlob(path, pattern)) isIn = true
  }
  return isIn
}

function below(root, path) {
  const at = join(root, path)
  let names
  try {
    names = readdirSync(at, { withFileTypes: true })
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path]
    if (error.code === 'ENOENT') return []
    throw error
  }
  return names.flatMap((one) => (one.isDirectory() ? below(root, `${path}/${one.name}`) : [`${path}/${one.name}`]))
}

/**
 * What is wrong with a package of these files, one line each. `read` gives a file's text; `machine` holds the folders of the machine that builds, which no file may name.
 */
export function packageFaults(paths, read, machine) {
  const faults = needed.filter((path) => !paths.includes(path)).map((path) => `${path} is missing`)
  for (const path of paths) {
    if (path.split('/').includes('node_modules')) faults.push(`${path} is of node_modules`)
    else if (path.endsWith('.map')) faults.push(`${path} is a source map`)
    else if (!expected.test(path)) faults.push(`${path} does not belong into the package`)
    const text = read(path)
    if (/[#@] ?sourceMappingURL=/.test(text)) faults.push(`${path} names a source map`)
    for (const folder of machine)
      if (text.includes(folder)) faults.push(`${path} names a folder of the machine that built it: ${folder}`)
    for (const [what, pattern] of secrets) if (pattern.test(text)) faults.push(`${path} holds ${what}`)
    if (/\.c?js$/.test(path) && !path.startsWith('out/renderer/'))
      for (const name of foreignImports(text)) faults.push(`${path} asks for ${name}, which is not in the package`)
    if (path === 'package.json' && Object.keys(JSON.parse(text).dependencies ?? {}).length > 0)
      faults.push('package.json has dependencies: electron-builder would pack their node_modules')
  }
  return faults
}

/** Packages that a bundle imports from outside itself. Node's own modules and electron come with the runtime. */
function foreignImports(text) {
  const calls = text.matchAll(
    /(?:^(?:import|export)\b[^;'"`]*?\bfrom\s*|^import\s*|\bimport\(\s*|\b__require\(\s*)["'`]([^"'`]+)["'`]/gm,
  )
  return new Set(
    [...calls]
      .map((match) => match[1])
      .filter((name) => !name.startsWith('.') && !name.startsWith('node:') && name !== 'electron')
      .filter((name) => !builtinModules.includes(name) && !optional.has(name)),
  )
}

/** Folders that a bundle names only when something went wrong: the project's own, and the user's home. */
export function machineFolders(root) {
  return [root, homedir()].filter((folder) => folder.length > 5).map((folder) => folder + sep)
}
