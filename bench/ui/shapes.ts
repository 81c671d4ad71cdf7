/** The runs that the page is measured with: made from a fixed seed, in three shapes, of any number of steps. */

import { attributesOf } from '../../src/main/semantics/attributes.ts'
import { bareSpan, type Span } from '../../src/main/semantics/span.ts'
import { microseconds } from '../../src/shared/units.ts'

export const shapes = ['agent', 'wide', 'deep'] as const
export type Shape = (typeof shapes)[number]

/** Levels of the deep shape; a run of more steps is several such chains under one root. */
const levels = 10_000
const start = Date.UTC(2026, 10, 22, 12) * 1000

/** Found in the arguments of one tool call only, two thirds down the run. */
export const payloadNeedle = 'zirconium'
/** Found in one attribute of one step only, at the same place. */
export const attributeNeedle = 'tungsten'
/** Found in the names of many steps. */
export const nameNeedle = 'search'

/** A deterministic source of numbers in [0, 1). */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The span id of step `i` in the order of the run. */
export function spanIdOf(i: number): string {
  return (i + 1).toString(16).padStart(16, '0')
}

/** What every step's payload says of itself, so that its detail can be recognised on screen. */
export function markOf(spanId: string): string {
  return `mark-${spanId}`
}

const tools = ['search_orders', 'get_invoice', 'web_search', 'run_sql', 'read_file', 'send_mail']
const models = ['claude-sonnet-4', 'gpt-4.1', 'gemini-2.5-pro']
const agents = ['planner', 'researcher', 'writer', 'reviewer']
const words =
  'the order was shipped on monday and the customer asked for a refund because the parcel came late and one of two items was broken'.split(
    ' ',
  )

interface Place {
  readonly parent: number
  readonly at: number
  readonly ms: number
  readonly kind: 'agent' | 'llm' | 'tool' | 'http'
}

/** The spans of one run. `steps` is exact. */
export function spansOf(shape: Shape, steps: number, seed = 7): Span[] {
  const next = random(seed)
  const places = shape === 'agent' ? agentPlaces(steps, next) : shape === 'wide' ? widePlaces(steps) : deepPlaces(steps)
  return places.map((place, i) => spanOf(place, i, steps, next))
}

/** Agents that hand over to agents; each works in turns of a model call and the tools that it asked for, each tool with its requests. */
function agentPlaces(steps: number, next: () => number): Place[] {
  const out: Place[] = [{ parent: -1, at: 0, ms: steps * 40, kind: 'agent' }]
  let clock = 0
  const add = (parent: number, kind: Place['kind'], ms: number): number => {
    out.push({ parent, at: clock, ms, kind })
    return out.length - 1
  }
  while (out.length < steps) {
    let agent = 0
    for (let depth = 0; depth < 2 + next() * 3 && out.length < steps; depth++) {
      agent = add(agent, 'agent', 1500)
      for (let turn = 0; turn < 2 + next() * 6 && out.length < steps; turn++) {
        add(agent, 'llm', 60 + next() * 40)
        clock += 70
        for (let call = 0; call < 1 + next() * 3 && out.length < steps; call++) {
          const tool = add(agent, 'tool', 30 + next() * 30)
          for (let request = 0; request < next() * 3 && out.length < steps; request++) {
            clock += 4
            add(tool, 'http', 3)
          }
          clock += 20
        }
      }
    }
  }
  return out
}

/** One agent with all its tool calls as children. */
function widePlaces(steps: number): Place[] {
  return Array.from({ length: steps }, (_, i): Place => {
    if (i === 0) return { parent: -1, at: 0, ms: steps * 5, kind: 'agent' }
    return { parent: 0, at: i * 5, ms: 4, kind: i % 5 === 0 ? 'llm' : 'tool' }
  })
}

