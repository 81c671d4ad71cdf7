import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunSummary } from '../../../src/shared/model/agent-run.ts'
import { queryFields, statusWords } from '../../../src/shared/query/fields.ts'
import { conjunctsOf, matchQuery } from '../../../src/shared/query/match.ts'
import { parseQuery, type Query } from '../../../src/shared/query/parse.ts'
import { printQuery } from '../../../src/shared/query/print.ts'
import { microseconds, milliseconds } from '../../../src/shared/units.ts'

const known: RunSummary = {
  id: '65535f3c-0000-0000-0000-000000000000',
  cloudProvider: 'aws',
  cloudTraceId: '1-65535f3c-abcdefabcdefabcdefabcdef',
  name: 'Plan a trip',
  status: 'error',
  startTime: microseconds(1_700_000_000_000_000),
  endTime: microseconds(1_700_000_003_000_000),
  durationMs: milliseconds(3000),
  error: 'Rate limit reached',
  errorCount: 2,
  stepCount: 12,
  totalTokens: 1500,
  models: ['gpt-4o-2024-08-06', 'claude-sonnet-4'],
  tools: ['get_forecast'],
  agentName: 'travel-agent',
  sessionId: 'session-7',
  serviceName: 'booking',
  environment: 'Production',
}

const unknown: RunSummary = {
  ...known,
  status: 'unknown',
  durationMs: null,
  error: null,
  errorCount: null,
  stepCount: null,
  totalTokens: null,
  models: null,
  tools: null,
  agentName: null,
  sessionId: null,
  serviceName: null,
  environment: null,
}

