import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseQuery } from '../../../../src/demo/datadog/search-query.ts'
import { escapeValue, listQuery, traceQuery } from '../../../../src/main/stores/datadog/query.ts'

describe('the query of a list', () => {
  it('asks for root and service-entry spans', () => {
    expect(listQuery(null, false)).toBe('@_top_level:1')
    expect(listQuery('my-service', false)).toBe('@_top_level:1 service:my-service')
  })

  it('asks for every failed span when only failures are wanted', () => {
    expect(listQuery(null, true)).toBe('status:error')
    expect(listQuery('shop', true)).toBe('status:error service:shop')
  })

  it('keeps a service name one term, whatever is in it', () => {
    expect(listQuery('shop OR status:error', false)).toBe(String.raw`@_top_level:1 service:shop\ OR\ status\:error`)
    expect(escapeValue('-a*b?"c"(d)\\')).toBe(String.raw`\-a\*b\?\"c\"\(d\)\\`)
  })

  it('matches exactly the named service in a parser of the syntax', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 20 }), fc.string({ maxLength: 20 }), (name, other) => {
        fc.pre(name.trim() !== '' && !/[^\S ]/.test(name) && !name.includes('\uE000'))
        const matches = parseQuery(listQuery(name, false), (field) => field === 'service')
        const span = (service: string) => (field: string) => (field === 'service' ? service : 1)
        expect(matches(span(name))).toBe(true)
        if (other !== name) expect(matches(span(other))).toBe(false)
      }),
      { numRuns: 300 },
    )
  })
})

it('asks for a trace under every form of its id', () => {
  expect(traceQuery(['123'])).toBe('trace_id:123')
  expect(traceQuery(['123', 'ab'.repeat(16)])).toBe(`trace_id:123 OR trace_id:${'ab'.repeat(16)}`)
})
