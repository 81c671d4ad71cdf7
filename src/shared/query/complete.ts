/** What may be written next in a filter: fields, their operators, and values that were seen. Pure. */

import { type QueryField, queryField, queryFields, type QueryFieldName, statusWords } from './fields.ts'
import { type Token, tokensOf } from './tokens.ts'

/** One thing that may be written. */
export interface Completion {
  readonly kind: 'field' | 'operator' | 'value'
  /** What is put in place of the text between `from` and `to`. */
  readonly insert: string
  readonly label: string
  /** What a field or operator means; null for a value. */
  readonly about: string | null
  /** In how many rows the value was seen; null where it is not counted. */
  readonly count: number | null
}

/** The part of the text that a completion replaces, and what may stand there, the likeliest first. */
export interface Completions {
  readonly from: number
  readonly to: number
  readonly items: readonly Completion[]
}

/** A field's values as seen, the most frequent first. */
export type SeenValues = (field: QueryFieldName) => readonly { readonly value: string; readonly count: number }[]

const mostValues = 12

const operatorsOf: Readonly<Record<QueryField['kind'], readonly (readonly [string, string])[]>> = {
  text: [
    [':', 'contains'],
    ['=', 'is exactly'],
    ['!=', 'is not'],
  ],
  number: [
    ['>', 'more than'],
    ['>=', 'at least'],
    ['<', 'less than'],
    ['<=', 'at most'],
    ['=', 'is exactly'],
  ],
  duration: [
    ['>', 'longer than'],
    ['>=', 'at least'],
    ['<', 'shorter than'],
    ['<=', 'at most'],
  ],
  status: [[':', 'how the run stands']],
}

const samples: Readonly<Partial<Record<QueryField['kind'], readonly string[]>>> = {
  duration: ['500ms', '2s', '10s', '1m'],
  number: ['0', '10', '1k', '10k'],
}

const nothing: readonly Completion[] = []

/** What fits at the caret. Nothing where the caret stands in the middle of a word, and nothing that is already there in full. */
export function completionsAt(text: string, caret: number, seen: SeenValues): Completions {
  const none = { from: caret, to: caret, items: nothing }
  if (caret < text.length && /[^\s()]/.test(text[caret]!)) return none
  const { tokens, problem } = tokensOf(text.slice(0, caret))
  if (problem) return openQuote(text, caret, tokens, problem.position, seen)
  const last = tokens.at(-1)
  if (last === undefined || last.end < caret) {
    return last?.kind === 'operator' ? values(tokens, caret, caret, '', seen) : fields(caret, caret, '')
  }
  if (last.kind === 'operator') return values(tokens, caret, caret, '', seen)
  if (last.kind === 'open' || last.kind === 'minus') return fields(caret, caret, '')
  if (last.kind !== 'word' && last.kind !== 'quoted') return none
  if (tokens.at(-2)?.kind === 'operator') return values(tokens.slice(0, -1), last.position, caret, last.text, seen)
  return last.kind === 'word' ? words(last, caret) : none
}

/** A quote that is still open after an operator is a value under way. */
function openQuote(text: string, caret: number, tokens: readonly Token[], at: number, seen: SeenValues): Completions {
  if (tokens.at(-1)?.kind !== 'operator') return { from: caret, to: caret, items: nothing }
  return values(tokens, at, caret, text.slice(at + 1, caret), seen)
}

/** The word is the beginning of a field, or a whole one whose operator is missing. */
function words(word: Token, caret: number): Completions {
  // A minus with nothing behind it is not yet one.
  if (word.text === '-') return fields(caret, caret, '')
  const field = queryField(word.text)
  if (!field) return fields(word.position, caret, word.text)
  return {
    from: word.position,
    to: caret,
    items: operatorsOf[field.kind].map(([sign, about]) => ({
      kind: 'operator',
      insert: `${field.name}${sign}`,
      label: `${field.name}${sign}`,
      about,
      count: null,
    })),
  }
}

function fields(from: number, to: number, begun: string): Completions {
  const word = begun.toLowerCase()
  const items = queryFields
    .filter(({ name }) => name.startsWith(word))
    .map(({ name, kind, about }): Completion => ({
      kind: 'field',
      insert: `${name}${operatorsOf[kind][0]![0]}`,
      label: name,
      about,
      count: null,
    }))
  return { from, to, items }
}

/** `tokens` end with the operator that the value belongs to. */
function values(tokens: readonly Token[], from: number, to: number, begun: string, seen: SeenValues): Completions {
  let at = tokens.length - 1
  while (tokens[at]?.kind === 'operator') at--
  const field = queryField(tokens[at]?.text ?? '')
  if (!field) return { from, to, items: nothing }
  const word = begun.toLowerCase()
  const known = valuesOf(field, seen)
  const items = known
    .filter(({ value }) => value.toLowerCase().includes(word) && value.toLowerCase() !== word)
    // What begins with the word comes before what holds it elsewhere; within both, the order is that of the counts.
    .toSorted(
      (a, b) => Number(!a.value.toLowerCase().startsWith(word)) - Number(!b.value.toLowerCase().startsWith(word)),
    )
    .slice(0, mostValues)
    .map(({ value, count }): Completion => ({
      kind: 'value',
      insert: `${quotedValue(value)} `,
      label: value,
      about: null,
      count,
    }))
  return { from, to, items }
}

function valuesOf(
  field: QueryField & { name: QueryFieldName },
  seen: SeenValues,
): readonly { value: string; count: number | null }[] {
  if (field.kind !== 'text' && field.kind !== 'status')
    return (samples[field.kind] ?? []).map((value) => ({ value, count: null }))
  const counted = seen(field.name)
  if (field.kind === 'text') return counted
  return statusWords.map((value) => ({ value, count: counted.find((one) => one.value === value)?.count ?? 0 }))
}

function quotedValue(value: string): string {
  const plain = value !== '' && !/[\s()"\\*]/.test(value) && !/^(?:[:=<>!]|\/\/)/.test(value)
  return plain ? value : `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}
