import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantOf } from '../../../../src/main/stores/instant-of.ts'
import { parseInstant } from '../../../../src/shared/units.ts'
import { mapSpan, mapTrace } from '../../../../src/main/stores/cloudtrace/map.ts'

const start = '2026-11-22T12:00:00.123456789Z'
const end = '2026-11-22T12:00:01.123456789Z'
const base = { spanId: '1', kind: 'SPAN_KIND_UNSPECIFIED', name: 'work', startTime: start, endTime: end }
const span = (given: object = {}) => mapSpan({ ...base, ...given }, 0)
const labelled = (labels: object) => span({ labels })
const failure = (labels: object) => labelled(labels).failure

describe('ids', () => {
  it('reads decimal uint64 texts as 16 hex digits, exactly, beyond 2^53 and 2^63', () => {
    expect(span({ spanId: '18446744073709551615', parentSpanId: '17551449796724253880' })).toMatchObject({
      spanId: 'ffffffffffffffff',
      parentSpanId: 'f39346993ad9e4b8',
    })
    expect(span({ spanId: '9007199254740993' }).spanId).toBe('0020000000000001')
  })

  it.each([[undefined], [null], [''], ['0']])('takes a span with parent %j for a root', (parentSpanId) => {
    expect(span({ parentSpanId }).parentSpanId).toBeNull()
  })

  it('does not trust a JSON number: it says that the id is not known', () => {
    const one = mapSpan(
      { ...base, ...(JSON.parse('{"spanId":18446744073709551615,"parentSpanId":17551449796724253880}') as object) },
      7,
    )
    expect(one).toMatchObject({ spanId: 'unreadable-7', parentSpanId: 'unreadable' })
    expect(one.remarks).toHaveLength(2)
    expect(one.remarks[0]).toContain('JSON number')
  })

  it('reads every uint64 as the same number in hex', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 64n + 5n }), (id) => {
        const wanted = id < 2n ** 64n ? id.toString(16).padStart(16, '0') : String(id)
        expect(span({ spanId: String(id) }).spanId).toBe(wanted)
        expect(span({ spanId: '1', parentSpanId: String(id).padStart(20, '0') }).parentSpanId).toBe(wanted)
      }),
      { numRuns: 500, examples: [[2n ** 32n - 1n], [2n ** 32n], [2n ** 64n - 1n], [2n ** 64n]] },
    )
  })

  it('keeps an id that is text but no uint64 as it is', () => {
    expect(span({ spanId: '18446744073709551616' }).spanId).toBe('18446744073709551616')
    expect(span({ spanId: 'abcdef0123456789', parentSpanId: 'x' })).toMatchObject({
      spanId: 'abcdef0123456789',
      parentSpanId: 'x',
    })
  })
})

describe('times', () => {
  it('reads nanoseconds to the microsecond', () => {
    expect(span()).toMatchObject({ start: 1_795_348_800_123_456, end: 1_795_348_801_123_456, running: false })
  })

  it('reads every way to write an instant as the common parser does', () => {
    const two = fc.integer({ min: 0, max: 70 }).map((n) => String(n).padStart(2, '0'))
    const text = fc
      .tuple(
        fc.integer({ min: 1969, max: 2300 }),
        two,
        two,
        two,
        two,
        two,
        fc.string({ unit: fc.constantFrom('0', '7', '9', 'x'), maxLength: 13 }),
        fc.constantFrom('Z', '', '+02:00', 'z'),
      )
      .map(
        ([y, mo, d, h, mi, s, fraction, zone]) =>
          `${y}-${mo}-${d}T${h}:${mi}:${s}${fraction === '' ? '' : `.${fraction}`}${zone}`,
      )
    const usual = fc
      .date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString())
    fc.assert(
      fc.property(fc.oneof(text, usual, fc.string()), (value) => {
        expect(instantOf(value)).toBe(parseInstant(value))
      }),
      { numRuns: 2000 },
    )
  })

  it('takes a span without an end for one that has not ended', () => {
    expect(span({ endTime: undefined })).toMatchObject({ end: null, running: true })
  })

  it.each([['soon'], [12], ['1970-01-01T00:00:00Z'], ['2026-02-30T00:00:00Z']])(
    'does not know the time %j',
    (endTime) => {
      const one = span({ endTime })
      expect(one).toMatchObject({ end: null, running: false })
      expect(one.remarks).toEqual(['The end time could not be read.'])
    },
  )

  it('does not use an end before the start', () => {
    expect(span({ startTime: end, endTime: start })).toMatchObject({ end: null, running: false })
  })

  it('a span as short as nothing keeps its end', () => {
    expect(span({ endTime: start }).end).toBe(span().start)
  })
})