function parse(text: string): Query {
  const parsed = parseQuery(text)
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message} at ${parsed.error.position}`)
  return parsed.query
}

const matches = (text: string, run = known) => matchQuery(parse(text), run, 'prod-xray')

describe('the filter language finds a run', () => {
  it.each([
    '',
    'trip',
    'PLAN trip',
    '"a trip"',
    'is:error',
    'status:error',
    '-is:ok',
    'duration>2s',
    'duration >= 3000ms',
    'duration<0.1h',
    'tokens>1000',
    'tokens>1k',
    'tokens:1500',
    'tokens:>1.4k',
    'steps>=10',
    'steps!=11',
    'errors>1',
    'model:gpt-4o',
    'model:claude*',
    'tool:forecast',
    'get_forecast',
    'model=claude-sonnet-4',
    'agent:travel',
    'session=SESSION-7',
    'service:book',
    'env=production',
    'id:abcdef',
    'name:"plan a"',
    'error:"rate limit"',
    'source:prod',
    'cloud:aws',
    'is:ok or tokens>1',
    'is:error and (model:nope or model:gpt)',
    'not is:ok',
    '-(is:ok or is:running)',
    'agent:*',
    'https://x or trip',
  ])('with %s', (text) => expect(matches(text)).toBe(true))

  it.each([
    'weather',
    '-trip',
    'is:ok',
    'duration>3s',
    'tokens<1500',
    'model:gpt-5',
    'model=gpt-4o',
    'tool=forecast',
    'model:gpt*sonnet',
    'env!=production',
    '-agent:travel',
    'trip and weather',
    'is:ok or weather',
    'source:dev',
  ])('and not with %s', (text) => expect(matches(text)).toBe(false))
})

describe('a field that the listing does not know', () => {
  it.each([
    'duration>1ms',
    'tokens>0',
    'steps<5',
    'errors=0',
    'model:gpt',
    'tool:x',
    'agent:a',
    'env=x',
    'is:error',
    'error:x',
  ])('neither matches %s nor its negation', (text) => {
    expect(matches(text, unknown)).toBe(false)
    expect(matches(`-${text}`, unknown)).toBe(false)
    expect(matches(`not (${text})`, unknown)).toBe(false)
  })

  it('leaves an or to the parts that are known', () => {
    expect(matches('tokens>0 or trip', unknown)).toBe(true)
    expect(matches('tokens>0 trip', unknown)).toBe(false)
    expect(matches('-(tokens>0 weather)', unknown)).toBe(true)
  })

  it('can be asked for with *', () => {
    expect(matches('model:*', unknown)).toBe(false)
    expect(matches('-model:*', unknown)).toBe(true)
    expect(matches('is:unknown', unknown)).toBe(true)
  })

  it('is an error all the same where failed steps were counted', () => {
    expect(matches('is:error', { ...unknown, errorCount: 1 })).toBe(true)
    expect(matches('is:ok', { ...unknown, errorCount: 0 })).toBe(false)
  })

  it('knows that a run which went well has no error text', () => {
    expect(matches('-error:limit', { ...known, status: 'ok', error: null })).toBe(true)
  })
})

describe('a filter that cannot be read says where and what was expected', () => {
  it.each([
    ['duration>2', 9, /a time such as 500ms, 2s/],
    ['tokens>many', 7, /a number such as 10/],
    ['modle:gpt', 0, /no field "modle"; did you mean model\?/],
    ['is:eror', 3, /one of error, ok, running, unknown; did you mean error\?/],
    ['(trip', 0, /never closed/],
    ['trip)', 4, /closes nothing/],
    ['trip "a b', 5, /quote is never closed/],
    ['trip or', 7, /missing/],
    ['and trip', 0, /missing before "and"/],
    ['()', 1, /nothing between/],
    ['model:', 6, /a text is missing after "model:"/],
    ['model>x', 5, /cannot be more or less/],
    ['-', 0, null],
  ] as const)('%s', (text, position, message) => {
    const parsed = parseQuery(text)
    if (message === null) return expect(parsed.ok).toBe(true)
    expect(parsed).toMatchObject({ ok: false, error: { position, message: expect.stringMatching(message) } })
  })

  it('and is not taken in by thousands of brackets', () => {
    expect(parseQuery('('.repeat(10_000))).toMatchObject({ ok: false })
    expect(parseQuery(`${'-'.repeat(10_000)}x`)).toMatchObject({ ok: false })
  })
})

const word = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.constantFrom('and', 'or', 'not', '-x', 'model:x', 'a b', '(', '"', '\\', '>5', '='),
)
const leaf: fc.Arbitrary<Query> = fc.oneof(
  word.map((text): Query => ({ kind: 'text', text })),
  fc
    .tuple(
      fc.constantFrom(...queryFields),
      fc.constantFrom(':', '=', '!=', '>', '>=', '<', '<='),
      word,
      fc.integer({ min: 0, max: 1e9 }),
    )
    .map(([field, operator, text, number]): Query => {
      const isNumber = field.kind === 'number' || field.kind === 'duration'
      const plain = operator === ':' || operator === '=' || operator === '!=' ? operator : ':'
      if (isNumber) return { kind: 'compare', field: field.name, operator: operator as ':', value: number }
      const value = field.kind === 'status' ? statusWords[number % 4]! : text
      return { kind: 'compare', field: field.name, operator: plain as ':', value }
    }),
)
const tree = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 4 },
    leaf,
    tie('query').map((part): Query => ({ kind: 'not', part })),
    fc
      .tuple(fc.constantFrom('and', 'or'), fc.array(tie('query'), { minLength: 2, maxLength: 3 }))
      .map(([kind, parts]): Query => {
        const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]))
        return { kind: kind as 'and', parts: flat }
      }),
  ),
})).query

describe('the part that cannot be read', () => {
  it.each([
    ['is:eror x', 'eror'],
    ['modle:gpt', 'modle'],
    ['a tokens>many b', 'many'],
    ['name>x', '>'],
    ['a (b', '('],
    ['a "b c', '"b c'],
    ['a or', ''],
  ])('of %s is %s', (text, part) => {
    const parsed = parseQuery(text)
    expect(parsed.ok ? null : text.slice(parsed.error.position, parsed.error.end)).toBe(part)
  })
})

describe('the parts that must all hold', () => {
  it.each([
    ['', []],
    ['is:error', ['is:error']],
    ['a duration>2s (b or c) -d', ['a', 'duration>2s', 'b or c', '-d']],
    ['a or b', ['a or b']],
  ])('of "%s"', (text, parts) => expect(conjunctsOf(parse(text)).map(printQuery)).toEqual(parts))
})

describe('printing', () => {
  it('gives a text that is read back to the same filter', () => {
    fc.assert(
      fc.property(tree, (query) => {
        expect(parseQuery(printQuery(query))).toEqual({ ok: true, query })
      }),
      { numRuns: 500 },
    )
  })

  it('never throws for any text that is read', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const parsed = parseQuery(text)
        if (parsed.ok) expect(parseQuery(printQuery(parsed.query))).toEqual(parsed)
        else expect(parsed.error.position).toBeLessThanOrEqual(text.length)
      }),
      { numRuns: 500 },
    )
  })

  it('chooses short forms', () => {
    expect(printQuery(parse('duration > 2000ms AND model:"gpt-4o"'))).toBe('duration>2s model:gpt-4o')
    expect(printQuery(parse('(a or b) and not c'))).toBe('(a or b) -c')
  })
})
