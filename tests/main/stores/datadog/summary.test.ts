import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../../../src/shared/model/json-value.ts'
import { RunGrouping } from '../../../../src/main/stores/datadog/summary.ts'

/** An event of a trace; `end` in seconds after some noon, one second long. */
function event(traceId: string, end: number, more: Record<string, JsonValue> = {}): JsonValue {
  const iso = (seconds: number) => new Date(Date.UTC(2026, 10, 14, 12) + seconds * 1000).toISOString()
  return {
    id: `${traceId}/${end}`,
    attributes: {
      trace_id: traceId,
      span_id: `${end + 1000}`,
      parent_id: '77',
      resource_name: `at ${end}`,
      service: 's',
      start_timestamp: iso(end - 1),
      end_timestamp: iso(end),
      custom: { duration: 1_000_000_000 },
      ...more,
    },
  }
}
const root = { parent_id: '0', resource_name: 'root' }

describe('rows from the spans of a search', () => {
  it('are one for each trace, under its 128 bits where any of its spans has them', () => {
    const grouping = new RunGrouping()
    grouping.add([
      event('17551449796724253880', 10, { custom: { _dd: { p: { tid: '690001f000000000' } }, duration: 1 } }),
      event('17551449796724253880', 9, root),
      event('690001f100000000f39346993ad9e4b9', 8, root),
      event('5', 7, root),
    ])
    expect(grouping.take(false).map((run) => run.cloudTraceId)).toEqual([
      '690001f000000000f39346993ad9e4b8',
      '690001f100000000f39346993ad9e4b9',
      '5',
    ])
  })

  it('wait for a root, up to a minute of listing further back', () => {
    const grouping = new RunGrouping()
    grouping.add([event('1', 100), event('2', 70)])
    expect(grouping.take(false)).toEqual([])
    grouping.add([event('3', 39, root)])
    expect(grouping.take(false).map((run) => run.name)).toEqual(['at 100', 'root'])
    expect(grouping.take(true).map((run) => run.name)).toEqual(['at 70'])
  })

  it('are handed out once: what comes later of the same trace changes nothing', () => {
    const grouping = new RunGrouping()
    grouping.add([event('1', 100, root)])
    expect(grouping.take(false)).toHaveLength(1)
    grouping.add([event('1', 99), event('1', 98, root)])
    expect(grouping.take(true)).toEqual([])
  })

  it('count what is no span of a trace', () => {
    const grouping = new RunGrouping()
    expect(grouping.add([null, 7, 'x', {}, { attributes: { trace_id: 1.5 } }, event('1', 1, root)])).toBe(5)
    expect(grouping.take(true)).toHaveLength(1)
  })

  it('name the agent, and say running, failed or unknown as the spans do', () => {
    const rowOf = (more: Record<string, JsonValue>) => {
      const grouping = new RunGrouping()
      grouping.add([event('1', 1, more)])
      return grouping.take(true)[0]!
    }
    const agent = { gen_ai: { operation: { name: 'invoke_agent' }, agent: { name: 'concierge' } } }
    expect(rowOf({ ...root, custom: agent })).toMatchObject({ name: 'concierge', status: 'ok' })
    expect(rowOf({ ...root, status: 'error', custom: { error: { type: 'E' } } })).toMatchObject({
      status: 'error',
      error: 'E',
    })
    expect(rowOf({ ...root, custom: { _dd: { partial_version: 1 } } })).toMatchObject({
      status: 'running',
      endTime: null,
    })
    expect(rowOf({})).toMatchObject({ status: 'unknown', endTime: null, durationMs: null })
  })
})