describe('status, in the documented order', () => {
  it('g.co/status/code comes first: 0 is no failure whatever else is there', () => {
    expect(failure({ 'g.co/status/code': '0', 'otel.status_code': 'ERROR', error: 'true' })).toBeNull()
    expect(failure({ 'g.co/status/code': '4' })).toMatchObject({
      type: 'DEADLINE_EXCEEDED',
      origin: 'labels["g.co/status/code"]',
    })
    expect(failure({ 'g.co/status/code': '8' })).toMatchObject({ type: 'RESOURCE_EXHAUSTED', throttled: true })
  })

  it('UNKNOWN, which exporters write for any failure, is not shown as a type', () => {
    expect(failure({ 'g.co/status/code': '2' })).toMatchObject({ type: null, message: null })
  })

  it('then otel.status_code, then error=true, then the HTTP status', () => {
    expect(failure({ 'otel.status_code': 'OK', error: 'true' })).toBeNull()
    expect(failure({ 'otel.status_code': 'ERROR', 'otel.status_description': 'no' })).toMatchObject({
      message: 'no',
      origin: 'labels["otel.status_code"]',
    })
    expect(failure({ 'otel.status_code': 'UNSET', error: 'true' })).toMatchObject({ origin: 'labels["error"]' })
    expect(failure({ '/http/status_code': '503' })).toMatchObject({ type: 'HTTP 503', throttled: false })
    expect(failure({ '/http/status_code': '429' })).toMatchObject({ type: 'HTTP 429', throttled: true })
    expect(failure({ '/http/status_code': '404' })).toBeNull()
    expect(failure({})).toBeNull()
  })

  it('an error text alone is a failure too', () => {
    expect(failure({ '/error/message': 'boom', '/error/name': 'ValueError' })).toMatchObject({
      message: 'boom',
      type: 'ValueError',
    })
  })

  it('prints Cloud Trace’s JSON stack as lines and keeps any other text', () => {
    const frames = { stack_frame: [{ class_name: 'A', method_name: 'b', file_name: 'c.py', line_number: '7' }] }
    expect(failure({ error: 'true', '/stacktrace': JSON.stringify(frames) })?.stack).toBe('at A.b (c.py:7)')
    expect(failure({ error: 'true', '/stacktrace': '{"cut' })?.stack).toBe('{"cut')
  })
})

describe('kind and signal', () => {
  it.each([
    [{ kind: 'RPC_CLIENT' }, 'client', 'tool', 'kind'],
    [{ kind: 'RPC_SERVER' }, 'server', 'agent', 'kind'],
    [{ labels: { 'span.kind': 'PRODUCER' } }, 'producer', 'tool', 'labels["span.kind"]'],
    [{ labels: { '/span/kind': 'consumer' } }, 'consumer', 'agent', 'labels["/span/kind"]'],
    [
      { kind: 'RPC_SERVER', labels: { 'g.co/spankind': 'SPAN_KIND_CONSUMER' } },
      'consumer',
      'agent',
      'labels["g.co/spankind"]',
    ],
  ])('%j', (given, kind, type, origin) => {
    expect(span(given)).toMatchObject({ kind, signal: { type, origin } })
  })

  it('an unspecified kind is internal and signals nothing', () => {
    expect(span()).toMatchObject({ kind: 'internal', signal: null })
    expect(span({ labels: { 'span.kind': 'internal' } })).toMatchObject({ kind: 'internal', signal: null })
  })
})

