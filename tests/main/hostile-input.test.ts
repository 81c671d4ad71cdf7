/** The corpus of attacks where no page is needed to see what becomes of it: filters, searches, config files, commands, links, reports, and the prototypes of objects. */

import { execFileSync } from 'node:child_process'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import ReactMarkdown from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { afterEach, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/main/config/read.ts'
import { attributesOf } from '../../src/main/semantics/attributes.ts'
import { code, fenced, inline, quoted } from '../../src/main/semantics/markdown-text.ts'
import { TextMatch } from '../../src/main/semantics/text-match.ts'
import type { RunSummary } from '../../src/shared/model/agent-run.ts'
import { outsideLink } from '../../src/shared/outside-link.ts'
import { runTest } from '../../src/shared/query/match.ts'
import { parseQuery } from '../../src/shared/query/parse.ts'
import { shellWord } from '../../src/shared/shell-word.ts'
import { allAttacks } from '../support/attacks/index.ts'

afterEach(() => {
  expect(Object.keys(Object.prototype)).toEqual([])
  expect(({} as Record<string, unknown>)['owned']).toBeUndefined()
})

describe('a hostile filter', () => {
  const run = (text: string) =>
    ({
      name: text,
      agentName: text,
      serviceName: text,
      error: text,
      models: [text],
      tools: [text],
      id: text,
      cloudTraceId: text,
    }) as unknown as RunSummary
  const filters = [
    ...allAttacks.map(({ text }) => text),
    `name:${'*a'.repeat(3000)}*b`,
    `-`.repeat(50_000),
    'not '.repeat(10_000),
    '('.repeat(50_000) + ')'.repeat(50_000),
    'a or '.repeat(10_000) + 'a',
    '"'.repeat(9_999),
    `duration>${'9'.repeat(10_000)}s`,
    'constructor:x __proto__:y toString=z',
  ]

  it('is read or refused, and what is read answers for any run', () => {
    for (const filter of filters) {
      const parsed = parseQuery(filter)
      if (!parsed.ok) {
        expect(parsed.error.message).not.toBe('')
        continue
      }
      const test = runTest(parsed.query)
      for (const text of ['a'.repeat(100_000), ...allAttacks.slice(0, 20).map((one) => one.text)])
        expect([true, false, null]).toContain(test(run(text), 'source'))
    }
  })

  it('finds itself where it is looked for as text, by what it says and not by what a pattern would make of it', () => {
    // Longer texts are refused before they are looked for.
    const texts = allAttacks.map((one) => ({ ...one, text: one.text.slice(0, 1000) }))
    for (const { name, text } of texts.filter((one) => one.text.trim() !== '')) {
      expect(new TextMatch(text).inText(`before ${text} after`), name).toBe(true)
      expect(new TextMatch(text).inText('nothing of it'), name).toBe(false)
    }
    expect(new TextMatch('(a+)+$').inText('a'.repeat(100_000))).toBe(false)
  })
})

describe('a hostile config file', () => {
  const bomb = [
    'a: &a ["x","x","x","x","x","x","x","x","x"]',
    ...'bcdefghij'
      .split('')
      .map((name, n) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefghi'[n]}`).join(',')}]`),
    'sources: *j',
  ].join('\n')

  it.each([
    ['aliases of aliases of aliases', bomb],
    ['an alias of itself', 'sources: &a\n  - *a\n'],
    [
      'merges of merges',
      `a: &a {x: 1}\n${Array.from({ length: 50 }, (_, n) => `b${n}: &b${n}\n  <<: [*a${n === 0 ? '' : `, *b${n - 1}, *b${n - 1}`}]`).join('\n')}\nsources: [*b49]`,
    ],
    ['lists within lists', `sources: ${'['.repeat(5_000)}${']'.repeat(5_000)}`],
    ['maps within maps', `sources:\n${Array.from({ length: 2_000 }, (_, n) => `${' '.repeat(n)}a:`).join('\n')}`],
    ['a type of a language', 'sources: !!js/function "function(){}"\nx: !!python/object/apply:os.system ["id"]'],
    [
      'a prototype',
      'sources:\n  - type: xray\n    xray_region: us-east-1\n    __proto__: {owned: true}\n    constructor: {prototype: {owned: true}}\n__proto__:\n  owned: true\n',
    ],
    ['very many sources', `sources:\n${'  - {type: xray, xray_region: us-east-1}\n'.repeat(2_000)}`],
    ['a variable within a variable', 'sources:\n  - type: xray\n    xray_region: ${A:-${B:-${C:-us-east-1}}}\n'],
    ['a variable without end', `sources:\n  - type: xray\n    xray_region: ${'${A:-'.repeat(5_000)}\n`],
  ])('is read or told of, and does no harm: %s', (_what, text) => {
    const { sources, problems } = readConfig(text, 'config.yaml', {}, null)
    expect(Array.isArray(sources)).toBe(true)
    for (const { message } of problems) expect(message).not.toBe('')
  })

  it.each(allAttacks.map(({ name, text }) => [name, text]))('takes a name as a name: %s', (_what, text) => {
    const { sources, problems } = readConfig(
      `sources:\n  - type: xray\n    name: ${JSON.stringify(text)}\n    xray_region: us-east-1\n`,
      'config.yaml',
      {},
      null,
    )
    expect(sources.length + problems.length).toBeGreaterThan(0)
  })
})

describe('hostile keys', () => {
  const values = JSON.parse(
    '{"__proto__":{"owned":true},"constructor":{"prototype":{"owned":true}},"a":{"__proto__":{"owned":true}},"toString":"x","hasOwnProperty":1}',
  ) as Record<string, unknown>

  it.each(['flat', 'nested', 'underscored'] as const)('are attributes like all others: %s', (spelling) => {
    const attributes = attributesOf([{ origin: 'labels', spelling, values }])
    expect(attributes.get('toString')).toBe('x')
    expect(attributes.get('valueOf')).toBeUndefined()
    expect(attributes.get('owned')).toBeUndefined()
    expect(attributes.get('a.owned')).toBeUndefined()
    expect(attributes.entries().map(({ key }) => key)).toContain(
      spelling === 'nested' ? '__proto__.owned' : '__proto__',
    )
  })
})

describe.skipIf(process.platform === 'win32')('a hostile name in a command that a user copies', () => {
  it('is one word of it, whatever it holds', () => {
    // A shell's word cannot be longer than an argument of a program.
    const texts = allAttacks.map(({ text }) => text.slice(0, 2000)).filter((text) => text !== '')
    const script = `printf '%s\\0' ${texts.map(shellWord).join(' ')}`
    const read = execFileSync('/bin/sh', ['-s'], { input: script, env: {} }).toString('utf8').split('\0').slice(0, -1)
    expect(read).toEqual(texts.map((text) => text.replaceAll(/\p{Cc}/gu, '?')))
  })

  it('holds nothing that a terminal would take for a key', () => {
    for (const { text } of allAttacks) expect(shellWord(text)).not.toMatch(/\p{Cc}/u)
  })
})

describe('a hostile address', () => {
  it('is a link only where it is plain https, and then says where it leads', () => {
    for (const { name, text } of allAttacks) {
      const link = outsideLink(text)
      if (link === null) continue
      const { protocol, username, password } = new URL(link)
      expect([protocol, username, password], name).toEqual(['https:', '', ''])
      expect(link, name).toMatch(/^[\x21-\x7e]+$/)
    }
    expect(outsideLink('https://аррӏе.example/')).toBe('https://xn--80ak6aa92e.example/')
    expect(outsideLink('https://docs.example/a b')).toBeNull()
  })
})

describe('a hostile text in a report', () => {
  const drawn = (markdown: string, skipHtml: boolean) =>
    renderToStaticMarkup(createElement(ReactMarkdown, { remarkPlugins: [remarkGfm], skipHtml }, markdown))

  it.each([
    ['within a line', (text: string) => `# ${inline(text)}\n\nafter\n`],
    ['as code', (text: string) => `Calls ${code(text)}\n\nafter\n`],
    ['as a block', (text: string) => `${fenced(text, 'text')}\n\nafter\n`],
    ['as a quotation', (text: string) => `${quoted(text)}\n\nafter\n`],
  ])('is text: no image, no HTML, and nothing of what follows is taken in — %s', (_where, write) => {
    // Nesting without end is drawn or not as a viewer likes; what it holds is the same.
    for (const { name, text } of allAttacks.filter((one) => !one.name.includes(' within '))) {
      const report = write(text.slice(0, 600))
      const plain = drawn(report, true)
      expect(drawn(report, false), `${name}: ${report}`).toBe(plain)
      expect(plain, name).not.toMatch(/<img/)
      expect(plain.endsWith('<p>after</p>'), `${name}: ${plain.slice(-200)}`).toBe(true)
    }
  })
})
