import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scoreOf, wordsOf } from '../../src/renderer/src/features/palette/score.ts'
import {
  type PaletteItem,
  type PaletteStock,
  searchStock,
} from '../../src/renderer/src/features/palette/palette-item.ts'
import { runFinder } from '../../src/renderer/src/features/palette/run-finder.ts'
import { stepFinder } from '../../src/renderer/src/features/palette/step-finder.ts'
import type { SourceState } from '../../src/shared/contract.ts'
import { parseSourceUrl } from '../../src/shared/source.ts'
import { row } from '../support/fake-store.ts'
import { flatten, forest, outlineOf } from '../shared/outline-reference.ts'

function item(kind: PaletteItem['kind'], label: string): PaletteItem {
  const text = label.toLocaleLowerCase()
  return { id: `${kind}:${label}`, kind, label, detail: '', text, keys: [], mark: {}, run: () => {} }
}

function stockOf(...items: PaletteItem[]): PaletteStock {
  return { items, finders: [], openId: () => null }
}

function found(stock: PaletteStock, query: string, recent: readonly string[] = []): string[] {
  return searchStock(stock, query, recent).flatMap((group) => group.items.map((one) => one.label))
}

const score = (text: string, query: string) => scoreOf(text.toLocaleLowerCase(), wordsOf(query), true)

describe('the score of a text', () => {
  it('puts its start before the start of a word, that before any other place, and initials last', () => {
    const order = ['fold', 'fold all', 'show fold', 'unfold all', 'full old', 'nothing']
    const scores = order.map((text) => score(text, 'fold'))
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    expect(scores.slice(0, 4).every((one, at) => one > (scores[at + 1] ?? -1))).toBe(true)
    expect(scores.at(-1)).toBe(0)
  })

  it('reads initials of words, each letter at the start of a word or behind the one before', () => {
    expect(score('Keyboard shortcuts', 'ks')).toBeGreaterThan(0)
    expect(score('Keyboard shortcuts', 'kesh')).toBeGreaterThan(0)
    expect(score('Keyboard shortcuts', 'yd')).toBe(0)
  })

  it('asks for every word, in any order and letter case', () => {
    expect(score('Open a run by its trace id', 'ID open')).toBeGreaterThan(0)
    expect(score('Open a run by its trace id', 'open source')).toBe(0)
  })

  it('is above zero exactly where each word is in the text, when initials do not count', () => {
    const text = fc.stringMatching(/^[a-c ]{0,12}$/)
    fc.assert(
      fc.property(text, text, (within, query) => {
        const words = wordsOf(query)
        const all = words.length > 0 && words.every((word) => within.includes(word))
        expect(scoreOf(within, words, false) > 0).toBe(all)
      }),
    )
  })
})

describe('the palette', () => {
  const stock = stockOf(item('action', 'Settings'), item('action', 'Fold all'), item('source', 'staging'))

  it('shows everything without a query, what was chosen last first and only once', () => {
    expect(found(stock, '', ['action:Fold all', 'action:gone'])).toEqual(['Fold all', 'staging', 'Settings'])
  })

  it('shows the group with the best answer first', () => {
    expect(found(stock, 'st')).toEqual(['staging'])
    expect(found(stock, 's')).toEqual(['staging', 'Settings'].toSorted((a, b) => a.length - b.length))
  })

  it('puts what was chosen last first among equals', () => {
    const themes = stockOf(item('action', 'Theme: dark'), item('action', 'Theme: light'))
    expect(found(themes, 'theme')[0]).toBe('Theme: dark')
    expect(found(themes, 'theme', ['action:Theme: light'])[0]).toBe('Theme: light')
  })
})

describe('runs in the palette', () => {
  const source = { id: 'one', settings: { ...parseSourceUrl('xray://us-east-1/'), name: 'one' } } as SourceState

  it('are found by name, agent, session and id, the newest first among equals', () => {
    const runs = [
      row('a1', 10),
      { ...row('b2', 30), agentName: 'planner' },
      { ...row('c3', 20), sessionId: 'planner-7' },
    ]
    const finder = runFinder([{ source, pages: [runs] }], 'utc')
    const ids = (query: string) => finder.find(wordsOf(query), 7).map((one) => one.item.id)
    expect(ids('planner')).toEqual(['run:one/b2', 'run:one/c3'])
    expect(ids('run a1')).toEqual(['run:one/a1'])
    expect(ids('run')).toEqual(['run:one/b2', 'run:one/c3', 'run:one/a1'])
    expect(ids('elsewhere')).toEqual([])
  })

  it('are the best of all pages, no more than asked for', () => {
    const pages = [0, 1, 2, 3].map((page) => Array.from({ length: 50 }, (_, i) => row(`p${page}-${i}`, page * 50 + i)))
    const found = runFinder([{ source, pages }], 'utc').find(['run'], 3)
    expect(found.map((one) => one.item.id)).toEqual(['run:one/p3-49', 'run:one/p3-48', 'run:one/p3-47'])
  })
})

describe('steps in the palette', () => {
  it('are found by name, the earliest first among equals', () => {
    fc.assert(
      fc.property(forest, (nodes) => {
        const wanted = flatten(nodes).filter((one) => one.node.name === 'read_file')
        const found = stepFinder(outlineOf(nodes)).find(['read_file'], 5)
        expect(found.map((one) => one.item.id)).toEqual(wanted.slice(0, 5).map((one) => `step:span-${one.index}`))
      }),
    )
  })
})
