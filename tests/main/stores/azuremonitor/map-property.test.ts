import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogsTable } from '../../../../src/main/stores/azuremonitor/answer.ts'
import { readAnswer } from '../../../../src/main/stores/azuremonitor/answer.ts'
import { mapRun } from '../../../../src/main/stores/azuremonitor/map.ts'
import { summariesOf } from '../../../../src/main/stores/azuremonitor/summary.ts'
import { microseconds } from '../../../../src/shared/units.ts'
import { never, noon } from './demo-store.ts'

const columns = [
  'TimeGenerated',
  'Type',
  'Id',
  'ParentId',
  'OperationId',
  'Name',
  'DependencyType',
  'Success',
  'ResultCode',
  'DurationMs',
  'ItemCount',
  'AppRoleName',
  'ExceptionType',
  'OuterMessage',
  'Details',
  'Message',
  'Properties',
  'Measurements',
  'Data',
  'Url',
]
const runs = Number(process.env.FUZZ_RUNS ?? 300)

const likely = fc.oneof(
  fc.constantFrom('AppRequests', 'AppDependencies', 'AppExceptions', 'AppTraces', 'op', 'a', 'b', '|op.a.', '', 'HTTP'),
  fc.constantFrom('2026-11-22T10:00:00.1Z', '{"a":"1"}', '["x"]', 'True', '200', '429', null, 0, 5.5, true),
)
const cell = fc.oneof({ weight: 3, arbitrary: likely }, { weight: 1, arbitrary: fc.jsonValue() })
const row = fc.array(cell, { minLength: columns.length, maxLength: columns.length })
const table = fc
  .array(row, { maxLength: 12 })
  .map((rows): LogsTable => ({ columns: columns.map((name) => ({ name, type: null })), rows }))

describe('any rows', () => {
  it('map without a throw, every row in a span or an event exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(table, async (given) => {
        const { spans } = await mapRun(given, null)
        let events = 0
        for (const span of spans) {
          const { attributes, raw, links, http, remarks, cut } = span
          expect([attributes.entries(), raw, links, http, remarks, cut]).toHaveLength(6)
          expect(typeof span.name).toBe('string')
          expect(span.parentSpanId).not.toBe(span.spanId)
          for (const event of span.events) expect(event.attributes).toBeTypeOf('object')
          // A stray exception or message is both a span and its one event.
          events += /^(exception|message)-/.test(span.spanId) ? 0 : span.events.length
        }
        expect(spans.length + events).toBe(given.rows.length)
      }),
      { numRuns: runs },
    )
  })

  it('give the same ids and parents in any order', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.nat(), async (given, seed) => {
        const rows = given.rows.toSorted((a, b) => (JSON.stringify([a, seed]) < JSON.stringify([b, seed]) ? -1 : 1))
        const idsOf = async (one: LogsTable) => (await mapRun(one, 'op')).spans.map((span) => span.spanId).sort()
        expect(await idsOf({ ...given, rows })).toEqual(await idsOf(given))
      }),
      { numRuns: runs },
    )
  })

  it('read as the answer of a list without a throw', () => {
    const names = [
      'OperationId',
      'Start',
      'End',
      'First',
      'Steps',
      'Errors',
      'Models',
      'RootName',
      'Sampling',
      'LeafCount',
    ]
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 10, maxLength: 10 }), { maxLength: 8 }), (rows) => {
        const given = { columns: names.map((name) => ({ name, type: null })), rows }
        const page = summariesOf(given, false, microseconds(noon * 1000))
        for (const run of page.runs) expect(run.cloudTraceId).not.toBe('')
      }),
      { numRuns: runs },
    )
  })
})

describe('any JSON', () => {
  it('as an answer is read or refused as one, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        await readAnswer(JSON.stringify({ tables: value }), never).catch((error: Error) => {
          expect(error.name).toBe('BadAnswer')
        })
      }),
      { numRuns: runs },
    )
  })
})
