/** Messages as a conversation: each tool call with its result, each result only once. */

import type { JsonValue } from '../../../../shared/model/json-value.ts'
import type { Message, MessagePart } from '../../../../shared/model/message.ts'
import { type LeftOutMessages, placeOf } from '../../../../shared/model/step-detail.ts'

export type ToolCall = Extract<MessagePart, { kind: 'tool_call' }>
export type ToolResult = Extract<MessagePart, { kind: 'tool_result' }>

/** One piece of what is drawn; a call carries the result that answers it. */
export type Piece =
  | Exclude<MessagePart, ToolCall>
  | (ToolCall & { readonly answer: { readonly result: JsonValue; readonly path: string } | null })

/** A message with its pieces. */
export interface Turn {
  readonly message: Message
  readonly pieces: readonly Piece[]
  /** Where each piece stands in the step's detail. */
  readonly paths: readonly string[]
  /** It is the first behind the messages that are not given. */
  readonly behindLeftOut: boolean
}

/**
 * Pairs calls with results by id, in order where an id occurs more than once. A result is drawn with its call; a message that holds nothing else has no turn of
 * its own. A result whose call is not among the messages stays where it is.
 */
export function conversation(messages: readonly Message[], leftOut: LeftOutMessages | null = null): Turn[] {
  const waiting = new Map<string, ToolResult[]>()
  const places = new Map<MessagePart, string>()
  for (const [at, message] of messages.entries())
    for (const [index, part] of message.parts.entries()) {
      places.set(part, `/messages/${placeOf(at, leftOut)}/parts/${index}`)
      if (part.kind === 'tool_result' && part.id !== null) waiting.set(part.id, [...(waiting.get(part.id) ?? []), part])
    }

  const placed = new Set<MessagePart>()
  const answers = new Map<MessagePart, ToolResult>()
  for (const message of messages)
    for (const part of message.parts) {
      if (part.kind !== 'tool_call' || part.id === null) continue
      const result = waiting.get(part.id)?.shift()
      if (!result) continue
      answers.set(part, result)
      placed.add(result)
    }

  let isBehind = false
  return messages.flatMap((message, at) => {
    const own = message.parts.filter((part) => !placed.has(part))
    const pieces = own.map((part): Piece => {
      if (part.kind !== 'tool_call') return part
      const answer = answers.get(part)
      return { ...part, answer: answer ? { result: answer.result, path: `${places.get(answer)!}/result` } : null }
    })
    const paths = own.map((part) => places.get(part)!)
    if (pieces.length === 0 && message.parts.length > 0) return []
    const behindLeftOut = !isBehind && leftOut !== null && at >= leftOut.from
    isBehind ||= behindLeftOut
    return [{ message, pieces, paths, behindLeftOut }]
  })
}
