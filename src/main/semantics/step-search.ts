/** Where in a step a text lies, without making the step's detail. */

import type { SearchPlace } from '../../shared/search-place.ts'
import type { JsonValue } from '../../shared/model/json-value.ts'
import type { AttributeLayer } from './attributes.ts'
import type { Failure } from './failures.ts'
import { fieldTable } from './fields.ts'
import type { Span, SpanEvent } from './span.ts'
import type { TextMatch } from './text-match.ts'

type Place = Exclude<SearchPlace, 'name'>

/** Documents of several spans are longer than this. */
const sharedLength = 2000

/** One search over the steps of a run. */
export class StepSearch {
  readonly match: TextMatch
  /** By text of a document, whether it may hold what is looked for: the spans of a document are asked one after another. */
  readonly #verdicts = new Map<string, boolean>()

  constructor(match: TextMatch) {
    this.match = match
  }

  /**
   * The first place, in the order of searchPlaces, of a step's content that holds the text; null when none does. The name, the model and the service are the
   * Outline's and not looked at here. Attributes that would have to be parsed first are looked at only where their document holds the text at all.
   */
  placeIn(span: Span, failure: Failure | null): Place | null {
    const { match } = this
    const texts = span.texts ?? null
    let found: Place | null = null
    if (texts === null) found = inLayers(span.attributes.layers, match)
    else if (texts.some((text) => this.#mayHold(text))) found = inEntries(span.attributes.entries(), match)
    else return inEventsOrFailure(span, failure, match)
    if (found === 'input') return found
    if (span.http !== null) {
      const { layers } = span.attributes
      if (match.inValue(span.http.request)) found = first(found, sideOfHttp(layers, 'input'))
      if (match.inValue(span.http.response)) found = first(found, sideOfHttp(layers, 'output'))
      if (found === 'input') return found
    }
    return first(found, inEventsOrFailure(span, failure, match))
  }

  #mayHold(text: string): boolean {
    // A short text is looked at faster than it is looked up.
    if (text.length < sharedLength) return this.match.mayBeBelow(text)
    let verdict = this.#verdicts.get(text)
    if (verdict === undefined) this.#verdicts.set(text, (verdict = this.match.mayBeBelow(text)))
    return verdict
  }
}

function inEventsOrFailure(span: Span, failure: Failure | null, match: TextMatch): Place | null {
  let found: Place | null = null
  for (const event of span.events) {
    found = first(found, inEvent(event, match))
    if (found === 'input') return found
  }
  if (found !== null || failure === null) return found
  const said = [failure.message, failure.type, failure.stack]
  return said.some((text) => text !== null && match.inText(text)) ? 'error' : null
}

function inLayers(layers: readonly AttributeLayer[], match: TextMatch): Place | null {
  let found: Place | null = null
  for (const layer of layers) {
    found = first(found, inLayer(layer, match))
    if (found === 'input') return found
  }
  return found
}

function inEntries(entries: readonly { key: string; value: JsonValue }[], match: TextMatch): Place | null {
  let found: Place | null = null
  for (const { key, value } of entries) {
    if (!match.inValue(value) && !(match.mayBeKey && match.inText(key))) continue
    found = first(found, placeOfKey(key))
    if (found === 'input') return found
  }
  return found
}

const order: Readonly<Record<Place, number>> = { input: 1, output: 2, attribute: 3, event: 4, error: 5 }

function first(a: Place | null, b: Place | null): Place | null {
  if (a === null || b === null) return a ?? b
  return order[a] <= order[b] ? a : b
}

function inLayer({ values, spelling }: AttributeLayer, match: TextMatch): Place | null {
  let found: Place | null = null
  for (const key in values) {
    const value = values[key]
    if (value === undefined || value === null) continue
    if (spelling === 'nested' && typeof value === 'object' && !Array.isArray(value)) {
      found = first(found, inNested(key, value as { [key: string]: JsonValue }, match))
    } else if (match.inValue(value as JsonValue) || (match.mayBeKey && match.inText(key))) {
      found = first(found, placeOfKey(key))
    }
    if (found === 'input') return found
  }
  return found
}

/** Nested attributes by their dotted paths. Does not recurse: a payload may be nested deeper than the stack. */
function inNested(top: string, values: { [key: string]: JsonValue }, match: TextMatch): Place | null {
  let found: Place | null = null
  const open = [{ path: top, values }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const key in next.values) {
      const value = next.values[key]
      if (value === undefined || value === null) continue
      if (typeof value === 'object' && !Array.isArray(value)) {
        open.push({ path: `${next.path}.${key}`, values: value })
        continue
      }
      if (!match.inValue(value) && !(match.mayBeKey && match.inText(`${next.path}.${key}`))) continue
      found = first(found, placeOfKey(`${next.path}.${key}`))
      if (found === 'input') return found
    }
  }
  return found
}

