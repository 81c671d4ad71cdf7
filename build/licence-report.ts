import type { BundledPackage } from './bundled-packages.ts'

/** Licences that ask for nothing but their text and no more: what may be in the app. Another one is a decision, not a default. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
])

/** Why these packages may not be in a bundle, one line for each reason. */
export function licenceProblems(packages: readonly BundledPackage[]): string[] {
  return packages.flatMap((one) => {
    const who = `${one.name} ${one.version}`
    if (one.licence === null) return [`${who} names no licence.`]
    if (!isAllowed(one.licence)) return [`${who} has the licence ${one.licence}, which is not on the list.`]
    if (one.text === null) return [`${who} comes without the text of its licence. Put it into build/licence-texts.`]
    return []
  })
}

/** SPDX expressions as packages write them: names joined by OR and AND, AND binding closer, at most one pair of brackets around all. */
function isAllowed(expression: string): boolean {
  const bare = expression.replace(/^\((.*)\)$/, '$1')
  return bare.split(' OR ').some((choice) => choice.split(' AND ').every((name) => allowed.has(name)))
}

const rule = '-'.repeat(80)

/** The licences of all packages as one text: each different text once, under the names of those that it is for. */
export function licenceReport(packages: readonly BundledPackage[]): string {
  const byText = new Map<string, { licence: string; text: string; names: string[] }>()
  for (const one of packages) {
    const text = (one.text ?? '').trim()
    const key = `${one.licence} ${text.replace(/\s+/g, ' ')}`
    const entry = byText.get(key) ?? { licence: one.licence ?? '', text, names: [] }
    entry.names.push(`${one.name} ${one.version}`)
    byText.set(key, entry)
  }
  const head =
    'TraceCraft holds parts of the packages below. Each is used under its own licence.\n' +
    "The licences of Electron, Chromium and Node.js come with Electron's runtime, in LICENSE.electron.txt and LICENSES.chromium.html.\n"
  const sections = [...byText.values()].map(
    ({ licence, text, names }) => `${rule}\n${names.join('\n')}\n\nLicence: ${licence}\n\n${text}\n`,
  )
  return [head, ...sections].join('\n')
}
