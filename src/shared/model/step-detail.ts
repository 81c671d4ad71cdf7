/** One step in full, fetched when it is selected. */

import type { ErrorInfo } from '../errors.ts'
import type { Microseconds } from '../units.ts'
import type { Step, TokenCounts } from './agent-run.ts'
import type { JsonValue } from './json-value.ts'
import type { Message } from './message.ts'

/** One attribute as the platform had it. */
export interface StepAttribute {
  /** Canonical dotted key. */
  readonly key: string
  readonly value: JsonValue
  /** Where the platform had it: `metadata.default["gen_ai.request.model"]`, `labels["/http/method"]`, … */
  readonly origin: string
}

/** Something that happened at one moment within the step. */
export interface StepEvent {
  readonly name: string
  readonly time: Microseconds | null
  readonly attributes: Readonly<Record<string, JsonValue>>
  readonly isException: boolean
}

/** From which platform key a canonical field came, and by which rule. */
export interface Provenance {
  /** The canonical field: `type`, `modelName`, `inputTokens`, `name`, `error`, … */
  readonly field: string
  /** The platform's key, as in StepAttribute.origin. */
  readonly origin: string
  /** The rule in words: "gen_ai.operation.name = chat". */
  readonly rule: string
}

/** A text of a step that is longer than this, in UTF-16 units, is given up to here; the rest is asked for by its path. */
export const longTextLimit = 65_536

/** A step with every text whole, as the service holds it. */
export type WholeStepDetail = Omit<StepDetail, 'shortened' | 'leftOut'>

/** A step with more messages than this is given the first and the last half of as many: more are not read one by one, and drawing them would take seconds. */
export const manyMessages = 2000

/** Messages that are not given: `count` of them, the first of which is number `from`. Paths count them as if they were there. */
export interface LeftOutMessages {
  readonly from: number
  readonly count: number
}

/** The number, among all messages of the step, of the message that is given at this place. */
export function placeOf(at: number, leftOut: LeftOutMessages | null): number {
  return leftOut === null || at < leftOut.from ? at : at + leftOut.count
}

/** A text that was given in part. */
export interface ShortenedText {
  /** JSON pointer into the StepDetail: `/raw`, `/messages/3/parts/0/text`, `/inputs/prompt`. */
  readonly path: string
  /** Its whole length in UTF-16 units. */
  readonly length: number
}

/** Everything the detail pane shows of one step. */
export interface StepDetail extends Omit<Step, 'children' | 'attributes'> {
  readonly kind: string | null
  readonly service: string | null
  readonly running: boolean
  readonly tokens: TokenCounts
  /** From the start of the step to the first token of the answer, or null. */
  readonly timeToFirstTokenMs: number | null
  readonly messages: readonly Message[]
  readonly toolName: string | null
  readonly toolDefinitions: JsonValue
  readonly attributeList: readonly StepAttribute[]
  readonly events: readonly StepEvent[]
  readonly errorStack: string | null
  readonly links: readonly { readonly traceId: string; readonly spanId: string | null; readonly kind: string | null }[]
  readonly provenance: readonly Provenance[]
  /** The platform's own document of this span, as JSON text, indented. */
  readonly raw: string
  /** Why something in this step is missing or cut. */
  readonly remarks: readonly string[]
  /** For a placeholder of a missing parent: true, and the rest is what is known about it. */
  readonly missing: boolean
  /** Set when the step could be shown only in part. */
  readonly problem: ErrorInfo | null
  /** The texts above that are given in part, because they are longer than longTextLimit. */
  readonly shortened: readonly ShortenedText[]
  /** Null: `messages` are all there are. */
  readonly leftOut: LeftOutMessages | null
}
