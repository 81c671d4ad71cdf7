/** The tool of a tool step, and the tools that a model call could choose from. */

import type { JsonValue } from '../../shared/model/json-value.ts'
import type { StepType } from '../../shared/model/step-type.ts'
import type { FieldReader } from './field-reader.ts'
import { numbered } from './indexed-messages.ts'
import { listAt, recordAt, recordOf } from './json-shape.ts'
import { parsed } from './json-text.ts'
import type { Span } from './span.ts'

/** Tool definitions as the dialect gave them, parsed, and where they were found. */
export interface ToolDefinitions {
  readonly value: JsonValue
  readonly origin: string
  readonly rule: string
}

/** The tool's name; null for a step that is no tool or names none. */
export function toolNameOf(span: Pick<Span, 'name'>, type: StepType, fields: FieldReader): string | null {
  if (type !== 'tool') return null
  const given = fields.text('toolName')
  if (given !== null) return given
  if (fields.text('traceloopKind') === 'tool') return fields.text('entityName')
  return /^execute_tool\s+(.+)$/.exec(span.name)?.[1] ?? null
}

/** The tools that were offered to the model; null when the span does not tell. */
export function toolDefinitionsOf({ attributes }: Span): ToolDefinitions | null {
  for (const key of [
    'gen_ai.tool.definitions',
    'ai.prompt.tools',
    'gen_ai.agent.tools',
    '_ml_obs.meta.tool_definitions',
    'tool_definitions',
  ]) {
    const found = attributes.find(key)
    if (found) return { value: deeplyParsed(found.value), origin: found.origin, rule: key }
  }
  if (attributes.hasPrefix('llm.')) {
    const entries = attributes.entries()
    for (const prefix of ['llm.tools', 'llm.request.functions']) {
      const found = numbered(entries, prefix)
      if (found.items.size === 0) continue
      const tools = [...found.items.entries()]
        .sort(([a], [b]) => a - b)
        .map(([, item]) => parsed(item.tool_json_schema ?? item.json_schema ?? item))
      return { value: tools, origin: found.origin, rule: `${prefix}.N` }
    }
  }
  const adk = attributes.find('gcp.vertex.agent.llm_request')
  const config = adk && recordAt(recordOf(parsed(adk.value)) ?? {}, 'config')
  const offered = config && listAt(config, 'tools')
  return offered ? { value: offered, origin: adk.origin, rule: 'gcp.vertex.agent.llm_request' } : null
}

/** Some SDKs write a list whose items are JSON text again. */
function deeplyParsed(value: JsonValue): JsonValue {
  const outer = parsed(value)
  return Array.isArray(outer) ? outer.map(parsed) : outer
}
