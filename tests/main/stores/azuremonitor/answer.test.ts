import { describe, expect, it } from 'vitest'
import { BadAnswer, readAnswer } from '../../../../src/main/stores/azuremonitor/answer.ts'
import { never } from './demo-store.ts'

function document(rows: unknown[][], more: object = {}): string {
  return JSON.stringify({
    tables: [{ name: 'PrimaryResult', columns: [{ name: 'A', type: 'string' }], rows }],
    ...more,
  })
}

describe('readAnswer', () => {
  it('reads a long answer in pieces to the very same rows', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => [`row ${i}`, `{"a":[["x"],["y"],["z"]]}`, i, null])
    const text = document(rows, { error: { code: 'PartialError', message: 'm' } })
    expect(text.length).toBeGreaterThan(512 * 1024)
    const answer = await readAnswer(text, never)
    expect(answer.table.rows).toEqual(rows)
    expect(answer.partial?.code).toBe('PartialError')
  })

  it('is not led astray by values that look like the end of a row', async () => {
    const trap = '],["'.repeat(400)
    const rows = Array.from({ length: 3000 }, (_, i) => [`],["${i}`, trap.slice(0, (i % 300) * 4), 'a],[', '],['])
    const answer = await readAnswer(document(rows), never)
    expect(answer.table.rows).toEqual(rows)
  })

  it('reads answers with blanks and several tables', async () => {
    const rows = Array.from({ length: 9000 }, (_, i) => [`row ${i}`, 'x'.repeat(80)])
    const two = {
      tables: [
        { name: 'Other', columns: [], rows: [] },
        { name: 'PrimaryResult', columns: [], rows },
      ],
    }
    expect((await readAnswer(JSON.stringify(two, null, 1), never)).table.rows).toEqual(rows)
  })

  it('finds the innermost reason of a partial answer', async () => {
    const error = {
      code: 'PartialError',
      message: 'There were some errors when processing your query.',
      details: [
        {
          code: 'EngineError',
          message: 'Something went wrong.',
          innererror: { message: 'The limit is 500000 records.' },
        },
      ],
    }
    expect((await readAnswer(document([], { error }), never)).partial).toEqual({
      code: 'PartialError',
      reason: 'The limit is 500000 records.',
    })
  })

  it.each([
    '<!DOCTYPE html><p>sign in',
    '{"tables":[{"rows":[["a"',
    '"text"',
    '[]',
    '{"value":1}',
    ' ',
    '{"tables":[]}',
  ])('refuses %s', async (text) => {
    await expect(readAnswer(text, never)).rejects.toBeInstanceOf(BadAnswer)
  })

  it('skips rows and columns that are not of the form', async () => {
    const text = '{"tables":[{"columns":[{"name":5},null,{"name":"A","type":"string"}],"rows":[null,7,["x"],{"a":1}]}]}'
    const { table } = await readAnswer(text, never)
    expect(table.rows).toEqual([['x']])
    expect(table.columns.map((column) => column.name)).toEqual(['', '', 'A'])
  })
})
