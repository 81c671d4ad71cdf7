import { describe, expect, it } from 'vitest'
import { attributesOf } from '../../../src/main/semantics/attributes.ts'

describe('attributes', () => {
  const attributes = attributesOf([
    { origin: 'annotations', spelling: 'underscored', values: { 'gen_ai.request_model': 'a', plain_key: 1 } },
    {
      origin: 'metadata.default',
      spelling: 'nested',
      values: {
        gen_ai: { request: { model: 'b', top_p: null }, 'usage.input_tokens': 3 },
        list: [{ a: 1 }],
        empty: {},
      },
    },
  ])

  it('are found by their canonical key, the first place first', () => {
    expect(attributes.get('gen_ai.request.model')).toBe('a')
    expect(attributes.get('gen_ai.usage.input_tokens')).toBe(3)
    expect(attributes.get('plain.key')).toBe(1)
    expect(attributes.get('gen_ai.request.top_p')).toBeUndefined()
    expect(attributes.get('toString')).toBeUndefined()
    expect(attributes.get('gen_ai.toString')).toBeUndefined()
  })

  it('tell the key that the platform had', () => {
    expect(attributes.find('gen_ai.request.model')?.origin).toBe('annotations["gen_ai.request_model"]')
    expect(attributes.find('gen_ai.usage.input_tokens')?.origin).toBe('metadata.default["gen_ai.usage.input_tokens"]')
  })

  it('are listed once each, nested objects flattened and arrays whole', () => {
    expect(attributes.entries().map(({ key }) => key)).toEqual([
      'gen_ai.request_model',
      'plain_key',
      'gen_ai.request.model',
      'gen_ai.request.top_p',
      'gen_ai.usage.input_tokens',
      'list',
      'empty',
    ])
  })

  it('know the beginnings of their keys', () => {
    expect(attributes.hasPrefix('gen_ai.')).toBe(true)
    expect(attributes.hasPrefix('llm.')).toBe(false)
  })

  it('of any depth can be listed', () => {
    let deep: Record<string, unknown> = { end: 1 }
    for (let i = 0; i < 20_000; i++) deep = { x: deep }
    expect(attributesOf([{ origin: 'custom', spelling: 'nested', values: deep }]).entries()).toHaveLength(1)
  })
})
