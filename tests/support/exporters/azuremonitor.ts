/** Spans as Azure's exporters place them: rows of AppRequests and AppDependencies, and the text of a query's answer. */

import { asText, type ExportedSpan, type ExportedValue, isoNanos, service } from './exported-span.ts'

export interface AzurePlacement {
  /** The exporters of the SDKs write all attributes as text; the collector's writes numbers into Measurements. */
  readonly exporter: 'sdk' | 'collector'
}

const columns = [
  ['Type', 'string'],
  ['TimeGenerated', 'datetime'],
  ['OperationId', 'string'],
  ['Id', 'string'],
  ['ParentId', 'string'],
  ['Name', 'string'],
  ['Success', 'bool'],
  ['ResultCode', 'string'],
  ['DurationMs', 'real'],
  ['DependencyType', 'string'],
  ['ExceptionType', 'string'],
  ['OuterMessage', 'string'],
  ['Target', 'string'],
  ['Properties', 'dynamic'],
  ['Measurements', 'dynamic'],
  ['AppRoleName', 'string'],
  ['ItemCount', 'int'],
] as const

/** The body of a query's answer, as text. */
export function azureAnswer(spans: readonly ExportedSpan[], placement: AzurePlacement): string {
  const rows = spans
    .flatMap((span) => [azureRow(span, placement), ...exceptionRows(span)])
    .map((row) => columns.map(([name]) => row[name] ?? null))
  const table = { name: 'PrimaryResult', columns: columns.map(([name, type]) => ({ name, type })), rows }
  return JSON.stringify({ tables: [table] })
}

function azureRow(span: ExportedSpan, { exporter }: AzurePlacement): Record<string, unknown> {
  const measured = (value: ExportedValue) => exporter === 'collector' && typeof value === 'number'
  // The collector's exporter copies the resource into every row; those of the SDKs leave it out.
  const entries = Object.entries(exporter === 'collector' ? { ...span.attributes, ...span.resource } : span.attributes)
  return {
    Type: span.kind === 'SERVER' ? 'AppRequests' : 'AppDependencies',
    TimeGenerated: isoNanos(span.start).replace(/\d\dZ$/, 'Z'),
    OperationId: span.traceId,
    Id: span.spanId,
    // A request without a parent names its operation as its parent.
    ParentId: span.parentSpanId ?? (span.kind === 'SERVER' ? span.traceId : ''),
    Name: span.name,
    Success: span.exception === undefined,
    ResultCode: span.exception === undefined ? '0' : '2',
    DurationMs: Number(span.end - span.start) / 1e6,
    DependencyType: span.kind === 'SERVER' ? null : dependencyType(span),
    Properties: JSON.stringify(
      Object.fromEntries(entries.filter(([, value]) => !measured(value)).map(([key, value]) => [key, asText(value)])),
    ),
    Measurements: JSON.stringify(Object.fromEntries(entries.filter(([, value]) => measured(value)))),
    AppRoleName: service(span),
    ItemCount: 1,
  }
}

/** An exception is a row of its own that names its span as parent. */
function exceptionRows(span: ExportedSpan): Record<string, unknown>[] {
  if (span.exception === undefined) return []
  return [
    {
      Type: 'AppExceptions',
      TimeGenerated: isoNanos(span.end).replace(/\d\dZ$/, 'Z'),
      OperationId: span.traceId,
      ParentId: span.spanId,
      ExceptionType: span.exception.type,
      OuterMessage: span.exception.message,
      AppRoleName: service(span),
      ItemCount: 1,
    },
  ]
}

function dependencyType({ attributes, kind }: ExportedSpan): string {
  const provider = attributes['gen_ai.provider.name'] ?? attributes['gen_ai.system']
  if (typeof provider === 'string') return `GenAI | ${provider}`
  return kind === 'INTERNAL' ? 'InProc' : 'Dependency'
}
