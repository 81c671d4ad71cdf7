/** Long texts of a step: the detail gives their beginnings, the rest is asked for piece by piece. */

import { failure, fix } from '../../shared/errors.ts'
import type { JsonValue } from '../../shared/model/json-value.ts'
import type { Message } from '../../shared/model/message.ts'
import {
  longTextLimit,
  placeOf,
  type LeftOutMessages,
  manyMessages,
  type ShortenedText,
  type StepDetail,
  type WholeStepDetail,
} from '../../shared/model/step-detail.ts'
import type { AssembledRun } from '../semantics/assembled-run.ts'

/** A structure that prints longer than about this is given as its JSON text: a tree of it could not be drawn, and would be carried whole. */
const largestStructure = 2_000_000
/** All texts of a step together are given up to here before the next ones are given as short beginnings. */
const totalLimit = 2_000_000
const leastGiven = 2048
/** A longer list, or a record with more keys, is given up to here: thousands of attributes are read by nobody, and the raw document has them all. */
const mostEntries = 2000
/** What the keys of a record may take together. */
const mostKeyCharacters = 200_000
/** One piece of the rest. */
const pieceLength = 262_144

/** The step's detail with its long texts given in part; null when the run has no such step. */
export function shortDetail(assembled: AssembledRun, spanId: string): StepDetail | null {
  const whole = wholeDetail(assembled, spanId)
  return whole === null ? null : shortened(whole)
}

/** The detail with its long texts given in part: each up to longTextLimit, and shorter ones where there are very many; no surrogate pair is cut. Of very many messages the first and the last. */
export function shortened(detail: WholeStepDetail): StepDetail {
  const texts: ShortenedText[] = []
  let spent = 0
  const cut = (text: string, path: string): string => {
    // Half a picture is none.
    if (path.endsWith('/url') && text.startsWith('data:image/')) return text
    const limit = Math.min(longTextLimit, Math.max(leastGiven, totalLimit - spent))
    spent += Math.min(text.length, limit)
    if (text.length <= limit) return text
    texts.push({ path, length: text.length })
    return text.slice(0, wholeUnits(text, limit))
  }
  const { messages, ...rest } = withFewEntries(detail)
  const leftOut = leftOutOf(messages.length)
  const given = leftOut === null ? messages : withoutMiddle(messages, leftOut)
  const shortMessages = mapped(
    given,
    (message, at) => replaceTexts(message, `/messages/${placeOf(at, leftOut)}`, cut) as Message,
  )
  const short = replaceTexts(rest, '', cut) as typeof rest
  return { ...short, messages: shortMessages, shortened: texts, leftOut }
}

/** The detail with its long lists and records given in part, which it says. */
function withFewEntries(detail: WholeStepDetail): WholeStepDetail {
  const remarks: string[] = []
  const few = <T>(list: readonly T[], what: string): readonly T[] => {
    if (list.length <= mostEntries) return list
    remarks.push(`${(list.length - mostEntries).toLocaleString('en-US')} more ${what} are in the raw document.`)
    return list.slice(0, mostEntries)
  }
  const fewKeys = (values: Readonly<Record<string, JsonValue>>, what: string) => {
    const entries = Object.entries(values)
    let characters = 0
    const given = entries.findIndex(([key], at) => at >= mostEntries || (characters += key.length) > mostKeyCharacters)
    if (given === -1) return values
    remarks.push(`${(entries.length - given).toLocaleString('en-US')} more ${what} are in the raw document.`)
    return Object.fromEntries(entries.slice(0, given))
  }
  const short = {
    inputs: fewKeys(detail.inputs, 'inputs'),
    outputs: fewKeys(detail.outputs, 'outputs'),
    attributeList: few(detail.attributeList, 'attributes'),
    events: mapped(few(detail.events, 'events'), (event) => {
      const attributes = fewKeys(event.attributes, 'attributes of an event')
      return attributes === event.attributes ? event : { ...event, attributes }
    }),
    links: few(detail.links, 'links'),
  }
  return remarks.length === 0 ? detail : { ...detail, ...short, remarks: [...detail.remarks, ...new Set(remarks)] }
}

function leftOutOf(messages: number): LeftOutMessages | null {
  return messages <= manyMessages ? null : { from: manyMessages / 2, count: messages - manyMessages }
}

function withoutMiddle<T>(list: readonly T[], { from, count }: LeftOutMessages): readonly T[] {
  return [...list.slice(0, from), ...list.slice(from + count)]
}

/**
 * A piece of the text at `path` from `offset` on. A piece neither begins nor ends within a surrogate pair: an offset within one is taken as that of its first half.
 * Rejects with NOT_FOUND when the step has no such text.
 */
export function stepText(
  assembled: AssembledRun,
  ask: { spanId: string; path: string; offset: number },
): { text: string; length: number; next: number | null } {
  const detail = wholeDetail(assembled, ask.spanId)
  const text = detail === null ? undefined : valueAt(detail, ask.path)
  if (typeof text !== 'string')
    throw failure({
      code: 'NOT_FOUND',
      message: `Step ${ask.spanId} has no text at ${ask.path}.`,
      fix: fix('Choose the step again.'),
    })
  const from = wholeUnits(text, Math.min(ask.offset, text.length))
  const to = wholeUnits(text, Math.min(from + pieceLength, text.length))
  return { text: text.slice(from, to), length: text.length, next: to < text.length ? to : null }
}

