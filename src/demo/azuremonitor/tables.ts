/** The tables of the demo's workspace, under the workspace's names and the component's classic ones. (Microsoft's table reference: apprequests, appdependencies, appexceptions, apptraces.) */

import type { Column } from './kql/table.ts'
import type { KqlType } from './kql/syntax.ts'

export const tableNames = ['AppRequests', 'AppDependencies', 'AppExceptions', 'AppTraces'] as const
export type TableName = (typeof tableNames)[number]

/** One row under the workspace's column names; absent columns are empty. */
export type RowFields = Readonly<Record<string, unknown>>

const common: Readonly<Record<string, KqlType>> = {
  TimeGenerated: 'datetime',
  OperationId: 'string',
  ParentId: 'string',
  OperationName: 'string',
  AppRoleName: 'string',
  AppRoleInstance: 'string',
  SessionId: 'string',
  UserId: 'string',
  SDKVersion: 'string',
  Properties: 'dynamic',
  Measurements: 'dynamic',
  ItemCount: 'int',
  Type: 'string',
}

const timed: Readonly<Record<string, KqlType>> = {
  Id: 'string',
  Name: 'string',
  Success: 'bool',
  ResultCode: 'string',
  DurationMs: 'real',
}

const own: Readonly<Record<TableName, Readonly<Record<string, KqlType>>>> = {
  AppRequests: { ...timed, Url: 'string', Source: 'string' },
  AppDependencies: { ...timed, DependencyType: 'string', Target: 'string', Data: 'string' },
  AppExceptions: {
    ExceptionType: 'string',
    OuterMessage: 'string',
    InnermostMessage: 'string',
    ProblemId: 'string',
    Details: 'dynamic',
    SeverityLevel: 'int',
  },
  AppTraces: { Message: 'string', SeverityLevel: 'int' },
}

/** The columns of a table, in the workspace's names. */
export const tableColumns = Object.fromEntries(
  tableNames.map((name) => [
    name,
    Object.entries({ ...common, ...own[name] }).map(([column, type]): Column => ({ name: column, type })),
  ]),
) as unknown as Readonly<Record<TableName, readonly Column[]>>

/** A row as an array in the order of the table's columns. */
export function rowOf(table: TableName, fields: RowFields): readonly unknown[] {
  return tableColumns[table].map(({ name, type }) => fields[name] ?? (type === 'string' ? '' : null))
}

const classicColumns: Readonly<Record<string, string>> = {
  TimeGenerated: 'timestamp',
  OperationId: 'operation_Id',
  ParentId: 'operation_ParentId',
  OperationName: 'operation_Name',
  AppRoleName: 'cloud_RoleName',
  AppRoleInstance: 'cloud_RoleInstance',
  SessionId: 'session_Id',
  UserId: 'user_Id',
  SDKVersion: 'sdkVersion',
  Properties: 'customDimensions',
  Measurements: 'customMeasurements',
  ItemCount: 'itemCount',
  Type: 'itemType',
  Id: 'id',
  Name: 'name',
  Success: 'success',
  ResultCode: 'resultCode',
  DurationMs: 'duration',
  Url: 'url',
  Source: 'source',
  DependencyType: 'type',
  ExceptionType: 'type',
  Target: 'target',
  Data: 'data',
  OuterMessage: 'outerMessage',
  InnermostMessage: 'innermostMessage',
  ProblemId: 'problemId',
  Details: 'details',
  SeverityLevel: 'severityLevel',
  Message: 'message',
}

/** The classic name of each table and the item type of its rows. */
export const classicTables: Readonly<Record<string, { readonly table: TableName; readonly itemType: string }>> = {
  requests: { table: 'AppRequests', itemType: 'request' },
  dependencies: { table: 'AppDependencies', itemType: 'dependency' },
  exceptions: { table: 'AppExceptions', itemType: 'exception' },
  traces: { table: 'AppTraces', itemType: 'trace' },
}

/** A table's columns over a component: classic names, and success as text. */
export function classicColumnsOf(table: TableName): readonly Column[] {
  return tableColumns[table].map(({ name, type }) => ({
    name: classicColumns[name]!,
    type: name === 'Success' ? 'string' : type,
  }))
}

/** A workspace row as the component shows it. */
export function classicRow(table: TableName, row: readonly unknown[], itemType: string): readonly unknown[] {
  return tableColumns[table].map(({ name }, i) => {
    if (name === 'Success') return row[i] === null ? '' : row[i] === true ? 'True' : 'False'
    return name === 'Type' ? itemType : row[i]
  })
}
