// How large what ships is, part by part, and whether that is within the budgets.

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { packagedFiles } from './package-content.mjs'

/** The names of main's parts, as the build tells them apart. */
const mainParts = ['app', 'xray', 'cloudtrace', 'azuremonitor', 'datadog', 'together', 'updates', 'demo']

/**
 * Bytes by part of the built app: `{ name, raw, gzip }`. A file that several share is divided by how much of it is whose. Gzip is told file by file, as browsers and installers meet it.
 */
export function packageSizes(root) {
  const main = JSON.parse(readFileSync(join(root, 'out/.shares-main.json'), 'utf8'))
  const page = JSON.parse(readFileSync(join(root, 'out/.shares-renderer.json'), 'utf8'))
  // What the document itself names is loaded with it, whether or not the page's code does.
  const document = readFileSync(join(root, 'out/renderer/index.html'), 'utf8')
  const isFirst = (file) => file === 'index.html' || page[file] !== undefined || document.includes(file)
  const sums = new Map()
  const add = (name, raw, gzip) => {
    const sum = sums.get(name) ?? { name, raw: 0, gzip: 0 }
    sums.set(name, { name, raw: sum.raw + raw, gzip: sum.gzip + gzip })
  }
  for (const path of packagedFiles(root)) {
    const bytes = readFileSync(join(root, path))
    const raw = bytes.length
    const gzip = gzipSync(bytes, { level: 9 }).length
    add('archive', raw, gzip)
    const [, room, file] = /^out\/(main|preload|renderer)\/(.+)$/.exec(path) ?? []
    if (room === 'main') {
      add('main', raw, gzip)
      for (const [name, part] of Object.entries(main[file] ?? { app: 1 })) add(`main: ${name}`, raw * part, gzip * part)
    } else if (room === 'preload') add('preload', raw, gzip)
    else if (room === 'renderer') {
      add('page', raw, gzip)
      add(isFirst(file) ? 'page: first load' : 'page: later', raw, gzip)
    } else add('licences and manifest', raw, gzip)
  }
  const order = [
    'archive',
    'main',
    ...mainParts.map((name) => `main: ${name}`),
    'preload',
    'page',
    'page: first load',
    'page: later',
    'licences and manifest',
  ]
  return order.flatMap((name) => {
    const sum = sums.get(name)
    return sum ? [{ name, raw: Math.round(sum.raw), gzip: Math.round(sum.gzip) }] : []
  })
}

/** Size of what `npm pack` makes, as a row like the others; `gzip` is the tarball itself. */
export async function npmPackageSize(root) {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const { stdout } = await promisify(execFile)(npm, ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  })
  const [{ unpackedSize, size }] = JSON.parse(stdout)
  return { name: 'npm package', raw: unpackedSize, gzip: size }
}

/** The budgets: `{ "<part>": { "raw": kB, "gzip": kB } }`. */
export function readBudgets(root) {
  return JSON.parse(readFileSync(join(root, 'build/budgets.json'), 'utf8'))
}

/** What is over its budget, or has none, one line each. */
export function overBudget(sizes, budgets) {
  const faults = Object.keys(budgets).flatMap((name) =>
    sizes.some((one) => one.name === name) ? [] : [`there is a budget for "${name}", but no such part`],
  )
  for (const { name, ...bytes } of sizes) {
    const budget = budgets[name]
    if (!budget) faults.push(`"${name}" has no budget in build/budgets.json`)
    for (const kind of ['raw', 'gzip'])
      if (budget && bytes[kind] > budget[kind] * 1000)
        faults.push(
          `${name} is ${kB(bytes[kind])} kB ${kind === 'raw' ? 'as it is' : 'gzipped'}; its budget is ${budget[kind]} kB`,
        )
  }
  return faults
}

/** The sizes as a table for a terminal. */
export function sizeTable(sizes, budgets) {
  const rows = sizes.map(({ name, raw, gzip }) => [
    name.replace(/^\w+: /, '  '),
    kB(raw),
    kB(gzip),
    budgets[name] ? `${budgets[name].raw} / ${budgets[name].gzip}` : '',
  ])
  const head = ['what ships', 'kB', 'gzip kB', 'budget kB']
  const widths = head.map((text, at) => Math.max(text.length, ...rows.map((row) => row[at].length)))
  const line = (row) =>
    row.map((text, at) => (at === 0 ? text.padEnd(widths[at]) : text.padStart(widths[at]))).join('  ')
  return [head, ...rows].map(line).join('\n')
}

const kB = (bytes) => (bytes < 10_000 ? (bytes / 1000).toFixed(1) : String(Math.round(bytes / 1000)))
