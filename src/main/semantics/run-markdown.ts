/** A run as a report in Markdown: what it was in numbers, its steps as a tree, then what each step was given and produced. */

import type { TokenRule } from '../../shared/model/agent-run.ts'
import type { JsonValue } from '../../shared/model/json-value.ts'
import type { Message, MessagePart } from '../../shared/model/message.ts'
import { nameAt, outlineFlags, stepTypeAt } from '../../shared/model/outline.ts'
import { platformTitle } from '../../shared/platform.ts'
import { foldTo128 } from '../../shared/trace-id.ts'
import { formatDuration, formatInstant, fromMilliseconds, microseconds } from '../../shared/units.ts'
import type { AssembledRun } from './assembled-run.ts'
import { FieldReader } from './field-reader.ts'
import { code, fenced, inline, quoted } from './markdown-text.ts'
import type { StepRange } from './otlp.ts'
import type { Span } from './span.ts'
import { contentOf, type Side, type StepContent } from './step-content.ts'

/** Deeper steps are drawn at this depth with their level in front: indentation of a chain of thousands would be all there is to read. */
const deepestIndent = 24

/** The report, a piece a step. A caller that must not hold its thread may pause between pieces. */
export function* markdownChunks(assembled: AssembledRun, range: StepRange): Generator<string> {
  const whole = range.from === 0 && range.to === assembled.outline.length
  yield whole ? runHead(assembled) : partHead(assembled, range.from)
  yield '\n## Steps\n\n'
  yield* treeLines(assembled, range)
  yield '\n## Content\n'
  const told = new Told()
  for (let i = range.from; i < range.to; i++) yield stepSection(assembled, i, told)
}

const rules: Readonly<Record<TokenRule, string>> = {
  'sum-of-steps': 'the sum of all steps that carry tokens',
  'parents-are-sums': 'counted once: steps that repeat the sum of the steps below them are not added again',
  'root-only': 'as the root step says',
}

function runHead({ header, platform, outline }: AssembledRun): string {
  const { tokens } = header
  const count = (value: number | null) => (value === null ? '?' : value.toLocaleString('en-US'))
  const cached = tokens.cachedInput === null ? '' : ` (${count(tokens.cachedInput)} cached)`
  const reasoning = tokens.reasoning === null ? '' : ` (${count(tokens.reasoning)} reasoning)`
  const rule = header.tokenRule === null ? null : rules[header.tokenRule]
  const failed = header.errorCount === 0 ? '' : `, ${count(header.errorCount)} failed`
  return head(header.name, [
    ['Status', `${header.status}${header.error === null ? '' : `: ${oneLine(header.error)}`}`],
    ['Started', formatInstant(header.startTime)],
    ['Duration', header.durationMs === null ? null : formatDuration(fromMilliseconds(header.durationMs))],
    ['Steps', `${count(outline.length)}${failed}`],
    ['Agent', header.agentName],
    ['Models', header.models.join(', ')],
    [
      'Tokens',
      rule === null ? null : `${count(tokens.input)} in${cached}, ${count(tokens.output)} out${reasoning}; ${rule}`,
    ],
    ['Services', header.services.join(', ')],
    ['Environment', header.environment],
    ['Session', header.sessionId],
    ['User', header.userId],
    ['Source', `${platformTitle[platform]}, trace ${header.cloudTraceId}`],
  ])
}

function partHead(assembled: AssembledRun, i: number): string {
  const { outline, header, platform } = assembled
  return head(nameAt(outline, i) || 'Unnamed step', [
    ['Step of', header.name],
    ['Type', stepTypeAt(outline, i)],
    ['Time', times(assembled, i)],
    ['Steps', outline.size[i]!.toLocaleString('en-US')],
    ['Source', `${platformTitle[platform]}, trace ${header.cloudTraceId}, span ${outline.spanIds[i]!}`],
  ])
}

function head(title: string, facts: readonly (readonly [string, string | null])[]): string {
  const rows = facts.flatMap(([name, value]) =>
    value === null || value === '' ? [] : [`| ${name} | ${inline(value)} |`],
  )
  return `# ${inline(title)}\n\n| | |\n| --- | --- |\n${rows.join('\n')}\n`
}

/** Long error texts are told in full with their step. */
function oneLine(text: string): string {
  const first = text.split(/[\r\n]/, 1)[0]!
  return first.length > 300 ? `${first.slice(0, 300)}…` : first
}

/** The tree as preformatted text, without recursion: a run may be ten thousand steps deep. */
function* treeLines(assembled: AssembledRun, { from, to }: StepRange): Generator<string> {
  const { outline } = assembled
  const fence = '`````'
  yield `${fence}text\n`
  const top = outline.depth[from] ?? 0
  for (let i = from; i < to; i++) {
    const depth = outline.depth[i]! - top
    const indent = depth <= deepestIndent ? '  '.repeat(depth) : `${'  '.repeat(deepestIndent)}[${depth}] `
    const name = (nameAt(outline, i) || 'unnamed').replaceAll(/[\r\n]+/g, ' ').replaceAll('`````', "'''''")
    const failed = (outline.flags[i]! & outlineFlags.error) === 0 ? '' : '  FAILED'
    yield `${stepTypeAt(outline, i).padEnd(10)} ${indent}${name}  ${lasted(assembled, i)}${failed}\n`
  }
  yield `${fence}\n`
}

function lasted({ outline }: AssembledRun, i: number): string {
  const flags = outline.flags[i]!
  if (flags & outlineFlags.missing) return 'not in the trace'
  if (flags & outlineFlags.running) return 'running'
  return formatDuration(Number.isNaN(outline.duration[i]!) ? null : microseconds(outline.duration[i]!))
}

