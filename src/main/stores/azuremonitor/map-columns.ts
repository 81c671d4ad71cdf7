/** Where the cells of a row stand, under the workspace's and the component's names alike, and what kind of row it is. */

import type { LogsTable } from './answer.ts'
import { Columns, textOf } from './rows.ts'

/** The cells of one row. */
export type Row = readonly unknown[]

/** What a row is: a span (request, dependency, or another timed item), an exception or a message. */
export type RowKind = 'request' | 'dependency' | 'item' | 'exception' | 'message'

const aliases = {
  time: ['TimeGenerated', 'timestamp'],
  type: ['Type', 'itemType', '$table', 'SourceTable'],
  id: ['Id', 'id'],
  parent: ['ParentId', 'operation_ParentId'],
  operation: ['OperationId', 'operation_Id'],
  name: ['Name', 'name'],
  success: ['Success', 'success'],
  result: ['ResultCode', 'resultCode'],
  duration: ['DurationMs', 'duration'],
  dependencyType: ['DependencyType', 'type'],
  target: ['Target', 'target'],
  data: ['Data', 'data'],
  url: ['Url', 'url'],
  source: ['Source', 'source'],
  exceptionType: ['ExceptionType', 'type'],
  outerMessage: ['OuterMessage', 'outerMessage'],
  innermostMessage: ['InnermostMessage', 'innermostMessage'],
  problem: ['ProblemId', 'problemId'],
  details: ['Details', 'details'],
  message: ['Message', 'message'],
  severity: ['SeverityLevel', 'severityLevel'],
  properties: ['Properties', 'customDimensions'],
  measurements: ['Measurements', 'customMeasurements'],
  items: ['ItemCount', 'itemCount'],
  service: ['AppRoleName', 'cloud_RoleName'],
  instance: ['AppRoleInstance', 'cloud_RoleInstance'],
  session: ['SessionId', 'session_Id'],
  user: ['UserId', 'user_Id'],
} as const

type Cell = keyof typeof aliases

/** Reads cells by what they mean. */
export class RowReader {
  readonly names: readonly string[]
  readonly #at: Record<Cell, number>
  readonly #kinds = new Map<unknown, RowKind | null>()

  constructor(table: LogsTable) {
    const columns = new Columns(table)
    this.names = columns.names
    this.#at = Object.fromEntries(
      Object.entries(aliases).map(([cell, names]) => [cell, columns.at(...names)]),
    ) as Record<Cell, number>
  }

  cell(row: Row, cell: Cell): unknown {
    const at = this.#at[cell]
    return at === -1 ? undefined : row[at]
  }

  text(row: Row, cell: Cell): string | null {
    return textOf(this.cell(row, cell))
  }

  /** The platform's own name of the column, for provenance. */
  column(cell: Cell): string {
    return this.names[this.#at[cell]] ?? aliases[cell][0]
  }

  /** By the type column; by the columns that are filled where there is none. */
  kind(row: Row): RowKind {
    const given = this.cell(row, 'type')
    let known = this.#kinds.get(given)
    if (known === undefined) {
      known = kinds[textOf(given)?.toLowerCase() ?? ''] ?? null
      this.#kinds.set(given, known)
    }
    if (known !== null) return known
    if (textOf(given) === null) {
      if (this.#filled(row, 'outerMessage', 'problem', 'details')) return 'exception'
      if (this.#filled(row, 'url', 'source')) return 'request'
      if (this.#filled(row, 'dependencyType', 'target', 'data')) return 'dependency'
    }
    return this.#filled(row, 'id', 'duration') ? 'item' : 'message'
  }

  #filled(row: Row, ...cells: Cell[]): boolean {
    return cells.some((cell) => this.text(row, cell) !== null || isObject(this.cell(row, cell)))
  }
}

const kinds: Readonly<Record<string, RowKind>> = Object.assign(Object.create(null) as Record<string, RowKind>, {
  apprequests: 'request',
  requests: 'request',
  request: 'request',
  appdependencies: 'dependency',
  dependencies: 'dependency',
  dependency: 'dependency',
  appexceptions: 'exception',
  exceptions: 'exception',
  exception: 'exception',
  apptraces: 'message',
  traces: 'message',
  trace: 'message',
})

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}
