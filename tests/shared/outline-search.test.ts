import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hitMarks, searchOutline, withAncestors } from '../../src/shared/model/outline-search.ts'
import { ancestors, flatten, forest, outlineOf } from './outline-reference.ts'

const query = fc.constantFrom('', ' ', 'chat', 'SEARCH', 'gpt', 'écrire', 'e', ' read_ ', 'nothing like it')

describe('searching an outline', () => {
  it('finds the steps whose name or model holds the text, whatever its case', () => {
    fc.assert(
      fc.property(forest, query, (nodes, text) => {
        const wanted = text.trim().toLowerCase()
        const expected = flatten(nodes)
          .filter(({ node }) => [node.name, node.model ?? ''].some((one) => one.toLowerCase().includes(wanted)))
          .map((one) => one.index)
        expect([...searchOutline(outlineOf(nodes), text)]).toEqual(wanted === '' ? [] : expected)
      }),
    )
  })

  it('keeps the ancestors of what it found', () => {
    fc.assert(
      fc.property(forest, query, (nodes, text) => {
        const flat = flatten(nodes)
        const outline = outlineOf(nodes)
        const hits = searchOutline(outline, text)
        const kept = new Set([...hits].flatMap((hit) => [hit, ...ancestors(flat, hit)]))
        expect([...withAncestors(outline, hits)]).toEqual([...kept].sort((a, b) => a - b))
        expect([...hitMarks(outline, hits)]).toEqual(flat.map((one) => (hits.includes(one.index) ? 1 : 0)))
      }),
    )
  })
})
