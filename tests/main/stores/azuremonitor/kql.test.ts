import { describe, expect, it } from 'vitest'
import { parseQuery } from '../../../../src/demo/azuremonitor/kql/parse.ts'
import {
  kqlCount,
  kqlDatetime,
  kqlExactDatetime,
  kqlString,
} from '../../../../src/main/stores/azuremonitor/kql-literal.ts'
import { listQuery, permissionQuery, runQuery, servicesQuery } from '../../../../src/main/stores/azuremonitor/kql.ts'
import { runCondition } from '../../../../src/main/stores/azuremonitor/narrow.ts'
import { componentSchema, schemaOf, workspaceSchema } from '../../../../src/main/stores/azuremonitor/schema.ts'
import { timeSlices } from '../../../../src/main/stores/azuremonitor/slices.ts'
import { microseconds } from '../../../../src/shared/units.ts'
import { noon } from './demo-store.ts'

const range = { from: microseconds((noon - 3_600_000) * 1000), to: microseconds(noon * 1000) }

describe('KQL literals', () => {
  it('let no text end the literal, start a comment or add a line', () => {
    const texts = [
      'a"b',
      "a'b",
      'a\\"b',
      '\\',
      '" or true //',
      'x"; union SecretTable //',
      'line\nbreak\r\n',
      'tab\t',
      '\u0000\u2028\u2029',
      'עברית 🙂',
      'lone \ud800 surrogate',
      'zero\u200bwidth\ufeff',
      '@"verbatim',
      '```fence```',
    ]
    for (const text of texts) {
      const literal = kqlString(text)
      expect(literal).toMatch(/^"(?:[^"\\\p{Cc}\p{Zl}\p{Zp}]|\\["\\]|\\u[0-9a-f]{4})*"$/u)
      const { result } = parseQuery(`T | where X == ${literal}`)
      expect(result.operators).toEqual([
        {
          op: 'where',
          condition: {
            op: 'binary',
            sign: '==',
            left: { op: 'column', name: 'X' },
            right: { op: 'literal', type: 'string', value: text },
          },
        },
      ])
    }
  })

  it('write instants in UTC with seven digits and keep the ticks of a time that the platform wrote', () => {
    expect(kqlDatetime(microseconds(1_700_000_000_123_456))).toBe('datetime(2023-11-14T22:13:20.1234560Z)')
    expect(kqlExactDatetime('2023-11-14 22:13:20.1234567')).toBe('datetime(2023-11-14T22:13:20.1234567Z)')
  })

  it('refuse a time or a count that is none', () => {
    expect(kqlExactDatetime('2023-11-14 22:13:20) | union X | where (1')).toBeNull()
    expect(() => kqlDatetime(microseconds(Number.NaN))).toThrow(RangeError)
    expect(() => kqlCount(1.5)).toThrow(RangeError)
  })
})

describe('the queries', () => {
  const ask = {
    slice: range,
    reach: range,
    service: '"; AppSecrets //',
    errorsOnly: true,
    narrowed: runCondition(workspaceSchema, {
      kind: 'or',
      parts: [
        { kind: 'compare', field: 'service', operator: '=', value: '"; AppSecrets | take 1 //' },
        { kind: 'compare', field: 'tokens', operator: '>', value: 10 },
      ],
    }),
    take: 10,
    after: { first: '2026-11-22 11:30:00.0000001', operationId: '") or ("" == "' },
  }

  it.each([
    ['a list', listQuery(workspaceSchema, ask)],
    ['a list over a component', listQuery(componentSchema, ask)],
    ['a run', runQuery(workspaceSchema, '") | take 0 //', range, 100)],
    ['a run over a component', runQuery(componentSchema, 'x', range, 100)],
    ['a permission check', permissionQuery(workspaceSchema, range)],
    ['the services', servicesQuery(componentSchema, range)],
  ])('%s is bounded in rows and time and asks for no table but the known ones', (_name, text) => {
    const query = parseQuery(text)
    expect(query.settings.truncationmaxrecords).toBeGreaterThan(0)
    const known = [...Object.values(workspaceSchema.tables), ...Object.values(componentSchema.tables)]
    for (const pipeline of [...query.lets.values(), query.result])
      for (const table of pipeline.source.tables)
        expect(query.lets.has(table) || known.includes(table), table).toBe(true)
    expect(text).toMatch(/(TimeGenerated|timestamp) >= datetime\(/)
    expect(text).toMatch(/(TimeGenerated|timestamp) < datetime\(/)
  })

  it('carry the condition of a filter as literals only', () => {
    const text = listQuery(workspaceSchema, ask)
    expect(text).toContain(String.raw`AppRoleName contains "\"; AppSecrets | take 1 //"`)
    expect(text).toContain('| where OperationId in (Matching)')
  })

  it('ask for times as text, so that no Date is made of them', () => {
    expect(runQuery(workspaceSchema, 'x', range, 1)).toContain('TimeGenerated=format_datetime(TimeGenerated')
    expect(listQuery(workspaceSchema, ask)).toContain('Start=format_datetime(Start')
  })

  it('look for an operation under both spellings of its GUID', () => {
    expect(runQuery(workspaceSchema, '0123456789abcdef0123456789abcdef', range, 1)).toContain(
      'in~ ("0123456789abcdef0123456789abcdef", "01234567-89ab-cdef-0123-456789abcdef")',
    )
  })
})

describe('schemaOf', () => {
  it('takes the classic names over a component and the App* names over a workspace', () => {
    const group = '/subscriptions/s/resourceGroups/g/providers'
    expect(schemaOf(null)).toBe(workspaceSchema)
    expect(schemaOf(`${group}/Microsoft.Insights/components/x`)).toBe(componentSchema)
    expect(schemaOf(`${group}/microsoft.operationalinsights/workspaces/x`)).toBe(workspaceSchema)
  })
})

describe('timeSlices', () => {
  it.each([1, 6, 7, 24, 24 * 7, 24 * 90])('cover %i hours without gaps, newest first', (hours) => {
    const window = { from: microseconds((noon - hours * 3_600_000) * 1000), to: microseconds(noon * 1000) }
    const slices = timeSlices(window)
    expect(slices[0]!.to).toBe(window.to)
    expect(slices.at(-1)!.from).toBe(window.from)
    for (let i = 1; i < slices.length; i++) expect(slices[i]!.to).toBe(slices[i - 1]!.from)
    expect(slices.length).toBeLessThanOrEqual(10)
  })

  it('are none for an empty window', () => {
    expect(timeSlices({ from: range.to, to: range.to })).toEqual([])
  })
})
