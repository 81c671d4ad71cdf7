/** Small readers for values of unknown shape. */

import type { JsonValue } from '../../shared/model/json-value.ts'

export type JsonRecord = { [key: string]: JsonValue }

/** The value as an object, or null. */
export function recordOf(value: JsonValue | undefined): JsonRecord | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
}

/** The first of these keys that holds a non-empty text. */
export function textAt(record: JsonRecord, ...keys: string[]): string | null {
  for (const key of keys) {
    const value = at(record, key)
    if (typeof value === 'string' && value !== '') return value
  }
  return null
}

/** The first of these keys that holds anything but null. */
export function valueAt(record: JsonRecord, ...keys: string[]): JsonValue | undefined {
  for (const key of keys) {
    const value = at(record, key)
    if (value !== undefined && value !== null) return value
  }
  return undefined
}

/** The first of these keys that holds an object. */
export function recordAt(record: JsonRecord, ...keys: string[]): JsonRecord | null {
  for (const key of keys) {
    const value = recordOf(at(record, key))
    if (value) return value
  }
  return null
}

/** The first of these keys that holds an array. */
export function listAt(record: JsonRecord, ...keys: string[]): JsonValue[] | null {
  for (const key of keys) {
    const value = at(record, key)
    if (Array.isArray(value)) return value
  }
  return null
}

function at(record: JsonRecord, key: string): JsonValue | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}
