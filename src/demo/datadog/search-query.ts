/** Datadog's search syntax, as much of it as a trace reader sends: terms, AND (a space), OR, a dash for NOT, parentheses, escapes, a star, comparisons with a number. */

/** Looks up a field of what is searched; undefined where it has none. Fields of the reserved kind have no `@`. */
export type Field = (name: string) => string | number | undefined

export type Matcher = (field: Field) => boolean

/** A query that this server does not understand, in the words of the real one. */
export class QueryError extends Error {
  override readonly name = 'QueryError'
}

/** Reads a query. `known` says whether a field without `@` exists; an unknown one is refused rather than matched with nothing. */
export function parseQuery(query: string, known: (name: string) => boolean): Matcher {
  const tokens = tokenize(query)
  let at = 0

  const matcher = tokens.length === 0 ? () => true : parseOr()
  if (at < tokens.length) throw new QueryError(`unexpected "${tokens[at]!.text}"`)
  return matcher

  function parseOr(): Matcher {
    const options = [parseAnd()]
    while (isWord('OR')) {
      at++
      options.push(parseAnd())
    }
    return options.length === 1 ? options[0]! : (field) => options.some((option) => option(field))
  }

  function parseAnd(): Matcher {
    const all = [parseOne()]
    while (at < tokens.length && !isWord('OR') && tokens[at]!.text !== ')') {
      if (isWord('AND')) at++
      all.push(parseOne())
    }
    return all.length === 1 ? all[0]! : (field) => all.every((one) => one(field))
  }

  function parseOne(): Matcher {
    const token = tokens[at++]
    if (!token) throw new QueryError('the query ends too soon')
    if (token.kind === 'mark') {
      if (token.text === '-') {
        const inner = parseOne()
        return (field) => !inner(field)
      }
      if (token.text !== '(') throw new QueryError(`unexpected "${token.text}"`)
      const inner = parseOr()
      if (tokens[at++]?.text !== ')') throw new QueryError('a parenthesis is not closed')
      return inner
    }
    return term(token.text, token.colon)
  }

  function isWord(word: string): boolean {
    const token = tokens[at]
    return token?.kind === 'term' && token.text === word && token.colon === -1
  }

  function term(text: string, colon: number): Matcher {
    if (text === '*' && colon === -1) return () => true
    if (colon <= 0) throw new QueryError(`full text search for "${unmark(text)}" is not supported here`)
    const name = text.slice(0, colon)
    const wanted = text.slice(colon + 1)
    if (!name.startsWith('@') && !known(name)) throw new QueryError(`unknown field "${unmark(name)}"`)
    if (wanted === '') throw new QueryError(`no value for "${unmark(name)}"`)
    const compared = comparison(wanted)
    if (compared)
      return (field) => {
        const value = Number(field(name) ?? Number.NaN)
        return compared(value)
      }
    const pattern = new RegExp(
      `^${wanted
        .split(star)
        .map((part) => escapeRegExp(unmark(part)))
        .join('.*')}$`,
      's',
    )
    return (field) => {
      const value = field(name)
      return value !== undefined && pattern.test(String(value))
    }
  }
}

/** `>=2000` and its like, the sign marked as one that was written without a backslash. */
function comparison(wanted: string): ((value: number) => boolean) | null {
  const match = /^([\uE001\uE002])(\uE003?)(-?\d+(?:\.\d+)?)$/.exec(wanted)
  if (!match) return null
  const [, sign, equal, text] = match
  const limit = Number(text)
  if (sign === more) return equal === '' ? (value) => value > limit : (value) => value >= limit
  return equal === '' ? (value) => value < limit : (value) => value <= limit
}

type Token =
  | { readonly kind: 'mark'; readonly text: '(' | ')' | '-' }
  /** `colon`: where the field name ends, or -1. A star that is not escaped is `star`. */
  | { readonly kind: 'term'; readonly text: string; readonly colon: number }

const star = '\uE000'
const [more, less, equals] = ['\uE001', '\uE002', '\uE003']

function tokenize(query: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < query.length) {
    const char = query[at]!
    if (/\s/.test(char)) at++
    else if (char === '(' || char === ')' || char === '-') {
      tokens.push({ kind: 'mark', text: char })
      at++
    } else at = readTerm(query, at, tokens)
  }
  return tokens
}

function readTerm(query: string, from: number, tokens: Token[]): number {
  let text = ''
  let colon = -1
  let at = from
  let quoted = false
  for (; at < query.length; at++) {
    const char = query[at]!
    if (char === '\\') {
      if (at + 1 >= query.length) throw new QueryError('a backslash at the end')
      text += query[++at]!
    } else if (char === '"') quoted = !quoted
    else if (quoted) text += char
    else if (/[\s()]/.test(char)) break
    else if (char === ':' && colon === -1) {
      colon = text.length
      text += char
    } else if (char === '*') text += star
    else if (/[<>]/.test(char) && text.length === colon + 1 && colon !== -1) {
      text += char === '>' ? more : less
      if (query[at + 1] === '=') {
        text += equals
        at++
      }
    } else if (/[<>=[\]{}!?~^/:]/.test(char))
      throw new QueryError(`"${char}" is not supported here without a backslash`)
    else text += char
  }
  if (quoted) throw new QueryError('a quote is not closed')
  tokens.push({ kind: 'term', text: text === star ? '*' : text, colon })
  return at
}

function unmark(text: string): string {
  return text.replaceAll(star, '*')
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`)
}
