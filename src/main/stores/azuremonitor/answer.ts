/** Reads the text of a query's answer: tables of columns and rows, and the reason why it may be partial. */

import { breather } from '../../breathe.ts'
import { abortError } from '../abort.ts'

export interface LogsTable {
  readonly columns: readonly { readonly name: string; readonly type: string | null }[]
  readonly rows: readonly (readonly unknown[])[]
}

export interface LogsAnswer {
  /** The first table; empty when the workspace has no data at all (204). */
  readonly table: LogsTable
  /** Why the rows are not all of them (HTTP 200 with an error), in the platform's words; null when they are. */
  readonly partial: { readonly code: string; readonly reason: string } | null
  /** Of the whole answer. */
  readonly characters: number
}

/** The answer is not one of the query API: HTML, cut JSON, another shape. */
export class BadAnswer extends Error {
  override readonly name = 'BadAnswer'
}

const noTable: LogsTable = { columns: [], rows: [] }
/** Stands for the answer of a workspace that never received a row: 204, and nothing else. */
export const noRows = '{"tables":[{"name":"PrimaryResult","columns":[],"rows":[]}]}'
/** A piece that is parsed in about 2 ms. */
const pieceLength = 256 * 1024

/** Throws BadAnswer. Gives the event loop turns while a long answer is parsed. */
export async function readAnswer(text: string, signal: AbortSignal): Promise<LogsAnswer> {
  // Empty is what the API answers to a question of another content type than ours.
  if (text.trim() === '') throw new BadAnswer('The answer is empty.')
  const { head, rows } = await takeRows(text, signal)
  let body: unknown
  try {
    body = JSON.parse(head)
  } catch {
    throw new BadAnswer(
      /^\s*</.test(text)
        ? `The answer is a web page: ${opening(text)}`
        : `The answer is not whole JSON: ${opening(text)}`,
    )
  }
  if (!isRecord(body) || !(Array.isArray(body.tables) || isRecord(body.error)))
    throw new BadAnswer(`The answer has no tables: ${opening(text)}`)
  const table = firstTable(body.tables, rows)
  const partial = partialReason(body.error)
  if (table !== null && table.rows.length > 0 && !table.rows.some((row) => isTyped(row, table.columns)))
    throw new BadAnswer('No cell of the answer is of the type that its column names.')
  if (table === null && partial === null) throw new BadAnswer(`The answer has no table: ${opening(text)}`)
  return { table: table ?? noTable, partial, characters: text.length }
}

/** Has the row any cell that its column can hold? Rows of nothing but empty cells pass. */
function isTyped(row: readonly unknown[], columns: LogsTable['columns']): boolean {
  const filled = columns.flatMap(({ type }, index) =>
    row[index] === null || row[index] === '' ? [] : [{ type, index }],
  )
  return filled.length === 0 || filled.some(({ type, index }) => type === 'dynamic' || typeof row[index] !== 'object')
}

function opening(text: string): string {
  return text.slice(0, 200).replaceAll(/\s+/g, ' ')
}

/**
 * Parses the rows of the first table piece by piece and leaves the rest of the document, with its last rows, as `head`. A piece ends where the text has `],["`; inside a
 * row's text that can only be the end of a value, and then the piece does not parse and a later end is tried. Short or unusual answers are left whole.
 */
async function takeRows(text: string, signal: AbortSignal): Promise<{ head: string; rows: unknown[][] }> {
  const rows: unknown[][] = []
  const opener = '"rows":[['
  const at = text.length > 2 * pieceLength ? text.indexOf(opener) : -1
  const before = text.slice(0, Math.max(0, at))
  // Only rows that are known to be those of the table that is read.
  if (at === -1 || !before.includes('"PrimaryResult"') || before.includes('"rows":')) return { head: text, rows }
  const first = at + opener.length - 1
  let from = first
  const breathe = breather()
  let end = nextEnd(text, from + pieceLength)
  let tries = 0
  const latest: unknown[] = []
  while (end !== -1 && tries < 4) {
    let piece: unknown
    try {
      piece = JSON.parse(`[${text.slice(from, end + 1)}]`)
    } catch {
      tries++
      end = nextEnd(text, end + 1)
      continue
    }
    for (const row of piece as unknown[][]) rows.push(sharing(row, latest))
    tries = 0
    from = end + 2
    await breathe()
    if (signal.aborted) throw abortError()
    end = nextEnd(text, from + pieceLength)
  }
  return { head: text.slice(0, first) + text.slice(from), rows }
}

/**
 * The row, its texts replaced by equal ones of the rows before: operation, service, type, instance and version are the same in row after row, and 100,000 copies of each cost more to
 * keep than to compare.
 */
function sharing(row: unknown[], latest: unknown[]): unknown[] {
  if (!Array.isArray(row)) return row
  for (let i = 0; i < row.length; i++) {
    const cell = row[i]
    if (typeof cell !== 'string') continue
    const before = latest[i]
    if (before === cell) row[i] = before
    else latest[i] = cell
  }
  return row
}

function nextEnd(text: string, from: number): number {
  return text.indexOf('],["', from)
}

/** Null where there is none that has columns and rows. */
function firstTable(tables: unknown, earlier: unknown[][]): LogsTable | null {
  const list = Array.isArray(tables) ? tables.filter(isRecord) : []
  const table = list.find((one) => one.name === 'PrimaryResult') ?? list[0]
  if (!table || !Array.isArray(table.columns) || !Array.isArray(table.rows)) return null
  const columns = table.columns.map((column: unknown) => ({
    name: isRecord(column) && typeof column.name === 'string' ? column.name : '',
    type: isRecord(column) && typeof column.type === 'string' ? column.type : null,
  }))
  const rest = (table.rows as unknown[]).filter((row): row is unknown[] => Array.isArray(row))
  if (rest.length === 0 && table.rows.length > 0) return null
  return { columns, rows: earlier.length === 0 ? rest : joined(earlier, rest) }
}

function joined(earlier: unknown[][], rest: unknown[][]): unknown[][] {
  for (const row of rest) earlier.push(row)
  return earlier
}

/** The innermost message says the reason ("… exceeds the set limit of 500000 records"); the outer ones only that there is one. */
function partialReason(error: unknown): LogsAnswer['partial'] {
  if (!isRecord(error)) return null
  const messages: string[] = []
  const walk = (node: unknown, depth: number) => {
    if (!isRecord(node) || depth > 8) return
    if (typeof node.message === 'string') messages.push(node.message)
    if (Array.isArray(node.details)) for (const detail of node.details.slice(0, 8)) walk(detail, depth + 1)
    walk(node.innererror ?? node.innerError, depth + 1)
  }
  walk(error, 0)
  return {
    code: typeof error.code === 'string' ? error.code : 'PartialError',
    reason: messages.at(-1) ?? 'The platform did not say why.',
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
