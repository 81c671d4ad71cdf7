/**
 * Does a recorded value hold a text, without regard to case? Made to be asked millions of times: texts are looked at as they lie, JSON within a text is not
 * parsed, and nothing is copied unless the text that is looked for could be written in another way in JSON.
 */

import type { JsonValue } from '../../shared/model/json-value.ts'

/** Characters that no JSON printer writes with a backslash: what consists of them alone can be looked for in the raw text. */
const neverEscaped = /^[A-Za-z0-9 .,:;!?()\-_=#@%*$~|{}[\]^`]*$/
/** JSON within JSON within JSON: deeper is not undone. */
const deepestQuoting = 3
/** A word of base64's letters of this length is content that no view shows as text. */
const base64Length = 256

/**
 * Keys of the messages' own grammar, the same in every message of every step: to find them would be to find everything. Other keys of a payload are found, since
 * they name the arguments of tools.
 */
const grammar = new Set(
  (
    'role content contents parts part type text message messages name id index arguments finish_reason finishreason tool_calls tool_call toolcalls ' +
    'tool_call_id toolcallid toolname function input output response result kind value object args data'
  ).split(' '),
)

const renamed = /^(?:http|url|db|rpc|server|network|net|cloud|user|enduser|service|messaging|exception|faas)[._]/i

/** One text to look for. */
export class TextMatch {
  /** Nothing to look for: nothing matches. */
  readonly blank: boolean
  /** The text may be meant as a key (`gen_ai.request.model`): then keys are looked at too. A plain word is looked for in values alone. */
  readonly mayBeKey: boolean
  /** Only then can a number hold it. */
  readonly mayBeNumber: boolean
  /** Texts without all of these, whatever their case, cannot hold it: see mayBeBelow. ASCII; empty where nothing can be said. */
  readonly always: readonly string[]
  readonly #folded: string
  readonly #ascii: boolean
  readonly #escapable: boolean
  readonly #pattern: RegExp
  /** The longest part that JSON cannot write otherwise: a text without it cannot match. Null where there is none to speak of. */
  readonly #anchor: RegExp | null
  /** Of what may be a key, what stands between its dots. */
  readonly #parts: readonly RegExp[] | null
  /** A key of those that platforms write in words of their own: their documents do not hold it. */
  readonly #renamed: boolean

  constructor(text: string) {
    const trimmed = text.trim()
    this.#folded = trimmed.toLocaleLowerCase()
    this.blank = trimmed === ''
    this.mayBeKey = /[._]/.test(trimmed)
    this.#ascii = /^[\0-\x7f]*$/.test(trimmed)
    this.#escapable = !neverEscaped.test(trimmed)
    this.#pattern = new RegExp(escaped(trimmed), 'gi')
    this.#parts =
      this.mayBeKey && this.#ascii && !this.#escapable
        ? trimmed.split('.').map((part) => new RegExp(escaped(part), 'i'))
        : null
    this.#renamed = renamed.test(trimmed)
    this.mayBeNumber = /^[-+\d.e]+$/i.test(trimmed)
    const plain = trimmed
      .split(/[^A-Za-z0-9 _-]+/)
      .reduce((longest, one) => (one.length > longest.length ? one : longest), '')
    this.#anchor = this.#escapable && plain.length > 1 ? new RegExp(escaped(plain), 'i') : null
    if (this.#renamed || !this.#ascii) this.always = []
    else if (this.#parts !== null) this.always = trimmed.split('.')
    else this.always = this.#escapable ? (this.#anchor === null ? [] : [plain]) : [trimmed]
  }

  /** In a text that is shown as it is: a name, a message. */
  inText(text: string): boolean {
    if (this.#ascii) {
      if (text.length < this.#folded.length) return false
      this.#pattern.lastIndex = 0
      return this.#pattern.test(text)
    }
    return text.length * 3 >= this.#folded.length && text.toLocaleLowerCase().includes(this.#folded)
  }

  /** In any recorded value: texts and the JSON within them, numbers, and everything below a structure. */
  inValue(value: JsonValue | undefined): boolean {
    if (typeof value === 'string') return this.#inRecordedText(value)
    if (typeof value === 'number') return this.mayBeNumber && String(value).includes(this.#folded)
    if (typeof value === 'boolean') return String(value) === this.#folded
    return typeof value === 'object' && value !== null && this.#inStructure(value)
  }

  /**
   * Can a value or key that was read from this JSON text hold what is looked for? False only where it certainly cannot; much cheaper than reading the text. A key's
   * parts may lie in different objects.
   */
  mayBeBelow(json: string): boolean {
    if (this.#renamed) return true
    if (this.#parts !== null) return this.#parts.every((part) => part.test(json))
    if (!this.#ascii) return json.includes('\\u') || json.toLocaleLowerCase().includes(this.#folded)
    if (this.#escapable) return this.#anchor === null || this.#anchor.test(json)
    return this.inText(json)
  }

  /** A key of a payload. */
  inKey(key: string): boolean {
    return this.inText(key) && !grammar.has(key.toLowerCase())
  }

  /** Does not recurse: a payload may be nested deeper than the stack. */
  #inStructure(top: JsonValue[] | { [key: string]: JsonValue }): boolean {
    const open: (JsonValue[] | { [key: string]: JsonValue })[] = [top]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (Array.isArray(next)) {
        for (const item of next)
          if (typeof item === 'object' && item !== null) open.push(item)
          else if (this.inValue(item)) return true
        continue
      }
      for (const key in next) {
        if (this.inKey(key)) return true
        const item = next[key]
        if (typeof item === 'object' && item !== null) open.push(item)
        // What a message's grammar says of its parts is no content.
        else if (!(key === 'type' || key === 'kind') && this.inValue(item)) return true
      }
    }
    return false
  }

  #inRecordedText(text: string): boolean {
    if (this.#ascii && text.length < this.#folded.length) return false
    const quoted = isJson(text)
    if (this.#escapable) {
      if (!quoted || !text.includes('\\')) return this.inText(text)
      if (this.#anchor !== null && !this.#anchor.test(text)) return false
      let plain = text
      for (let level = 0; level < deepestQuoting && plain.includes('\\'); level++) {
        plain = unquoted(plain)
        if (this.inText(plain)) return true
      }
      return false
    }
    const pattern = this.#pattern
    pattern.lastIndex = 0
    for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
      const from = found.index
      const to = from + found[0].length
      const bytes = base64Around(text, from, to)
      if (bytes > to) pattern.lastIndex = bytes
      else if (!quoted || !(isEscape(text, from) || isGrammar(text, from, to))) return true
    }
    return false
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
}

function isJson(text: string): boolean {
  const first = text.charCodeAt(0)
  // { [ " and, rarely, white space before them.
  return first === 123 || first === 91 || first === 34 || (first <= 32 && /^\s*[{["]/.test(text))
}

function unquoted(text: string): string {
  return text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|([^u]))/g, (_, hex: string | undefined, letter: string) =>
    hex === undefined ? (letters[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

const letters: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }

/** Is the first letter of the find only the letter of an escape, as the n of \n? */
function isEscape(text: string, from: number): boolean {
  let slashes = 0
  while (text.charCodeAt(from - 1 - slashes) === 92) slashes++
  return slashes % 2 === 1
}

const longestGrammar = 24

/** Does the find lie in a key of the messages' grammar, or in what such a key says of a part (`"type": "text"`)? */
function isGrammar(text: string, from: number, to: number): boolean {
  const end = text.indexOf('"', to)
  if (end === -1 || end - to > longestGrammar) return false
  const start = text.lastIndexOf('"', from - 1)
  if (start === -1 || from - start > longestGrammar) return false
  const token = text
    .slice(start + 1, end)
    .replace(/\\+$/, '')
    .toLowerCase()
  if (/^"\s*:/.test(text.slice(end, end + 4))) return grammar.has(token)
  return grammar.has(token) && /"(?:type|kind|object)\\*"\s*:\s*\\*$/.test(text.slice(Math.max(0, start - 24), start))
}

/** Where the run of base64 around a find ends; 0 when it is a word of usual length. */
function base64Around(text: string, from: number, to: number): number {
  let start = from
  while (start > 0 && from - start < base64Length && isBase64(text.charCodeAt(start - 1))) start--
  let end = to
  while (end < text.length && end - start < base64Length && isBase64(text.charCodeAt(end))) end++
  if (end - start < base64Length) return 0
  while (end < text.length && isBase64(text.charCodeAt(end))) end++
  return end
}

function isBase64(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 47 && code <= 57) ||
    code === 43 ||
    code === 45 ||
    code === 95 ||
    code === 61
  )
}
