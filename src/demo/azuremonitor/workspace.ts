/** The demo's workspace: the rows of the traffic within a query's reach, as tables. */

import { longestRunMs } from '../traffic/built-trace.ts'
import type { DemoSpan, DemoTrace, TrafficSource } from '../traffic/demo-trace.ts'
import { encodeSpan, type EncodedSpan } from './encode.ts'
import type { Table } from './kql/table.ts'
import type { TableSource } from './kql/run.ts'
import type { Expression, Query } from './kql/syntax.ts'
import { turnTaker } from './turns.ts'
import { classicColumnsOf, classicRow, classicTables, tableColumns, tableNames, type TableName } from './tables.ts'

/** Microseconds; `from` inclusive, `to` exclusive. */
export interface Reach {
  readonly from: number
  readonly to: number
}

/** Spares building traces whose rows cannot lie in the reach. */
const longestRun = longestRunMs * 1000

const encoded = new WeakMap<DemoSpan, EncodedSpan>()

/** The tables that a query may name, their rows limited to the reach and, where the query asks for operations by id alone, to those. */
export async function workspaceTables(
  traffic: TrafficSource,
  query: Query,
  reach: Reach,
  classic: boolean,
): Promise<TableSource> {
  const turn = turnTaker()
  const rows: Record<TableName, (readonly unknown[])[]> = {
    AppRequests: [],
    AppDependencies: [],
    AppExceptions: [],
    AppTraces: [],
  }
  for (const trace of chosen(traffic, query, reach)) {
    for (const span of spansOf(trace)) {
      await turn()
      for (const { table, row } of rowsOf(trace, span)) {
        const at = row[0] as number
        if (at >= reach.from && at < reach.to) rows[table].push(row)
      }
    }
  }
  const tables = new Map<string, Table>()
  if (classic)
    for (const [name, { table, itemType }] of Object.entries(classicTables))
      tables.set(name, {
        columns: classicColumnsOf(table),
        rows: rows[table].map((row) => classicRow(table, row, itemType)),
      })
  else for (const name of tableNames) tables.set(name, { columns: tableColumns[name], rows: rows[name] })
  return (name) => tables.get(name)
}

/** What this platform received of a trace. */
function spansOf(trace: DemoTrace): readonly DemoSpan[] {
  return trace.partOf?.('azuremonitor') ?? trace.spans
}

function rowsOf(trace: DemoTrace, span: DemoSpan): EncodedSpan {
  let rows = encoded.get(span)
  if (!rows) encoded.set(span, (rows = encodeSpan(trace, span)))
  return rows
}

function chosen(traffic: TrafficSource, query: Query, reach: Reach): readonly DemoTrace[] {
  const ids = query.lets.size === 0 ? operationIds(query) : null
  if (ids !== null)
    return ids.flatMap((id) => {
      const trace = traffic.trace('azuremonitor', id.toLowerCase())
      return trace ? [trace] : []
    })
  return traffic
    .traces('azuremonitor')
    .filter((trace) => trace.start < reach.to && trace.start >= reach.from - longestRun)
}

/** The ids of `where OperationId in (…)` or `==`, as an index would use them; null where the query has no such condition. */
function operationIds(query: Query): string[] | null {
  for (const operator of query.result.operators) {
    if (operator.op !== 'where') continue
    const { condition } = operator
    if (condition.op === 'in' && isOperation(condition.left) && !condition.negated && !('table' in condition.among))
      return condition.among.flatMap((item) => (item.op === 'literal' ? [String(item.value)] : []))
    if (
      condition.op === 'binary' &&
      condition.sign === '==' &&
      isOperation(condition.left) &&
      condition.right.op === 'literal'
    )
      return [String(condition.right.value)]
  }
  return null
}

function isOperation(expression: Expression): boolean {
  return expression.op === 'column' && (expression.name === 'OperationId' || expression.name === 'operation_Id')
}
