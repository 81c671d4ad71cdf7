/** JSON that comes as text in an attribute, whole or cut. */

import type { JsonValue } from '../../shared/model/json-value.ts'

/** A value after its text was read as JSON, where it was JSON. */
export interface ReadJson {
  readonly value: JsonValue
  /** The text began as JSON and was cut before its end; the value is the text. */
  readonly cut: boolean
}

/** Reads text that looks like a JSON object, array or string; everything else is returned as it is. */
export function readJson(value: JsonValue): ReadJson {
  if (typeof value !== 'string') return { value, cut: false }
  const first = value.trimStart()[0]
  if (first !== '{' && first !== '[' && first !== '"') return { value, cut: false }
  try {
    return { value: JSON.parse(value) as JsonValue, cut: false }
  } catch {
    return { value, cut: first !== '"' && isOpenEnded(value) }
  }
}

/** The same, for callers that do not care about a cut. */
export function parsed(value: JsonValue): JsonValue {
  return readJson(value).value
}

/** Does the text end before its brackets or its last string are closed? */
function isOpenEnded(text: string): boolean {
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (inString) {
      if (char === '\\') i++
      else if (char === '"') inString = false
    } else if (char === '"') inString = true
    else if (char === '{' || char === '[') depth++
    else if (char === '}' || char === ']') depth--
  }
  return inString || depth > 0
}
