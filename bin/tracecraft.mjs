#!/usr/bin/env node
// The shell's door: `tracecraft list …` runs headless; `tracecraft [SOURCE …]` and `tracecraft open …` open the app.

import { execFile, spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildIfStale } from '../scripts/build-if-stale.mjs'
import { openApp } from '../scripts/open-app.mjs'

const root = resolve(import.meta.dirname, '..')
const commands = ['list', 'show', 'doctor', 'sources', 'serve', 'demo', 'help']
const args = process.argv.slice(2)
const cli = join(root, 'out/main/cli.js')

const headless = args.some((arg) => arg.startsWith('-')) || commands.includes(args[0])
try {
  await buildIfStale(root, (line) => process.stderr.write(`${line}\n`))
  if (args[0] === 'open' && !headless) process.exitCode = await open(args.slice(1))
  else if (headless || (await unknownWord())) await import(pathToFileURL(cli).href)
  else process.exitCode = await openApp(root, args)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

/** Opens the app at a link, or at a source by its name, once the headless program has found nothing wrong with what it is given. */
async function open(words) {
  const wrong = await runCli(['open', '--check', ...words])
  if (wrong) return wrong
  const isName = (word) => !/^[a-z][a-z0-9+.-]*:/i.test(word)
  return openApp(
    root,
    words.map((word) => (isName(word) ? `tracecraft://open?source=${encodeURIComponent(word)}` : word)),
  )
}

function runCli(given) {
  return new Promise((done) => {
    const child = spawn(process.execPath, [cli, ...given], { stdio: 'inherit' })
    child.on('error', () => done(1))
    child.on('close', (code) => done(code ?? 1))
  })
}

/** Is there a word that is neither a source URL nor a configured source? Then the headless program says what is wrong with it. */
async function unknownWord() {
  const words = args.filter((arg) => !/^[a-z][a-z0-9+.-]*:\/\//i.test(arg))
  if (words.length === 0) return false
  const names = await configuredNames()
  return words.some((word) => !names.includes(word))
}

function configuredNames() {
  return new Promise((done) => {
    execFile(process.execPath, [cli, 'sources', '--format', 'json'], (_error, stdout) => {
      try {
        done(JSON.parse(stdout).sources.map((source) => source.name))
      } catch {
        done([])
      }
    })
  })
}
