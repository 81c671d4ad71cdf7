/** Why something in a step is missing, cut or unusual, in words. */

import type { Assembly } from './assembly.ts'
import { caughtException, type Failure } from './failures.ts'
import type { FieldReader } from './field-reader.ts'
import type { Span } from './span.ts'
import { stepTypes, type StepType } from '../../shared/model/step-type.ts'
import type { StepContent } from './step-content.ts'

interface Given {
  readonly assembly: Assembly
  readonly entry: number
  readonly span: Span
  readonly fields: FieldReader
  readonly content: StepContent
  readonly failure: Failure | null
}

/** The span's own remarks, then what the assembly and the readers found. */
export function remarksOf({ assembly, entry, span, fields, content, failure }: Given): string[] {
  const { tree } = assembly
  const remarks = [...span.remarks]
  const at = tree.span[entry]!
  if (tree.ids[entry] !== span.spanId)
    remarks.push(
      `Another span of this trace carries the same id, ${span.spanId}; this one is shown as ${tree.ids[entry]}.`,
    )
  if (tree.cut.has(at))
    remarks.push(`Its chain of parents (first ${span.parentSpanId}) leads back to itself; it is shown as a root.`)
  if (span.start === null) remarks.push('The platform gave no start time; the step stands after its siblings.')
  if (span.start !== null && span.end !== null && span.end < span.start)
    remarks.push('The span ends before it starts; its duration is unknown.')
  if (span.inferred) remarks.push('Reported by its caller: the service that was called sent nothing itself.')
  if (assembly.repeated.has(entry))
    remarks.push('It failed because a step below it failed; the failure is counted there.')
  if (caughtException(span, failure))
    remarks.push('An exception was recorded, and the span itself is not marked as failed.')
  if (content.messages.some(({ cut }) => cut) || content.inputs?.cut || content.outputs?.cut)
    remarks.push('A value was cut in the middle of its JSON on the way to the platform; it is shown as text.')
  if (span.attributes.leftOut > 0)
    remarks.push(`${span.attributes.leftOut.toLocaleString('en-US')} more attributes are in the raw document only.`)
  const own = fields.text('stepType')
  if (own !== null && !stepTypes.includes(own.toLowerCase() as StepType))
    remarks.push(`tracecraft.step.type says "${own}", which is no step type; the other rules decided.`)
  return remarks
}