function times(assembled: AssembledRun, i: number): string {
  const offset = assembled.outline.offset[i]!
  const start = Number.isNaN(offset) ? '' : `+${formatDuration(microseconds(offset))}, `
  return `${start}${lasted(assembled, i)}`
}

/** What a step carried; nothing for a step that carried nothing. */
function stepSection(assembled: AssembledRun, i: number, told: Told): string {
  const span = assembled.span(i)
  if (span === null) return ''
  const { outline } = assembled
  const type = stepTypeAt(outline, i)
  const content = contentOf(span, type, new FieldReader({ trace: true }).read(span.attributes))
  const parts = [...errorParts(assembled, i), ...contentParts(content, told), ...eventParts(span)]
  if (parts.length === 0) return ''
  const model = outline.strings[outline.model[i]!]
  const tokens = [outline.inputTokens[i]!, outline.outputTokens[i]!]
  const facts = [
    type,
    times(assembled, i),
    ...(model === undefined ? [] : [inline(model)]),
    ...(tokens.every((one) => Number.isNaN(one))
      ? []
      : [`${tokens.map((one) => (Number.isNaN(one) ? '?' : one.toLocaleString('en-US'))).join(' → ')} tokens`]),
  ]
  return `\n### ${i + 1}. ${inline(nameAt(outline, i) || 'unnamed')}\n\n${facts.join(' · ')}\n\n${parts.join('\n\n')}\n`
}

function errorParts(assembled: AssembledRun, i: number): string[] {
  const failure = assembled.failure(i)
  if (failure === null) return []
  const said = [failure.type, failure.message].filter((one) => one !== null).join(': ') || 'failed'
  return [`**Error:** ${inline(said)}`, ...(failure.stack === null ? [] : [fenced(failure.stack, 'text')])]
}

function contentParts(content: StepContent, told: Told): string[] {
  if (content.messages.length > 0) return messageParts(content.messages, told)
  return [...sideParts('Input', content.inputs), ...sideParts('Output', content.outputs)]
}

function sideParts(title: string, side: Side | null): string[] {
  if (side === null) return []
  const keys = Object.keys(side.value)
  const only = keys.length === 1 ? side.value[keys[0]!] : undefined
  const shown = side.transport ? `${title} (HTTP)` : title
  return [`**${shown}**`, typeof only === 'string' ? quoted(only) : json({ ...side.value })]
}

/** A model is told the whole conversation again at every call: here each message is told once, a tool's result where it first comes back. */
function messageParts(messages: readonly Message[], told: Told): string[] {
  const parts: string[] = []
  let again = 0
  const skipped = () => {
    if (again > 0) parts.push(`*${again === 1 ? 'One message' : `${again} messages`} as above.*`)
    again = 0
  }
  for (const message of messages) {
    if (message.direction === 'input' && told.before(message)) {
      again++
      continue
    }
    if (message.direction === 'output') told.before(message)
    skipped()
    const name = message.name === null ? '' : ` (${inline(message.name)})`
    const reason = message.finishReason === null ? '' : ` *${inline(message.finishReason)}*`
    parts.push(`**${inline(title(message.role))}**${name}${reason}${message.cut ? ' *(cut)*' : ''}`)
    parts.push(...message.parts.flatMap(partText))
  }
  skipped()
  return parts
}

function title(role: string): string {
  return role === '' ? 'Message' : role[0]!.toUpperCase() + role.slice(1)
}

function partText(part: MessagePart): string[] {
  switch (part.kind) {
    case 'text':
      return part.text === '' ? [] : [quoted(part.text)]
    case 'reasoning':
      return part.text === '' ? [] : ['*Reasoning*', quoted(part.text)]
    case 'tool_call':
      return [`Calls ${code(part.name ?? 'a tool')}`, json(part.arguments)]
    case 'tool_result':
      return [`Result of ${code(part.name ?? part.id ?? 'a tool')}`, json(part.result)]
    case 'media':
      return [
        [
          inline(part.mediaType ?? 'media'),
          ...(part.byteLength === null ? [] : [`${part.byteLength.toLocaleString('en-US')} bytes`]),
          ...(part.url === null || part.url.startsWith('data:') ? [] : [code(part.url)]),
        ].join(', '),
      ]
    case 'data':
      return [json(part.value)]
  }
}

function json(value: JsonValue): string {
  if (typeof value === 'string') return fenced(value, 'text')
  try {
    return fenced(JSON.stringify(value, null, 2), 'json')
  } catch {
    return '*(nested too deep to be printed)*'
  }
}

function eventParts({ events }: Span): string[] {
  // Messages that were told as events have been shown as what they are, and exceptions as the error.
  const own = events.filter(({ name, isException }) => !isException && !name.startsWith('gen_ai.'))
  if (own.length === 0) return []
  const lines = own.map(({ name, time, attributes }) => {
    const at = formatInstant(time)
    const more = Object.keys(attributes).length === 0 ? '' : `: ${code(shortJson(attributes))}`
    return `- ${at === null ? '' : `${at} `}${inline(name)}${more}`
  })
  return ['**Events**', lines.join('\n')]
}

function shortJson(value: Readonly<Record<string, JsonValue>>): string {
  try {
    const text = JSON.stringify(value)
    return text.length > 2000 ? `${text.slice(0, 2000)}…` : text
  } catch {
    return '(nested too deep to be printed)'
  }
}

/** Which messages the report has told already, by digest: the texts themselves may be very long. */
class Told {
  readonly #seen = new Set<string>()

  /** Was this message told before? It counts as told from now on. */
  before({ role, parts }: Message): boolean {
    let text: string
    try {
      text = JSON.stringify([role, parts])
    } catch {
      return false
    }
    const digest = foldTo128(text)
    if (this.#seen.has(digest)) return true
    this.#seen.add(digest)
    return false
  }
}