/** Each step within the one before. */
function deepPlaces(steps: number): Place[] {
  return Array.from({ length: steps }, (_, i): Place => {
    if (i === 0) return { parent: -1, at: 0, ms: steps * 5, kind: 'agent' }
    const chain = Math.floor((i - 1) / levels)
    const level = (i - 1) % levels
    const length = Math.min(levels, steps - 1 - chain * levels)
    return {
      parent: level === 0 ? 0 : i - 1,
      at: chain * levels * 5 + level,
      ms: length * 4 - level * 2,
      kind: i % 4 === 0 ? 'llm' : i % 2 === 0 ? 'tool' : 'agent',
    }
  })
}

function spanOf({ parent, at, ms, kind }: Place, i: number, steps: number, next: () => number): Span {
  const spanId = spanIdOf(i)
  const pick = (from: readonly string[]): string => from[Math.floor(next() * from.length)]!
  const text = `${sentence(next)} ${markOf(spanId)}`
  const needle = i === Math.floor((steps * 2) / 3) || (kind === 'tool' && i === Math.floor((steps * 2) / 3) + 1)
  const model = pick(models)
  const tool = pick(tools)
  const values: Record<string, unknown> = { 'deployment.region': 'eu-west-1', 'input.value': text }
  if (needle) values['app.material'] = attributeNeedle
  if (kind === 'agent')
    Object.assign(values, { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': pick(agents) })
  if (kind === 'llm')
    Object.assign(values, {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': model,
      'gen_ai.usage.input_tokens': 200 + Math.floor(next() * 4000),
      'gen_ai.usage.output_tokens': 10 + Math.floor(next() * 500),
      'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: text }] }]),
      'gen_ai.output.messages': JSON.stringify([
        { role: 'assistant', parts: [{ type: 'text', content: sentence(next) }], finish_reason: 'stop' },
      ]),
    })
  if (kind === 'tool')
    Object.assign(values, {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': tool,
      'gen_ai.tool.call.arguments': JSON.stringify({ query: needle ? `${text} ${payloadNeedle}` : text }),
      'gen_ai.tool.call.result': JSON.stringify({ rows: 3, text: sentence(next) }),
    })
  if (needle && kind !== 'tool') values['gen_ai.prompt'] = payloadNeedle
  const failed = kind !== 'agent' && next() < 0.004
  return {
    ...bareSpan,
    spanId,
    parentSpanId: parent < 0 ? null : spanIdOf(parent),
    name: nameOf(kind, model, tool, values),
    service: kind === 'http' ? 'orders' : 'assistant',
    kind: kind === 'http' ? 'client' : 'internal',
    start: microseconds(start + at * 1000),
    end: microseconds(start + Math.round((at + ms) * 1000)),
    failure: failed
      ? { message: 'upstream refused', type: 'HTTP 503', stack: null, throttled: false, origin: 'fault' }
      : null,
    raw: { spanId, note: text },
    attributes: attributesOf([{ origin: 'labels', spelling: 'flat', values }]),
  }
}

function nameOf(kind: Place['kind'], model: string, tool: string, values: Record<string, unknown>): string {
  if (kind === 'llm') return `chat ${model}`
  if (kind === 'tool') return `execute_tool ${tool}`
  if (kind === 'http') return 'POST /v1/orders'
  return `invoke_agent ${String(values['gen_ai.agent.name'])}`
}

function sentence(next: () => number): string {
  const length = 12 + Math.floor(next() * 24)
  return Array.from({ length }, () => words[Math.floor(next() * words.length)]!).join(' ')
}

/** One run with a single model call whose prompt has this many characters. */
export function longPayloadSpans(characters: number): Span[] {
  const next = random(11)
  const line = `${sentence(next)}\n`
  const long = `opening words of the prompt\n${line.repeat(Math.ceil(characters / line.length))}`.slice(0, characters)
  const spans = spansOf('agent', 3)
  const values = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': models[0],
    'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: long }] }]),
  }
  return spans.map((span, i) =>
    i === 2
      ? { ...span, name: 'chat long', attributes: attributesOf([{ origin: 'labels', spelling: 'flat', values }]) }
      : span,
  )
}
