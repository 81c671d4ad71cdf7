/** From which key of the platform each shown field came, and by which rule. */

import type { Provenance } from '../../shared/model/step-detail.ts'
import type { StepType } from '../../shared/model/step-type.ts'
import type { Assembly } from './assembly.ts'
import type { Failure } from './failures.ts'
import type { FieldReader } from './field-reader.ts'
import type { Field } from './fields.ts'
import type { Span } from './span.ts'
import type { StepContent } from './step-content.ts'
import { stepTypeReason } from './step-type.ts'
import type { ToolDefinitions } from './tools.ts'

interface Given {
  readonly assembly: Assembly
  readonly entry: number
  readonly span: Span
  readonly type: StepType
  readonly fields: FieldReader
  readonly content: StepContent
  readonly model: string | null
  readonly failure: Failure | null
  readonly definitions: ToolDefinitions | null
}

/** Fields of the alias table that the detail shows under the canonical name on the right. */
const shown: readonly (readonly [Field, string])[] = [
  ['provider', 'modelProvider'],
  ['inputTokens', 'inputTokens'],
  ['outputTokens', 'outputTokens'],
  ['totalTokens', 'totalTokens'],
  ['cachedTokens', 'cachedInput'],
  ['reasoningTokens', 'reasoning'],
  ['firstTokenMs', 'timeToFirstTokenMs'],
  ['firstTokenSeconds', 'timeToFirstTokenMs'],
  ['streaming', 'isStreaming'],
  ['sessionId', 'sessionId'],
  ['userId', 'userId'],
  ['agentName', 'agentName'],
  ['agentId', 'agentId'],
  ['agentDescription', 'agentDescription'],
  ['environment', 'environment'],
  ['tags', 'tags'],
]

/** The provenance of every field that is not plainly the span's own (times, ids and name are). */
export function provenanceOf(given: Given): Provenance[] {
  const { assembly, entry, span, fields, content, model, failure, definitions } = given
  const { rule, origin } = stepTypeReason(span, fields)
  const found: Provenance[] = [{ field: 'type', origin, rule }]
  if (model !== null) {
    const from = fields.origin('model')
    found.push(
      from
        ? { field: 'modelName', origin: from.origin, rule: from.alias }
        : { field: 'modelName', origin: 'span name', rule: `span name "${span.name}"` },
    )
  }
  const seen = new Set<string>()
  for (const [field, canonical] of shown) {
    const from = fields.origin(field)
    if (!from || seen.has(canonical)) continue
    seen.add(canonical)
    found.push({ field: canonical, origin: from.origin, rule: from.alias })
  }
  if (given.type === 'tool') {
    const from = fields.origin('toolName')
    if (from) found.push({ field: 'toolName', origin: from.origin, rule: from.alias })
  }
  if (content.inputs) found.push({ field: 'inputs', origin: content.inputs.origin, rule: content.inputs.rule })
  if (content.outputs) found.push({ field: 'outputs', origin: content.outputs.origin, rule: content.outputs.rule })
  if (definitions) found.push({ field: 'toolDefinitions', origin: definitions.origin, rule: definitions.rule })
  if (failure)
    found.push({
      field: 'error',
      origin: failure.origin,
      rule: assembly.repeated.has(entry)
        ? `${failure.rule}; passed on from a step below, and counted there`
        : failure.rule,
    })
  return found
}
