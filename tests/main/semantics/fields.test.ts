import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributesOf, type Spelling } from '../../../src/main/semantics/attributes.ts'
import { FieldReader } from '../../../src/main/semantics/field-reader.ts'
import { fieldNames, fieldTable } from '../../../src/main/semantics/fields.ts'
import { readRunFields } from '../../../src/main/semantics/run-fields.ts'

function read(values: Record<string, unknown>, spelling: Spelling = 'flat') {
  return new FieldReader({ trace: true }).read(attributesOf([{ origin: 'place', spelling, values }]))
}

/** `a.b.c` as objects within objects. */
function nested(key: string, value: unknown): Record<string, unknown> {
  const parts = key.split('.')
  return parts.reduceRight<unknown>((inner, part) => ({ [part]: inner }), value) as Record<string, unknown>
}

const sample: Record<string, unknown> = {
  text: 'word',
  count: 7,
  quantity: 1.5,
  flag: true,
  texts: ['x'],
  any: { k: 1 },
}
const everyAlias = fieldNames.flatMap((field) => fieldTable[field].aliases.map((alias) => [field, alias] as const))

describe('every alias of the table', () => {
  it.each(everyAlias)('%s is read from %s, dotted, nested and underscored', (field, alias) => {
    const { kind } = fieldTable[field]
    const value = sample[kind]
    expect(read({ [alias]: value }).value(field)).toEqual(value)
    expect(read(nested(alias, value), 'nested').value(field)).toEqual(value)
    expect(read({ [alias]: value }, 'nested').value(field)).toEqual(value)
    expect(read({ [alias.replaceAll('.', '_')]: value }, 'underscored').value(field)).toEqual(value)
    expect(read({ [alias]: value }, 'underscored').value(field)).toEqual(value)
  })

  it.each(everyAlias)('%s tells that it came from %s', (field, alias) => {
    expect(read({ [alias]: sample[fieldTable[field].kind] }).origin(field)).toEqual({
      origin: `place[${JSON.stringify(alias)}]`,
      alias,
    })
  })
})

describe('the readers of fields', () => {
  it('prefer the earlier alias, wherever it stands', () => {
    const values = { 'ai.model.id': 'c', 'gen_ai.request.model': 'b', 'gen_ai.response.model': 'a' }
    expect(read(values).text('model')).toBe('a')
    const layers = Object.entries(values).map(([key, value]) => ({
      origin: key,
      spelling: 'flat' as const,
      values: { [key]: value },
    }))
    expect(new FieldReader().read(attributesOf(layers)).text('model')).toBe('a')
  })

  it('prefer the earlier place for the same key', () => {
    const layers = ['first', 'second'].map((origin) => ({
      origin,
      spelling: 'flat' as const,
      values: { 'session.id': origin },
    }))
    expect(new FieldReader().read(attributesOf(layers)).text('sessionId')).toBe('first')
  })

  it('pass over a value that is not usable to the next alias', () => {
    const fields = read({
      'gen_ai.usage.input_tokens': 'many',
      'llm.token_count.prompt': '12',
      'gen_ai.usage.output_tokens': -1,
    })
    expect(fields.number('inputTokens')).toBe(12)
    expect(fields.number('outputTokens')).toBeNaN()
  })

  it.each([
    ['12', 12],
    [' 12 ', 12],
    ['12.0', 12],
    [0, 0],
    ['0', 0],
    [12.5, Number.NaN],
    ['1e3', Number.NaN],
    ['', Number.NaN],
    ['12 tokens', Number.NaN],
    [-3, Number.NaN],
    [true, Number.NaN],
    [null, Number.NaN],
    [{}, Number.NaN],
    ['99999999999999999999', Number.NaN],
    [Infinity, Number.NaN],
  ])('read the token count %j as %d', (value, count) => {
    expect(read({ 'gen_ai.usage.input_tokens': value }).number('inputTokens')).toBe(count)
  })

  it('never make a number of an id', () => {
    expect(read({ 'session.id': '00012345678901234567890' }).text('sessionId')).toBe('00012345678901234567890')
  })

  it.each([
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    ['["a","b"]', ['a', 'b']],
    ['a, b', ['a', 'b']],
    ['', []],
    [[], []],
  ])('read the tags %j', (value, tags) => {
    expect(read({ 'tag.tags': value }).texts('tags')).toEqual(tags)
  })

  it('forget one span when the next is read', () => {
    const reader = read({ 'gen_ai.request.model': 'm', 'gen_ai.agent.name': 'a' })
    reader.read(attributesOf([]))
    expect(fieldNames.filter((field) => reader.has(field))).toEqual([])
    expect(reader.signals('model')).toBe(false)
  })

  it('meet mixtures of nested and dotted keys', () => {
    const values = {
      'gen_ai.usage': { input_tokens: 3 },
      gen_ai: { 'response.model': 'm', usage: { output_tokens: '4' } },
    }
    const fields = read(values, 'nested')
    expect([fields.number('inputTokens'), fields.number('outputTokens'), fields.text('model')]).toEqual([3, 4, 'm'])
  })

  it('agree with a plain look-up of the same alias, for any attributes', () => {
    const keys = fc.constantFrom(
      ...everyAlias.map(([, alias]) => alias),
      'constructor',
      '__proto__',
      'gen_ai',
      'gen_ai.x',
    )
    const spelling = fc.constantFrom<Spelling>('flat', 'nested', 'underscored')
    fc.assert(
      fc.property(
        fc.dictionary(keys, fc.oneof(fc.jsonValue(), fc.constantFrom('7', 'word'))),
        spelling,
        (values, spelled) => {
          const attributes = attributesOf([{ origin: 'p', spelling: spelled, values }])
          const fields = new FieldReader({ trace: true }).read(attributes)
          for (const field of fieldNames) {
            const from = fields.origin(field)
            if (from) expect(attributes.get(from.alias)).toBeDefined()
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('signals', () => {
  it.each<[string, 'model' | 'tool' | 'agent', boolean]>([
    ['gen_ai.system', 'model', true],
    ['gen_ai_request_model', 'model', true],
    ['gen_ai.something.new', 'model', true],
    ['gen_ai.prompt.0.content', 'model', true],
    ['gen_ai.agent.name', 'model', false],
    ['gen_ai.agent.name', 'agent', true],
    ['gen_ai.conversation.id', 'model', false],
    ['gen_ai.event.start_time', 'model', false],
    ['gen_ai.tool.name', 'tool', true],
    ['gen_ai.tool.definitions', 'tool', false],
    ['model', 'model', false],
    ['model_name', 'model', false],
    ['general', 'model', false],
  ])('%s as a sign of %s: %s', (key, kind, expected) => {
    expect(read({ [key]: 'x' }, 'underscored').signals(kind)).toBe(expected)
    if (!key.startsWith('gen_ai_')) {
      expect(read({ [key]: 'x' }).signals(kind)).toBe(expected)
      expect(read(nested(key, 'x'), 'nested').signals(kind)).toBe(expected)
    }
  })
})

describe('what a listing reads of a root', () => {
  it('is read in any spelling, and null where it is not told', () => {
    const values = { gen_ai_agent_name: 'planner', session_id: 's', gen_ai_usage_input_tokens: '5', env: 'prod' }
    const fields = readRunFields(attributesOf([{ origin: 'annotations', spelling: 'underscored', values }]))
    expect(fields).toEqual({
      operation: null,
      agentName: 'planner',
      agentId: null,
      sessionId: 's',
      userId: null,
      environment: 'prod',
      model: null,
      provider: null,
      inputTokens: 5,
      outputTokens: null,
      totalTokens: 5,
    })
  })
})
