/** Reading values of documents that may hold anything. Nothing here throws. */

import type { JsonValue } from '../../../shared/model/json-value.ts'

/** An object of a parsed document. */
export interface JsonRecord {
  [key: string]: JsonValue
}

/** The value as an object, or null when it is anything else. */
export function recordOf(value: unknown): JsonRecord | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : null
}

/** The value as an array; anything else is empty. */
export function arrayOf(value: unknown): readonly JsonValue[] {
  return Array.isArray(value) ? (value as JsonValue[]) : []
}

/** The value as a text with something in it, or null. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** A number, also where it was written as text ("861"); null for anything else. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'string' || !/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value)) return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}

/** The value at a path of keys, or undefined. Only own keys count. */
export function valueAt(document: JsonRecord, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = document
  for (const key of path) {
    const record = recordOf(value)
    if (record === null || !Object.hasOwn(record, key)) return undefined
    value = record[key]
  }
  return value
}
