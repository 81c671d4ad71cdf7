/** Cells of a query's answer as values. Each reader gives null for what is not there or cannot be read; none throws. */

import type { LogsTable } from './answer.ts'

/** Where each column stands, under all names that a caller may ask it by. */
export class Columns {
  readonly names: readonly string[]
  readonly #at = new Map<string, number>()

  constructor(table: LogsTable) {
    this.names = table.columns.map((column) => column.name)
    this.names.forEach((name, index) => {
      if (!this.#at.has(name)) this.#at.set(name, index)
    })
  }

  /** The position of the first of these columns that exists; -1 when none does. */
  at(...names: readonly string[]): number {
    for (const name of names) {
      const index = this.#at.get(name)
      if (index !== undefined) return index
    }
    return -1
  }
}

/** Text of a cell; null for absent and empty. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  return null
}

/** Number of a cell, also where it is written as text; null for NaN and infinities. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'string' || value.trim() === '') return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}

/** Truth of a cell: bool, "True", "false", 1, "0"; null for anything else. */
export function boolOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value
  if (value === 'True') return true
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim().toLowerCase() : ''
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  return null
}
