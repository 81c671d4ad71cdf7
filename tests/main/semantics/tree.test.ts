import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outlineFlags } from '../../../src/shared/model/outline.ts'
import type { Span } from '../../../src/main/semantics/span.ts'
import { assemble, detail, drawn, span } from './make-span.ts'

describe('the tree of steps', () => {
  it('puts every child under its parent, siblings by start, whatever the order of the spans', async () => {
    const spans = [
      span('late', 'root', { start: 30 }),
      span('leaf', 'early', { start: 15 }),
      span('root', null),
      span('early', 'root', { start: 10 }),
    ]
    const expected = ['root', '  early', '    leaf', '  late']
    expect(drawn(await assemble(spans))).toEqual(expected)
    expect(drawn(await assemble(spans.toReversed()))).toEqual(expected)
  })

  it('gives a trace of one span one step', async () => {
    const run = await assemble([span('only', null)])
    expect(drawn(run)).toEqual(['only'])
    expect(run.header.stepCount).toBe(1)
    expect(run.notices).toEqual([])
  })

  it('makes an empty run of a trace without spans', async () => {
    const run = await assemble([])
    expect(run.outline.length).toBe(0)
    expect(run.header).toMatchObject({
      status: 'unknown',
      startTime: null,
      endTime: null,
      stepCount: 0,
      totalTokens: null,
    })
  })

  it('puts siblings without a start last, and equal ones in the order of their ids', async () => {
    const run = await assemble([
      span('c', 'root', { start: null }),
      span('b', 'root', { start: 5 }),
      span('root', null),
      span('a', 'root', { start: 5 }),
    ])
    expect(drawn(run)).toEqual(['root', '  a', '  b', '  c'])
    expect(run.outline.offset[3]).toBeNaN()
  })

  it('allows several roots', async () => {
    expect(drawn(await assemble([span('b', null, { start: 2 }), span('a', null, { start: 1 })]))).toEqual(['a', 'b'])
  })

  it('hangs orphans under one placeholder per missing parent, which says what is known', async () => {
    const run = await assemble([
      span('root', null),
      span('o1', 'gone', { start: 7, service: 'billing' }),
      span('o2', 'gone', { start: 9 }),
      span('o3', 'lost', { start: 8 }),
    ])
    expect(drawn(run)).toEqual(['root', 'Missing span', '  o1', '  o2', 'Missing span', '  o3'])
    expect(run.outline.flags[1]! & outlineFlags.missing).toBeTruthy()
    expect(run.outline.offset[1]).toBeNaN()
    expect(run.header.stepCount).toBe(4)
    expect(run.notices).toMatchObject([{ code: 'orphaned', count: 3 }])
    const placeholder = detail(run, 'gone')
    expect(placeholder).toMatchObject({
      missing: true,
      startTime: null,
      durationMs: null,
      spanId: 'gone',
      parentId: null,
    })
    expect(placeholder.remarks.join(' ')).toMatch(/parent of 2 steps/)
    expect(placeholder.remarks.join(' ')).toMatch(/billing/)
    expect(placeholder.remarks.join(' ')).not.toMatch(/reload/i)
    expect(detail(run, 'o1').parentId).toBe(placeholder.id)
  })

  it('keeps one of two deliveries of the same span, the finished one', async () => {
    const run = await assemble([
      span('root', null, { name: 'work', end: null, running: true }),
      span('root', null, { name: 'work', end: 50 }),
      span('child', 'root', { start: 1 }),
    ])
    expect(drawn(run)).toEqual(['work', '  child'])
    expect(run.header.status).toBe('ok')
    expect(run.outline.duration[0]).toBe(50)
    expect(run.notices).toMatchObject([{ code: 'duplicate-span', count: 1 }])
  })

  it('shows both of two different spans with one id, and says so', async () => {
    const run = await assemble([
      span('x', null, { name: 'client', start: 0 }),
      span('x', null, { name: 'server', start: 3 }),
      span('child', 'x', { start: 4 }),
    ])
    expect(drawn(run)).toEqual(['client', '  child', 'server'])
    expect(run.outline.spanIds).toEqual(['x', 'child', 'x#2'])
    expect(detail(run, 'x#2').remarks.join(' ')).toMatch(/same id/)
    expect(run.notices).toMatchObject([{ code: 'duplicate-span', count: 1 }])
  })

  it('opens a circle of parents at its earliest span, and says so', async () => {
    const run = await assemble([
      span('a', 'c', { start: 1 }),
      span('b', 'a', { start: 2 }),
      span('c', 'b', { start: 3 }),
      span('self', 'self', { start: 4 }),
    ])
    expect(drawn(run)).toEqual(['a', '  b', '    c', 'self'])
    expect(detail(run, 'a').remarks.join(' ')).toMatch(/leads back to itself/)
    expect(run.notices).toMatchObject([{ code: 'info', count: 2 }])
  })

  it('takes a chain of 10,000 spans, detail and canonical tree included', async () => {
    const chain = Array.from({ length: 10_000 }, (_, i) => span(`s${i}`, i === 0 ? null : `s${i - 1}`, { start: i }))
    const run = await assemble(chain.toReversed())
    expect(run.outline.depth[9_999]).toBe(9_999)
    expect(run.outline.size[0]).toBe(10_000)
    expect(detail(run, 's9999').parentSpanId).toBe('s9998')
    let depth = 0
    for (let step = run.toAgentRun().steps[0]; step; step = step.children[0]) depth++
    expect(depth).toBe(10_000)
  })

  it('notices that a step of another service starts before its caller', async () => {
    const run = await assemble([
      span('caller', null, { service: 'a', start: 5000, end: 9000 }),
      span('callee', 'caller', { service: 'b', start: 0, end: 8000 }),
    ])
    expect(run.notices).toMatchObject([{ code: 'clock-skew', count: 1 }])
  })

  it('leaves the event loop its turns while it assembles', async () => {
    const spans = Array.from({ length: 60_000 }, (_, i) =>
      span(`s${i}`, i === 0 ? null : `s${i >> 3}`, { start: i % 977 }),
    )
    let turns = 0
    let going = true
    const tick = () => {
      turns++
      if (going) setImmediate(tick)
    }
    setImmediate(tick)
    await assemble(spans)
    going = false
    expect(turns).toBeGreaterThan(3)
  })
})

