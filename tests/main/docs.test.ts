import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }

const root = join(import.meta.dirname, '../..')
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
]

describe('the documents', () => {
  it.each(pages)('%s leads only to files that are there', (page) => {
    const text = readFileSync(join(root, page), 'utf8')
    const dead = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)\s#]+)[^)]*\)/g)]
      .map((match) => join(root, dirname(page), match[1] ?? ''))
      .filter((path) => !existsSync(path))
      .map((path) => relative(root, path))
    expect(dead).toEqual([])
  })

  it.each(pages)('%s names only commands that the project has', (page) => {
    const text = readFileSync(join(root, page), 'utf8')
    const named = [...text.matchAll(/\bnpm run (?:--[\w-]+ )*([a-z][\w:-]*)/g)].map((match) => match[1] ?? '')
    expect(named.filter((name) => !(name in packageJson.scripts))).toEqual([])
  })

  it('the README says how to start the app and how to run its tests', () => {
    const text = readFileSync(join(root, 'README.md'), 'utf8')
    expect(text).toContain('npm ci && npm start')
    expect(text).toContain('npm ci && npm test')
  })
})