function inEvent({ name, attributes }: SpanEvent, match: TextMatch): Place | null {
  const own: Place = /^gen_ai\.(?:system|user|assistant|tool)\.message$/.test(name)
    ? 'input'
    : name === 'gen_ai.choice'
      ? 'output'
      : 'event'
  let found: Place | null = match.inText(name) && own === 'event' ? 'event' : null
  for (const key in attributes) {
    if (!match.inValue(attributes[key]) && !(match.mayBeKey && match.inText(key))) continue
    const place = placeOfKey(key)
    found = first(found, place === 'attribute' ? own : place)
  }
  return found
}

/** An http request is what a step was given only where nothing says it better. */
function sideOfHttp(layers: readonly AttributeLayer[], side: 'input' | 'output'): Place {
  for (const { values } of layers) for (const key in values) if (placeOfKey(key) === side) return 'attribute'
  return side
}

const inputKeys = [
  'gen_ai.input.messages',
  'gen_ai.input_messages',
  'gen_ai.prompt',
  'gen_ai.system_instructions',
  'system_prompt',
  'llm.input_messages',
  'llm.prompts',
  'ai.prompt',
  'gcp.vertex.agent.llm_request',
  'gcp.vertex.agent.data',
  'input.value',
  'input.messages',
  'input',
  'traceloop.entity.input',
  '_ml_obs.meta.input',
  'meta.input',
  'pydantic_ai.all_messages',
  'all_messages_events',
  ...fieldTable.toolArguments.aliases,
]
const outputKeys = [
  'gen_ai.output.messages',
  'gen_ai.output_messages',
  'gen_ai.completion',
  'llm.output_messages',
  'llm.completions',
  'ai.response.text',
  'ai.response.object',
  'ai.response.toolCalls',
  'ai.response.reasoning',
  'ai.result',
  'gcp.vertex.agent.llm_response',
  'output.value',
  'output.messages',
  'output',
  'traceloop.entity.output',
  '_ml_obs.meta.output',
  'meta.output',
  'final_result',
  'retrieval.documents',
  ...fieldTable.toolResult.aliases,
]

const sides = [
  ...inputKeys.map((key) => ({ key: folded(key), dotted: key.includes('.'), place: 'input' as const })),
  ...outputKeys.map((key) => ({ key: folded(key), dotted: key.includes('.'), place: 'output' as const })),
]
const placeOf = new Map<string, Place>()
const remembered = 4000

/** Whether a key holds what the step was given, what it produced, or anything else about it. Remembered: the spans of a trace share their keys. */
function placeOfKey(key: string): Place {
  let place = placeOf.get(key)
  if (place === undefined) {
    const own = folded(key)
    // Below a dotted key lie its parts; beside a plain word like "input" lie other words, like "input_tokens".
    const side = sides.find((one) => own === one.key || (one.dotted && own.startsWith(`${one.key}_`)))
    place = side?.place ?? 'attribute'
    if (placeOf.size >= remembered) placeOf.clear()
    placeOf.set(key, place)
  }
  return place
}

function folded(key: string): string {
  return key.replaceAll('.', '_')
}
