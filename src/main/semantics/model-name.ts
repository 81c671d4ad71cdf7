/** The model of a step. */

import type { StepType } from '../../shared/model/step-type.ts'
import type { FieldReader } from './field-reader.ts'
import type { Span } from './span.ts'

/**
 * The model's name: the first alias; for a model call without one, the model that the span's name tells by convention ("chat gpt-4o"), where it looks
 * like a model's. Some frameworks write "unknown" where they know none: that is null here.
 */
export function modelOf(span: Pick<Span, 'name'>, type: StepType, fields: FieldReader): string | null {
  const given = fields.text('model')
  if (given !== null) return given.toLowerCase() === 'unknown' ? null : given
  return type === 'llm' ? modelInName(span.name) : null
}

/** The model that a span's name tells, or null. */
export function modelInName(name: string): string | null {
  const space = name.indexOf(' ')
  if (space === -1) return null
  const operation = name.slice(0, space)
  if (!/^(?:chat|text_completion|generate_content|embeddings)$/.test(operation)) return null
  const rest = name.slice(space + 1)
  return /^\S*\d\S*$/.test(rest) ? rest : null
}
