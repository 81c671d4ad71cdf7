/** The filter language cut into words, quoted texts, operators, brackets and minus signs. */

/** One piece of a filter; `text` without its quotes. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'operator' | 'open' | 'close' | 'minus'
  readonly text: string
  readonly position: number
  /** Where it ends in the text, its quotes included. */
  readonly end: number
}

const space = /\s/
const operatorAt = /(?:!=|>=|<=|[:=<>])/y
/** A field's name directly before an operator, or before one of the comparing ones with spaces between. */
const fieldAt = /[A-Za-z_]+(?=[:=<>]|!=|\s+(?:!=|[<>]=?|=))/y

/** Cuts the text. A problem is a quote that is never closed. */
export function tokensOf(text: string): { tokens: Token[]; problem: { position: number; message: string } | null } {
  const tokens: Token[] = []
  let i = 0
  while (i < text.length) {
    const char = text[i]!
    if (space.test(char)) {
      i++
    } else if (char === '(' || char === ')') {
      tokens.push({ kind: char === '(' ? 'open' : 'close', text: char, position: i, end: i + 1 })
      i++
    } else if (char === '"') {
      const quoted = readQuoted(text, i)
      if (quoted === null) return { tokens, problem: { position: i, message: 'this quote is never closed' } }
      tokens.push({ kind: 'quoted', text: quoted.text, position: i, end: quoted.end })
      i = quoted.end
    } else if (char === '-' && !valueMayFollow(tokens) && i + 1 < text.length && !space.test(text[i + 1]!)) {
      tokens.push({ kind: 'minus', text: char, position: i, end: i + 1 })
      i++
    } else {
      const before = i
      i = valueMayFollow(tokens) ? readValue(text, i, tokens) : readWord(text, i, tokens)
      if (i === before) i++
    }
  }
  return { tokens, problem: null }
}

/** Is a comparison open, so that what comes next is its value? */
function valueMayFollow(tokens: readonly Token[]): boolean {
  return tokens.at(-1)?.kind === 'operator'
}

function readQuoted(text: string, from: number): { text: string; end: number } | null {
  let out = ''
  for (let i = from + 1; i < text.length; i++) {
    const char = text[i]!
    if (char === '"') return { text: out, end: i + 1 }
    if (char === '\\' && (text[i + 1] === '"' || text[i + 1] === '\\')) i++
    out += text[i]!
  }
  return null
}

/** A word, or a field with its operator. */
function readWord(text: string, from: number, tokens: Token[]): number {
  fieldAt.lastIndex = from
  const field = fieldAt.exec(text)?.[0]
  if (field !== undefined) {
    let at = from + field.length
    while (space.test(text[at]!)) at++
    operatorAt.lastIndex = at
    const operator = operatorAt.exec(text)![0]
    // An address is text, not a field.
    if (!text.startsWith('://', at)) {
      const end = at + operator.length
      tokens.push(
        { kind: 'word', text: field, position: from, end: from + field.trimEnd().length },
        { kind: 'operator', text: operator, position: at, end },
      )
      return end
    }
  }
  return readBare(text, from, tokens)
}

/** After an operator: a second one (`tokens:>1000`), or a bare value. */
function readValue(text: string, from: number, tokens: Token[]): number {
  operatorAt.lastIndex = from
  const operator = operatorAt.exec(text)?.[0]
  if (operator !== undefined && operator !== ':' && tokens.at(-1)!.text === ':' && tokens.at(-2)?.kind === 'word') {
    tokens.push({ kind: 'operator', text: operator, position: from, end: from + operator.length })
    return from + operator.length
  }
  return readBare(text, from, tokens)
}

function readBare(text: string, from: number, tokens: Token[]): number {
  let end = from
  while (end < text.length && !/[\s()"]/.test(text[end]!)) end++
  if (end > from) tokens.push({ kind: 'word', text: text.slice(from, end), position: from, end })
  return end
}