/** Spans of any shape: shared ids, missing and circular parents, times unknown or backwards. */
const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', '', 'a#2')
const anySpan: fc.Arbitrary<Span> = fc
  .record({
    id: ids,
    parent: fc.option(ids),
    start: fc.option(fc.integer({ min: -5, max: 5 })),
    end: fc.option(fc.integer({ min: -5, max: 9 })),
    running: fc.boolean(),
    name: fc.constantFrom('n', 'chat gpt-4o', ''),
    attributes: fc.dictionary(
      fc.constantFrom('gen_ai.operation.name', 'gen_ai.usage.input_tokens', 'gen_ai.input.messages', 'session.id', 'x'),
      fc.oneof(fc.jsonValue(), fc.constantFrom('chat', '12', '[{"role":"user","content":"hi"}]')),
    ),
  })
  .map(({ id, parent, start, end, running, name, attributes }) =>
    span(id, parent, { start, end, running, name, attributes }),
  )

describe('any spans in any order', () => {
  it('give a tree that holds every id once, without circles, siblings sorted, the same whatever the order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anySpan, { maxLength: 14 }), fc.integer(), async (spans, seed) => {
        const run = await assemble(spans)
        const { outline } = run
        expect(new Set(outline.spanIds).size).toBe(outline.length)
        for (const { spanId } of spans) expect(outline.spanIds).toContain(spanId)
        for (let i = 0; i < outline.length; i++) {
          expect(outline.parent[i]).toBeLessThan(i)
          const up = outline.parent[i]!
          if (up !== -1) expect(i).toBeLessThan(up + outline.size[up]!)
          const next = i + outline.size[i]!
          const isSibling = next < outline.length && outline.parent[next] === up
          const [a, b] = [outline.offset[i]!, outline.offset[next] ?? Number.NaN]
          if (isSibling && !Number.isNaN(a) && !Number.isNaN(b)) expect(a).toBeLessThanOrEqual(b)
          expect(run.detail(outline.spanIds[i]!)).not.toBeNull()
        }
        const shuffled = spans
          .map((item, i) => ({ item, key: Math.sin(seed + i * 7919) }))
          .sort((x, y) => x.key - y.key)
          .map(({ item }) => item)
        const again = await assemble(shuffled)
        expect(again.outline.spanIds.toSorted()).toEqual(outline.spanIds.toSorted())
        expect(again.header.id).toBe(run.header.id)
        if (new Set(spans.map(({ spanId }) => spanId)).size === spans.length) {
          expect(again.outline.spanIds).toEqual(outline.spanIds)
          expect(again.header).toEqual(run.header)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('lose nothing when spans are missing: a subset keeps its own steps', async () => {
    const whole = Array.from({ length: 12 }, (_, i) => span(`s${i}`, i === 0 ? null : `s${(i - 1) >> 1}`, { start: i }))
    const full = await assemble(whole)
    await fc.assert(
      fc.asyncProperty(fc.subarray(whole, { minLength: 1 }), async (part) => {
        const run = await assemble(part)
        for (const item of part) {
          expect(detail(run, item.spanId).id).toBe(detail(full, item.spanId).id)
          const { parentSpanId } = item
          if (parentSpanId !== null) expect(detail(run, item.spanId).parentId).toBe(detail(full, parentSpanId).id)
        }
        expect(run.header.stepCount).toBe(part.length)
      }),
      { numRuns: 100 },
    )
  })
})
