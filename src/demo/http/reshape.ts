/** Changes to the rows of a right answer, wherever the platform has them. */

import type { AnswerPath, DemoAnswer, DemoPlatform } from './handler.ts'

/** Marks a whole number too large for JavaScript while an answer is taken apart; no answer holds this character. */
const exact = '\uE000'

/** The answer with its rows changed; as it was where it has none. */
export function withRows(platform: DemoPlatform, answer: DemoAnswer, change: (rows: unknown[]) => unknown): DemoAnswer {
  const body = parsed(answer.body)
  const path = platform.rowPaths?.find((one) => Array.isArray(at(body, one)))
  if (path === undefined) return answer
  return { ...answer, body: printed(replaced(body, path, change(at(body, path) as unknown[]))) }
}

/** The answer with another token of the next page. */
export function withCursor(platform: DemoPlatform, answer: DemoAnswer, cursor: string): DemoAnswer {
  const path = platform.cursorPath
  const body = parsed(answer.body)
  return path === undefined ? answer : { ...answer, body: printed(replaced(body, path, cursor)) }
}

/** Every value of another type, the shape kept. */
export function ofOtherTypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ofOtherTypes)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, ofOtherTypes(one)]))
  if (typeof value === 'string') return { odd: true }
  if (typeof value === 'number' || typeof value === 'boolean') return ['odd']
  return value
}

function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return structuredClone(body)
  return JSON.parse(body.replaceAll(/([:[,]\s*)(\d{16,})(?=\s*[,\]}])/g, `$1"${exact}$2"`))
}

function printed(body: unknown): string {
  return JSON.stringify(body).replaceAll(new RegExp(`"${exact}(\\d+)"`, 'g'), '$1')
}

function at(body: unknown, path: AnswerPath): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    body,
  )
}

function replaced(body: unknown, [key, ...rest]: AnswerPath, value: unknown): unknown {
  if (key === undefined) return value
  if (Array.isArray(body)) return body.map((one: unknown, index) => (index === key ? replaced(one, rest, value) : one))
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  return { ...fields, [key]: replaced(fields[key], rest, value) }
}