describe('labels', () => {
  it('stay as they came, values as text', () => {
    const { attributes } = labelled({ 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': '12' })
    expect(attributes.find('gen_ai.request.model')).toEqual({
      value: 'gpt-4o',
      origin: 'labels["gen_ai.request.model"]',
    })
    expect(attributes.get('gen_ai.usage.input_tokens')).toBe('12')
    expect(attributes.hasPrefix('gen_ai.')).toBe(true)
  })

  it('renamed ones answer under their canonical names, unless the canonical one is there', () => {
    const { attributes } = labelled({ '/http/method': 'GET', '/http/url': 'https://a/b', '/http/status_code': '200' })
    expect(attributes.get('http.request.method')).toBe('GET')
    expect(attributes.get('url.full')).toBe('https://a/b')
    expect(attributes.get('http.response.status_code')).toBe('200')
    expect(
      labelled({ '/http/method': 'GET', 'http.request.method': 'POST' }).attributes.get('http.request.method'),
    ).toBe('POST')
  })

  it('tell the HTTP exchange', () => {
    expect(
      labelled({ '/http/method': 'GET', '/http/host': 'h', '/http/status_code': '200', '/http/response/size': '5' })
        .http,
    ).toEqual({
      request: { method: 'GET', host: 'h' },
      response: { status: 200, size: 5 },
    })
    expect(labelled({ a: 'b' }).http).toBeNull()
  })

  it.each([
    [{ 'service.name': 'a', 'g.co/gae/app/module': 'b' }, 'a'],
    [{ 'g.co/r/generic_task/job': 'a' }, 'a'],
    [{ 'g.co/r/cloud_run_revision/service_name': 'a' }, 'a'],
    [{ 'g.co/gae/app/module': 'a' }, 'a'],
    [{}, null],
  ])('name the service: %j', (labels, service) => expect(labelled(labels).service).toBe(service))
})

describe('what was cut', () => {
  it('a text that fills 256 bytes is taken to be cut, one byte less is not', () => {
    const cut = labelled({ 'gen_ai.input.messages': 'x'.repeat(256) })
    expect(cut.cut).toBe(true)
    expect(cut.remarks[0]).toContain('gen_ai.input.messages')
    expect(labelled({ a: 'x'.repeat(255) }).cut).toBe(false)
    expect(labelled({ a: 'x'.repeat(257) }).cut).toBe(false)
  })

  it('a cut before a wide character and JSON that ends short of the limit are seen', () => {
    expect(labelled({ a: `x${'é'.repeat(127)}` }).cut).toBe(true)
    expect(labelled({ a: `[{"role":"user","parts":[{"type":"text","content":"${'x'.repeat(204)}` }).cut).toBe(true)
  })

  it('values of 16 KiB and names of 128 bytes as well', () => {
    expect(labelled({ a: 'x'.repeat(16 * 1024 - 1) }).cut).toBe(true)
    expect(span({ name: 'x'.repeat(127) }).cut).toBe(true)
    expect(labelled({ a: 'x'.repeat(5000) }).cut).toBe(false)
  })
})

describe('whatever stands in the answer', () => {
  it('every element of spans becomes a span, and none gets lost', () => {
    const spans = mapTrace({ spans: [null, 'x', 3, [], {}, base] })
    expect(spans).toHaveLength(6)
    expect(new Set(spans.map((one) => one.spanId)).size).toBe(6)
    expect(mapTrace({})).toEqual([])
    expect(mapTrace(null)).toEqual([])
  })

  it('no JSON in any field throws, loses a span or changes ids from one reading to the next', () => {
    const field = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('0', '1', '18446744073709551615', start, end, 'ERROR', 'true', '503'),
    )
    const labels = fc.oneof(
      field,
      fc.dictionary(
        fc.constantFrom(
          'error',
          'otel.status_code',
          'g.co/status/code',
          '/http/status_code',
          '/stacktrace',
          'span.kind',
          '__proto__',
          'x',
        ),
        field,
      ),
    )
    const anySpan = fc.oneof(
      field,
      fc.record(
        { spanId: field, parentSpanId: field, kind: field, name: field, startTime: field, endTime: field, labels },
        { requiredKeys: [] },
      ),
    )
    fc.assert(
      fc.property(fc.array(anySpan, { maxLength: 6 }), (spans) => {
        const trace: unknown = JSON.parse(JSON.stringify({ spans }))
        const once = mapTrace(trace)
        expect(once).toHaveLength(spans.length)
        expect(mapTrace(trace).map((one) => [one.spanId, one.parentSpanId])).toEqual(
          once.map((one) => [one.spanId, one.parentSpanId]),
        )
        for (const one of once) {
          one.attributes.entries()
          expect(typeof one.spanId).toBe('string')
          expect(typeof one.name).toBe('string')
          if (one.start !== null && one.end !== null) expect(one.end).toBeGreaterThanOrEqual(one.start)
        }
      }),
      { numRuns: 400 },
    )
  })
})
