import { describe, expect, it } from 'vitest'
import { outlineFlags } from '../../../src/shared/model/outline.ts'
import { microseconds } from '../../../src/shared/units.ts'
import type { SpanEvent } from '../../../src/main/semantics/span.ts'
import { assemble, detail, failed, span, t0 } from './make-span.ts'

const exception = (message: string, type = 'ValueError'): SpanEvent => ({
  name: 'exception',
  time: microseconds(t0),
  attributes: { 'exception.message': message, 'exception.type': type, 'exception.stacktrace': 'at x' },
  isException: true,
})

describe('the error of a step', () => {
  it('is told by the exception event before the platform, and by the platform before error attributes', async () => {
    const attributes = { 'error.message': 'from attributes', 'error.type': 'attr' }
    const run = await assemble([
      span('event', null, { ...failed('status text'), events: [exception('boom')], attributes }),
      span('status', null, { ...failed('status text', 'E500'), attributes, start: 1 }),
      span('attributes', null, { attributes, start: 2 }),
    ])
    expect(detail(run, 'event')).toMatchObject({ error: 'boom', errorType: 'ValueError', errorStack: 'at x' })
    expect(detail(run, 'status')).toMatchObject({ error: 'status text', errorType: 'E500' })
    expect(detail(run, 'attributes')).toMatchObject({ error: 'from attributes', errorType: 'attr' })
    expect(detail(run, 'attributes').provenance).toContainEqual({
      field: 'error',
      origin: 'attributes["error.message"]',
      rule: 'error.message',
    })
    expect(run.header.errorCount).toBe(3)
  })

  it('is told by the newest exception', async () => {
    const run = await assemble([span('s', null, { ...failed(), events: [exception('first'), exception('last')] })])
    expect(detail(run, 's').error).toBe('last')
  })

  it('is none where an exception was caught: the event stays, and a remark says so', async () => {
    const run = await assemble([span('s', null, { events: [exception('caught')] })])
    expect(run.header).toMatchObject({ errorCount: 0, status: 'ok', error: null })
    expect(detail(run, 's')).toMatchObject({ error: null, events: [{ isException: true }] })
    expect(detail(run, 's').remarks.join()).toMatch(/not marked as failed/)
  })

  it('is there for a throttled call, which is marked as such', async () => {
    const run = await assemble([
      span('a', null, { attributes: { 'http.response.status_code': '429' } }),
      span('b', null, { ...failed('slow down', 'ThrottlingException'), start: 1 }),
      span('c', null, { failure: { ...failed('x').failure!, throttled: true }, start: 2 }),
      span('d', null, { ...failed('x', 'ValueError'), start: 3 }),
    ])
    const throttled = Array.from(run.outline.flags, (flags) => (flags & outlineFlags.throttled) !== 0)
    expect(throttled).toEqual([true, true, true, false])
    expect(run.header.errorCount).toBe(4)
  })

  it.each([
    [{ error: 'true' }, 1],
    [{ error: 1 }, 1],
    [{ error: false }, 0],
    [{ 'error.type': '_OTHER' }, 1],
    [{ 'gen_ai.tool.status': 'error' }, 1],
    [{ 'gen_ai.tool.status': 'success' }, 0],
    [{ 'http.status_code': 404 }, 0],
  ])('of a span with %j: %d failures', async (attributes, count) => {
    expect((await assemble([span('s', null, { attributes })])).header.errorCount).toBe(count)
  })
})

describe('steps that failed by themselves', () => {
  it('do not include parents that only pass on the failure of a child', async () => {
    const run = await assemble([
      span('root', null, failed()),
      span('agent', 'root', failed('boom', 'ValueError')),
      span('tool', 'agent', { ...failed('boom', 'ValueError'), start: 1 }),
    ])
    expect(run.header).toMatchObject({ errorCount: 1, status: 'error', error: 'boom', errorType: 'ValueError' })
    const marked = Array.from(run.outline.flags, (flags) => (flags & outlineFlags.error) !== 0)
    expect(marked).toEqual([false, false, true])
    expect(detail(run, 'agent')).toMatchObject({ error: 'boom' })
    expect(detail(run, 'agent').remarks.join()).toMatch(/counted there/)
  })

  it('include a parent that failed in its own way', async () => {
    const run = await assemble([
      span('root', null, failed('gave up', 'AgentError')),
      span('tool', 'root', failed('boom', 'ValueError')),
    ])
    expect(run.header).toMatchObject({ errorCount: 2, error: 'gave up', errorType: 'AgentError' })
  })

  it('include a parent of another type without words', async () => {
    const run = await assemble([
      span('root', null, failed(null, 'TimeoutError')),
      span('tool', 'root', failed('boom', 'ValueError')),
    ])
    expect(run.header.errorCount).toBe(2)
  })

  it('do not include a parent that says only "fault" or 500', async () => {
    for (const status of ['fault', '500', 'ERROR']) {
      const run = await assemble([
        span('root', null, failed(null, status)),
        span('tool', 'root', failed('boom', 'ValueError')),
      ])
      expect(run.header).toMatchObject({ errorCount: 1, error: 'boom', errorType: 'ValueError' })
    }
  })

  it('count each of two children that failed alike', async () => {
    const run = await assemble([
      span('root', null, failed('boom')),
      span('a', 'root', failed('boom')),
      span('b', 'root', failed('boom')),
    ])
    expect(run.header.errorCount).toBe(2)
  })

  it('count a parent whose failed descendant is behind a step that went well', async () => {
    const run = await assemble([
      span('root', null, failed('boom')),
      span('ok', 'root'),
      span('leaf', 'ok', failed('boom')),
    ])
    expect(run.header.errorCount).toBe(2)
  })
})

describe('the standing of a run', () => {
  it('is ok when the root went well and a step below recovered; the failed step is counted', async () => {
    const run = await assemble([span('root', null), span('tool', 'root', failed('boom'))])
    expect(run.header).toMatchObject({ status: 'ok', errorCount: 1, error: null, errorType: null })
  })

  it('is running while any step is, with no end and no duration', async () => {
    const run = await assemble([span('root', null, { end: 50 }), span('tool', 'root', { end: null, running: true })])
    expect(run.header).toMatchObject({ status: 'running', endTime: null, durationMs: null })
    expect(run.outline.duration[1]).toBeNaN()
    expect(run.notices).toMatchObject([{ code: 'running', count: 1 }])
  })

  it('is error when an orphan at the top failed', async () => {
    expect((await assemble([span('o', 'gone', failed('boom'))])).header).toMatchObject({
      status: 'error',
      error: 'boom',
    })
  })
})
