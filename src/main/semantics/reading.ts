/**
 * What a run needs of every one of its spans: all that the outline, the totals and the header draw from a span's attributes. It is read once, where the span's document is at hand,
 * so that a mapper may let go of what it has parsed: 100,000 parsed documents that are kept cost more to keep than to parse.
 */

import type { StepType } from '../../shared/model/step-type.ts'
import { agentNameOf } from './agent-name.ts'
import { attributesFlagFailure } from './failures.ts'
import { FieldReader } from './field-reader.ts'
import { firstTokenOf, isStreamed } from './first-token.ts'
import { modelOf } from './model-name.ts'
import type { Span } from './span.ts'
import { stepTypeOf } from './step-type.ts'
import { toolNameOf } from './tools.ts'

/** Tokens of one step; -1 where the count was not recorded. */
export interface ReadTokens {
  readonly input: number
  readonly output: number
  readonly total: number
  readonly cached: number
  readonly reasoning: number
}

/** What a span says of the run that it is part of. Most spans of a run say the same, and share one of these. */
export interface RunWords {
  readonly sessionId: string | null
  readonly userId: string | null
  readonly environment: string | null
  readonly tags: readonly string[]
  readonly agentName: string | null
  readonly agentId: string | null
  readonly agentDescription: string | null
}

/** Spans that say the same share one of these. */
export interface Reading {
  readonly type: StepType
  readonly model: string | null
  /** The tool that a tool step ran. */
  readonly tool: string | null
  /** Microseconds from the span's start; null when nothing tells. */
  readonly firstToken: number | null
  readonly streamed: boolean
  /** Null when the span tells no count at all. */
  readonly tokens: ReadTokens | null
  /** Attributes alone say that the span failed, whatever the platform recorded. */
  readonly failed: boolean
  readonly words: RunWords
}

/** What a span must have to be read. */
export type ReadableSpan = Pick<Span, 'name' | 'signal' | 'start' | 'end' | 'events' | 'attributes'>

/** Reads the spans of one run, one after another. */
export class SpanReader {
  /** The fields of the span that was read last. */
  readonly fields = new FieldReader()
  readonly #latest = new Map<string, Reading>()
  readonly #names = new Map<string, string>()
  #words: RunWords | null = null

  /** Reads a span. Its signal, name, times and events must be those that it keeps. */
  read(span: ReadableSpan): Reading {
    const fields = this.fields.read(span.attributes)
    const type = stepTypeOf(span, fields)
    const model = this.kept(modelOf(span, type, fields))
    const tool = this.kept(toolNameOf(span, type, fields))
    const timed = span.events.length > 0 || fields.hasAny('firstToken')
    const offset = timed ? firstTokenOf(span, fields) : Number.NaN
    const firstToken = Number.isNaN(offset) ? null : offset
    const streamed = timed && isStreamed(fields, offset)
    const failed = fields.hasAny('failure') && attributesFlagFailure(fields)
    const words = this.#wordsOf(span, type)
    const tokens = fields.hasAny('tokens') ? tokensOf(fields) : null
    const like = tokens === null ? this.#latest.get(tool ?? type) : undefined
    if (
      like !== undefined &&
      like.type === type &&
      like.tool === tool &&
      like.words === words &&
      like.model === model &&
      like.firstToken === firstToken &&
      like.streamed === streamed &&
      like.failed === failed
    )
      return like
    const reading: Reading = { type, model, tool, firstToken, streamed, tokens, failed, words }
    if (this.#latest.size >= maxNames) this.#latest.clear()
    if (tokens === null) this.#latest.set(tool ?? type, reading)
    return reading
  }

  /** The one text that stands for all equal ones. */
  kept(text: string): string
  kept(text: string | null): string | null
  kept(text: string | null): string | null {
    if (text === null) return null
    const known = this.#names.get(text)
    if (known !== undefined) return known
    if (this.#names.size >= maxNames) this.#names.clear()
    this.#names.set(text, text)
    return text
  }

  #wordsOf(span: ReadableSpan, type: StepType): RunWords {
    const { fields } = this
    // An agent may be named by its span alone.
    if (type !== 'agent' && !fields.hasAny('words')) return silence
    const sessionId = fields.text('sessionId')
    const userId = fields.text('userId')
    const environment = fields.text('environment')
    const tags = fields.texts('tags')
    const agentName = agentNameOf(span, type, fields)
    const agentId = fields.text('agentId')
    const agentDescription = fields.text('agentDescription')
    const like = this.#words
    if (
      like !== null &&
      like.sessionId === sessionId &&
      like.agentName === agentName &&
      like.agentId === agentId &&
      like.userId === userId &&
      like.environment === environment &&
      like.agentDescription === agentDescription &&
      sameTexts(like.tags, tags)
    )
      return like
    return (this.#words = { sessionId, userId, environment, tags, agentName, agentId, agentDescription })
  }
}

const maxNames = 1000

/** The words of a span that says nothing of its run. */
const silence: RunWords = {
  sessionId: null,
  userId: null,
  environment: null,
  tags: [],
  agentName: null,
  agentId: null,
  agentDescription: null,
}

function sameTexts(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, i) => text === other[i])
}

function tokensOf(fields: FieldReader): ReadTokens | null {
  const input = countOf(fields, 'inputTokens')
  const output = countOf(fields, 'outputTokens')
  const total = countOf(fields, 'totalTokens')
  const cached = countOf(fields, 'cachedTokens')
  const reasoning = countOf(fields, 'reasoningTokens')
  if (input < 0 && output < 0 && total < 0 && cached < 0 && reasoning < 0) return null
  return { input, output, total, cached, reasoning }
}

function countOf(
  fields: FieldReader,
  field: 'inputTokens' | 'outputTokens' | 'totalTokens' | 'cachedTokens' | 'reasoningTokens',
): number {
  const value = fields.number(field)
  return Number.isNaN(value) ? -1 : value
}
