/**
 * The two spellings of one set of tables. A Log Analytics workspace has AppRequests, AppDependencies, AppExceptions, AppTraces; the same data seen through an
 * Application Insights component has the classic names. (Microsoft's table reference: appdependencies, apprequests, appexceptions, apptraces.)
 */

/** How the place that is asked spells its tables and columns. */
export interface LogsSchema {
  readonly tables: {
    readonly requests: string
    readonly dependencies: string
    readonly exceptions: string
    readonly traces: string
  }
  /** What the type column holds for a row of the exceptions table. */
  readonly exceptionType: string
  readonly requestType: string
  /** Columns that every one of the tables has. */
  readonly time: string
  readonly type: string
  readonly operationId: string
  readonly parentId: string
  readonly service: string
  readonly properties: string
  readonly measurements: string
  readonly itemCount: string
  readonly session: string
  /** Columns that only some of the tables have; read with column_ifexists, so that a workspace without one of the tables can still be asked. */
  readonly id: string
  readonly name: string
  readonly success: string
  readonly resultCode: string
  readonly duration: string
  readonly outerMessage: string
  /** Type of an exception; over a component the same column holds a dependency's type. */
  readonly raisedType: string
  /** Everything else that an opened run reads, by type. */
  readonly more: readonly { readonly name: string; readonly type: 'string' | 'int' | 'dynamic' }[]
}

/** Log Analytics workspace. */
export const workspaceSchema: LogsSchema = {
  tables: {
    requests: 'AppRequests',
    dependencies: 'AppDependencies',
    exceptions: 'AppExceptions',
    traces: 'AppTraces',
  },
  exceptionType: 'AppExceptions',
  requestType: 'AppRequests',
  time: 'TimeGenerated',
  type: 'Type',
  operationId: 'OperationId',
  parentId: 'ParentId',
  service: 'AppRoleName',
  properties: 'Properties',
  measurements: 'Measurements',
  itemCount: 'ItemCount',
  session: 'SessionId',
  id: 'Id',
  name: 'Name',
  success: 'Success',
  resultCode: 'ResultCode',
  duration: 'DurationMs',
  outerMessage: 'OuterMessage',
  raisedType: 'ExceptionType',
  more: [
    { name: 'OperationName', type: 'string' },
    { name: 'DependencyType', type: 'string' },
    { name: 'Target', type: 'string' },
    { name: 'Data', type: 'string' },
    { name: 'Url', type: 'string' },
    { name: 'Source', type: 'string' },
    { name: 'ExceptionType', type: 'string' },
    { name: 'InnermostMessage', type: 'string' },
    { name: 'ProblemId', type: 'string' },
    { name: 'Details', type: 'dynamic' },
    { name: 'Message', type: 'string' },
    { name: 'SeverityLevel', type: 'int' },
    { name: 'AppRoleInstance', type: 'string' },
    { name: 'UserId', type: 'string' },
    { name: 'SDKVersion', type: 'string' },
  ],
}

/** Application Insights component (classic names). */
export const componentSchema: LogsSchema = {
  tables: { requests: 'requests', dependencies: 'dependencies', exceptions: 'exceptions', traces: 'traces' },
  exceptionType: 'exception',
  requestType: 'request',
  time: 'timestamp',
  type: 'itemType',
  operationId: 'operation_Id',
  parentId: 'operation_ParentId',
  service: 'cloud_RoleName',
  properties: 'customDimensions',
  measurements: 'customMeasurements',
  itemCount: 'itemCount',
  session: 'session_Id',
  id: 'id',
  name: 'name',
  success: 'success',
  resultCode: 'resultCode',
  duration: 'duration',
  outerMessage: 'outerMessage',
  raisedType: 'type',
  more: [
    { name: 'operation_Name', type: 'string' },
    { name: 'type', type: 'string' },
    { name: 'target', type: 'string' },
    { name: 'data', type: 'string' },
    { name: 'url', type: 'string' },
    { name: 'source', type: 'string' },
    { name: 'innermostMessage', type: 'string' },
    { name: 'problemId', type: 'string' },
    { name: 'details', type: 'dynamic' },
    { name: 'message', type: 'string' },
    { name: 'severityLevel', type: 'int' },
    { name: 'cloud_RoleInstance', type: 'string' },
    { name: 'user_Id', type: 'string' },
    { name: 'sdkVersion', type: 'string' },
  ],
}

/** Over a component the classic names apply; over a workspace (also when it is named by its ARM id) the App* names. */
export function schemaOf(resourceId: string | null): LogsSchema {
  return resourceId !== null && /\/microsoft\.insights\/components\//i.test(resourceId)
    ? componentSchema
    : workspaceSchema
}
