/** Runs a parsed query over tables. Gives the event loop turns: the demo lives in the same process as the app. */

import { type Aggregate, compileAggregate } from './aggregates.ts'
import { compile } from './compile.ts'
import { turnTaker } from '../turns.ts'
import { semanticError } from './error.ts'
import type { KqlType, KqlValue, Named, Operator, Pipeline, Query } from './syntax.ts'
import type { Column, Compiled, Row, Scope, Table } from './table.ts'

/** The tables of a workspace by name. */
export type TableSource = (name: string) => Table | undefined

/** Throws KqlError. */
export async function runQuery(query: Query, tables: TableSource): Promise<Table> {
  const made = new Map<string, Table>()
  const named = (name: string): Table | undefined => made.get(name) ?? tables(name)
  const scopeOf = (columns: readonly Column[]): Scope => ({
    columns,
    members: (name) => {
      const table = named(name)
      if (!table) throw semanticError('SEM0100', `Failed to resolve table or column expression named '${name}'`)
      return new Set(table.rows.map((row) => row[0]))
    },
  })
  for (const [name, pipeline] of query.lets) made.set(name, await runPipeline(pipeline, named, scopeOf))
  return runPipeline(query.result, named, scopeOf)
}

async function runPipeline(
  pipeline: Pipeline,
  tables: TableSource,
  scopeOf: (columns: readonly Column[]) => Scope,
): Promise<Table> {
  let table = await unionOf(pipeline.source, tables)
  for (const operator of pipeline.operators) table = await apply(operator, table, scopeOf(table.columns))
  return table
}

async function unionOf(source: Pipeline['source'], tables: TableSource): Promise<Table> {
  const found = source.tables.flatMap((name) => {
    const table = tables(name)
    if (table) return [table]
    if (source.fuzzy) return []
    throw semanticError('SEM0100', `Failed to resolve table or column expression named '${name}'`)
  })
  if (found.length === 0) throw semanticError('SEM0100', "'union' operator: isfuzzy: failed to resolve all tables")
  if (found.length === 1) return found[0]!
  const columns: Column[] = []
  const at = new Map<string, number>()
  for (const table of found)
    for (const column of table.columns)
      if (!at.has(column.name)) {
        at.set(column.name, columns.length)
        columns.push(column)
      }
  const blank = columns.map((column) => emptyOf(column.type))
  const rows: Row[] = []
  for (const table of found) {
    const places = table.columns.map((column) => at.get(column.name)!)
    const moved = await mapped(table.rows, (row) => {
      const out = blank.slice()
      for (let i = 0; i < places.length; i++) out[places[i]!] = row[i]
      return out
    })
    for (const row of moved) rows.push(row)
  }
  return { columns, rows }
}

function emptyOf(type: KqlType): KqlValue {
  return type === 'string' ? '' : null
}

async function apply(operator: Operator, table: Table, scope: Scope): Promise<Table> {
  switch (operator.op) {
    case 'where': {
      const condition = compile(operator.condition, scope)
      const kept: Row[] = []
      await mapped(table.rows, (row) => {
        if (condition.of(row) === true) kept.push(row)
        return null
      })
      return { columns: table.columns, rows: kept }
    }
    case 'extend': {
      const added = operator.columns.map((column, i) => ({
        name: nameOf(column, i),
        value: compile(column.expression, scope),
      }))
      const columns = [...table.columns, ...added.map(({ name, value }) => ({ name, type: value.type }))]
      return { columns, rows: await mapped(table.rows, (row) => [...row, ...added.map(({ value }) => value.of(row))]) }
    }
    case 'project':
      return projected(operator.columns, table, scope)
    case 'distinct': {
      const { columns, rows } = await projected(operator.columns, table, scope)
      const seen = new Map(rows.map((row) => [JSON.stringify(row), row]))
      return { columns, rows: [...seen.values()] }
    }
    case 'take':
      return { columns: table.columns, rows: table.rows.slice(0, operator.count) }
    case 'order': {
      const keys = operator.by.map(({ expression, descending }) => ({ value: compile(expression, scope), descending }))
      return { columns: table.columns, rows: table.rows.toSorted((a, b) => compareRows(a, b, keys)) }
    }
    case 'summarize':
      return summarized(operator, table, scope)
  }
}

async function projected(named: readonly Named[], table: Table, scope: Scope): Promise<Table> {
  const made = named.map((column, i) => ({ name: nameOf(column, i), value: compile(column.expression, scope) }))
  return {
    columns: made.map(({ name, value }) => ({ name, type: value.type })),
    rows: await mapped(table.rows, (row) => made.map(({ value }) => value.of(row))),
  }
}

async function summarized(
  operator: Extract<Operator, { op: 'summarize' }>,
  table: Table,
  scope: Scope,
): Promise<Table> {
  const keys = operator.by.map((column, i) => ({ name: nameOf(column, i), value: compile(column.expression, scope) }))
  const aggregates: Aggregate[] = operator.aggregates.map((named) => compileAggregate(named, scope))
  const groups = new Map<string, { key: KqlValue[]; rows: Row[] }>()
  await mapped(table.rows, (row) => {
    const key = keys.map(({ value }) => value.of(row))
    const text = JSON.stringify(key)
    const group = groups.get(text)
    if (group) group.rows.push(row)
    else groups.set(text, { key, rows: [row] })
    return null
  })
  const columns: Column[] = keys.map(({ name, value }) => ({ name, type: value.type }))
  // arg_max(x, *) gives the key columns a second time; a column that is there already is left out.
  const places: { aggregate: number; column: number }[] = []
  aggregates.forEach((aggregate, a) =>
    aggregate.columns.forEach((column, c) => {
      if (columns.some((one) => one.name === column.name)) return
      columns.push(column)
      places.push({ aggregate: a, column: c })
    }),
  )
  const rows = await mapped([...groups.values()], (group) => {
    const values = aggregates.map((aggregate) => aggregate.over(group.rows))
    return [...group.key, ...places.map((place) => values[place.aggregate]![place.column])]
  })
  return { columns, rows }
}

function nameOf({ name, expression }: Named, index: number): string {
  return name ?? (expression.op === 'column' ? expression.name : `Column${index + 1}`)
}

function compareRows(a: Row, b: Row, keys: readonly { value: Compiled; descending: boolean }[]): number {
  for (const { value, descending } of keys) {
    const order = compareValues(value.of(a), value.of(b))
    if (order !== 0) return descending ? -order : order
  }
  return 0
}

function compareValues(a: KqlValue, b: KqlValue): number {
  if (a === b) return 0
  if (a === null) return -1
  if (b === null) return 1
  return (a as string) < (b as string) ? -1 : 1
}

async function mapped<T, U>(rows: readonly T[], make: (row: T) => U): Promise<U[]> {
  const out: U[] = []
  const turn = turnTaker()
  for (let i = 0; i < rows.length; i++) {
    out.push(make(rows[i]!))
    if ((i & 31) === 31) await turn()
  }
  return out
}