/** The two details asked for last: those of the step on screen and of a neighbour that was read ahead. */
const kept = new WeakMap<AssembledRun, { readonly spanId: string; readonly detail: WholeStepDetail }[]>()
const keptDetails = 2

/** A detail is made once for all pieces of its texts: the raw document of a large step alone takes longer to print than a piece to send. */
function wholeDetail(assembled: AssembledRun, spanId: string): WholeStepDetail | null {
  const list = kept.get(assembled) ?? []
  const known = list.find((one) => one.spanId === spanId)
  const detail = known?.detail ?? printable(assembled.detail(spanId))
  if (detail === null) return null
  kept.set(assembled, [{ spanId, detail }, ...list.filter((one) => one.spanId !== spanId)].slice(0, keptDetails))
  return detail
}

/** The detail with every structure that is too large for a tree as its JSON text. */
function printable(detail: WholeStepDetail | null): WholeStepDetail | null {
  if (detail === null) return null
  const record = (values: Readonly<Record<string, JsonValue>>) => mapValues(values, printed)
  return {
    ...detail,
    inputs: record(detail.inputs),
    outputs: record(detail.outputs),
    toolDefinitions: printed(detail.toolDefinitions),
    attributeList: mapped(detail.attributeList, (one) => {
      const value = printed(one.value)
      return value === one.value ? one : { ...one, value }
    }),
    messages: mapped(detail.messages, (message) => {
      const parts = mapped(message.parts, (part) => {
        switch (part.kind) {
          case 'tool_call':
            return sized(part.arguments) ? part : { ...part, arguments: printed(part.arguments) }
          case 'tool_result':
            return sized(part.result) ? part : { ...part, result: printed(part.result) }
          case 'data':
            return sized(part.value) ? part : { ...part, value: printed(part.value) }
          default:
            return part
        }
      })
      return parts === message.parts ? message : { ...message, parts }
    }),
  }
}

function printed(value: JsonValue): JsonValue {
  return sized(value) ? value : JSON.stringify(value, null, 2)
}

/** Is the value a text or number, or a structure small enough for a tree? Stops counting where it is not. */
function sized(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return true
  let left = largestStructure
  const open: JsonValue[] = [value]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    // Every value costs its punctuation; a long text within a structure is shortened by itself.
    left -= typeof next === 'string' ? 4 + Math.min(next.length, longTextLimit) : 4
    if (left < 0) return false
    if (typeof next !== 'object' || next === null) continue
    for (const item of Array.isArray(next) ? next : Object.values(next)) open.push(item)
  }
  return true
}

function mapped<T>(list: readonly T[], change: (one: T, at: number) => T): readonly T[] {
  let copy: T[] | null = null
  for (const [at, one] of list.entries()) {
    const other = change(one, at)
    if (other !== one) (copy ??= [...list])[at] = other
  }
  return copy ?? list
}

function mapValues(
  values: Readonly<Record<string, JsonValue>>,
  change: (value: JsonValue) => JsonValue,
): Readonly<Record<string, JsonValue>> {
  let changed = false
  const entries = Object.entries(values).map(([key, value]) => {
    const other = change(value)
    changed ||= other !== value
    return [key, other] as const
  })
  return changed ? Object.fromEntries(entries) : values
}

/** The value with its texts replaced; what does not change is not copied. Recursion is safe: a detail is no deeper than its maker lets it be. */
function replaceTexts(value: unknown, path: string, cut: (text: string, path: string) => string): unknown {
  if (typeof value === 'string') return value.length <= leastGiven ? value : cut(value, path)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    let copy: unknown[] | null = null
    for (const [i, inner] of value.entries()) {
      if (typeof inner === 'number') continue
      const short = replaceTexts(inner, `${path}/${i}`, cut)
      if (short !== inner) (copy ??= [...value])[i] = short
    }
    return copy ?? value
  }
  let changed: Map<string, unknown> | null = null
  for (const [key, inner] of Object.entries(value)) {
    const short = replaceTexts(inner, `${path}/${pointerPart(key)}`, cut)
    if (short !== inner) (changed ??= new Map()).set(key, short)
  }
  // fromEntries defines its keys, so that one named __proto__ stays a key.
  return changed === null
    ? value
    : Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [key, changed.has(key) ? changed.get(key) : inner]),
      )
}

function pointerPart(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

function valueAt(top: unknown, pointer: string): unknown {
  let value = top
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}

/** `at`, or one less where a surrogate pair lies across it. */
function wholeUnits(text: string, at: number): number {
  if (at <= 0 || at >= text.length) return Math.max(0, Math.min(at, text.length))
  const before = text.charCodeAt(at - 1)
  const after = text.charCodeAt(at)
  return before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000 ? at - 1 : at
}
