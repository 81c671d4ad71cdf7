/** What an attribute's value becomes for a field of a given kind; undefined when it is not usable, so that the next alias is asked. */

import type { JsonValue } from '../../shared/model/json-value.ts'
import type { ValueKind } from './fields.ts'

/** The usable form of a value, or undefined. Numbers may come as text (Cloud Trace labels, Azure Properties); ids stay text. */
export function coerce(kind: ValueKind, value: unknown): JsonValue | undefined {
  switch (kind) {
    case 'text':
      return asText(value)
    case 'count':
      return asCount(value)
    case 'quantity':
      return asQuantity(value)
    case 'flag':
      return asFlag(value)
    case 'texts':
      return asTexts(value)
    case 'any':
      return isEmpty(value) ? undefined : (value as JsonValue)
  }
}

function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.charCodeAt(0) > 32 || value.trim() !== '' ? value : undefined
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined
}

const countPattern = /^\s*\+?\d+(?:\.0*)?\s*$/

/** A whole number of at least 0, exact; undefined otherwise. */
export function asCount(value: unknown): number | undefined {
  if (typeof value === 'string') return countPattern.test(value) ? asCount(Number(value)) : undefined
  return typeof value === 'number' && value >= 0 && Number.isSafeInteger(value) ? value : undefined
}

const quantityPattern = /^\s*\+?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/

function asQuantity(value: unknown): number | undefined {
  if (typeof value === 'string') return quantityPattern.test(value) ? asQuantity(Number(value)) : undefined
  return typeof value === 'number' && value >= 0 && Number.isFinite(value) ? value : undefined
}

function asFlag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  if (value === 1 || value === '1') return true
  if (value === 0 || value === '0') return false
  if (typeof value !== 'string') return undefined
  const word = value.trim().toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : undefined
}

function asTexts(value: unknown): string[] | undefined {
  if (Array.isArray(value)) {
    const texts = value.filter((item): item is string => typeof item === 'string' && item.trim() !== '')
    return texts.length > 0 ? texts : undefined
  }
  if (typeof value !== 'string' || value.trim() === '') return undefined
  if (value.trimStart().startsWith('[')) {
    try {
      return asTexts(JSON.parse(value))
    } catch {
      return undefined
    }
  }
  const texts = value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  return texts.length > 0 ? texts : undefined
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true
  return typeof value === 'object' && Object.keys(value).length === 0
}
