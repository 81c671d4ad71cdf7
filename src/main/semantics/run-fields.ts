/** What a listing can say of a run from the attributes of its root, or from a summary's annotations, without opening the trace. */

import type { Attributes } from './attributes.ts'
import { FieldReader } from './field-reader.ts'

/** The run-wide fields that a root's attributes tell; each null when they do not. */
export interface RunFields {
  readonly operation: string | null
  readonly agentName: string | null
  readonly agentId: string | null
  readonly sessionId: string | null
  readonly userId: string | null
  readonly environment: string | null
  readonly model: string | null
  readonly provider: string | null
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  /** The given total, else the sum of what is known of input and output. */
  readonly totalTokens: number | null
}

const reader = new FieldReader()

/** Reads the fields through the alias table, in any dialect and spelling. */
export function readRunFields(attributes: Attributes): RunFields {
  const fields = reader.read(attributes)
  const inputTokens = count(fields.number('inputTokens'))
  const outputTokens = count(fields.number('outputTokens'))
  const summed = inputTokens === null && outputTokens === null ? null : (inputTokens ?? 0) + (outputTokens ?? 0)
  const model = fields.text('model')
  return {
    operation: fields.text('operation'),
    agentName: fields.text('agentName'),
    agentId: fields.text('agentId'),
    sessionId: fields.text('sessionId'),
    userId: fields.text('userId'),
    environment: fields.text('environment'),
    model: model?.toLowerCase() === 'unknown' ? null : model,
    provider: fields.text('provider'),
    inputTokens,
    outputTokens,
    totalTokens: count(fields.number('totalTokens')) ?? summed,
  }
}

function count(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
