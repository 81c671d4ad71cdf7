/** The words of a query. */

import { syntaxError } from './error.ts'

export interface Token {
  readonly kind: 'word' | 'string' | 'number' | 'span' | 'time' | 'sign' | 'end'
  /** Of a string: its value, escapes resolved; of a time: what stands within `datetime( )`. */
  readonly text: string
  readonly line: number
  readonly column: number
}

const signs = [
  '!in~',
  '<=',
  '>=',
  '==',
  '!=',
  '=~',
  '!~',
  '!in',
  '(',
  ')',
  '[',
  ']',
  ',',
  ';',
  '|',
  '=',
  '<',
  '>',
  '+',
  '-',
  '*',
  '/',
]
const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  "'": "'",
  '\\': '\\',
  '0': '\0',
}

/** Splits a query into tokens. `in~` is one word; comments run from `//` to the end of the line. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  let line = 1
  let lineStart = 0
  const fail = (message: string) => syntaxError(message, line, at - lineStart + 1)
  const push = (kind: Token['kind'], value: string, length: number) => {
    tokens.push({ kind, text: value, line, column: at - lineStart + 1 })
    at += length
  }
  while (at < text.length) {
    const char = text[at]!
    if (char === '\n') {
      at++
      line++
      lineStart = at
    } else if (/\s/.test(char)) at++
    else if (text.startsWith('//', at)) {
      const end = text.indexOf('\n', at)
      at = end === -1 ? text.length : end
    } else if (char === '"' || char === "'") {
      const read = stringAt(text, at, fail)
      push('string', read.value, read.length)
    } else if (/[A-Za-z_$]/.test(char)) {
      const word = /^[A-Za-z_$][\w$]*/.exec(text.slice(at, at + 200))![0]
      const time = word === 'datetime' ? /^datetime\(([^)"'\n]{0,60})\)/.exec(text.slice(at, at + 80)) : null
      if (time && time[1] !== 'null') push('time', time[1]!.trim(), time[0].length)
      else if (word === 'in' && text[at + 2] === '~') push('word', 'in~', 3)
      else push('word', word, word.length)
    } else if (/\d/.test(char)) {
      const match = /^(\d+(?:\.\d+)?)(ms|d|h|m|s)?(?![\w])/.exec(text.slice(at, at + 60))
      if (!match) throw fail('The number cannot be read')
      push(match[2] ? 'span' : 'number', match[0], match[0].length)
    } else {
      const sign = signs.find((one) => text.startsWith(one, at))
      if (!sign) throw fail(`The character ${JSON.stringify(char)} has no meaning here`)
      push('sign', sign, sign.length)
    }
  }
  tokens.push({ kind: 'end', text: '', line, column: at - lineStart + 1 })
  return tokens
}

function stringAt(text: string, start: number, fail: (message: string) => Error): { value: string; length: number } {
  const quote = text[start]!
  let value = ''
  let at = start + 1
  for (;;) {
    const char = text[at]
    if (char === undefined || char === '\n') throw fail('A string literal is not closed')
    if (char === quote) return { value, length: at + 1 - start }
    if (char !== '\\') {
      value += char
      at++
      continue
    }
    const next = text[at + 1] ?? ''
    const code = /^[0-9a-fA-F]{4}/.exec(text.slice(at + 2, at + 6))
    if (next === 'u' && code) {
      value += String.fromCharCode(Number.parseInt(code[0], 16))
      at += 6
    } else if (escapes[next] !== undefined) {
      value += escapes[next]
      at += 2
    } else throw fail(`The escape \\${next} is not known`)
  }
}
