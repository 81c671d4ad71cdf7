/** Tool calls and their results, paired. */

import type { Message, MessagePart } from '../../shared/model/message.ts'

/**
 * Gives results the name of their call, found by id; and where a dialect has no ids (Gemini pairs by name and order), gives both one id of the
 * form `get_weather#1`.
 */
export function pairTools(messages: readonly Message[]): Message[] {
  const names = new Map<string, string>()
  const waiting = new Map<string, string[]>()
  const counts = new Map<string, number>()
  let changed = false
  const out = messages.map((item): Message => {
    const parts = item.parts.map((part): MessagePart => {
      if (part.kind === 'tool_call') {
        if (part.id !== null) {
          if (part.name !== null) names.set(part.id, part.name)
          return part
        }
        if (part.name === null) return part
        const n = (counts.get(part.name) ?? 0) + 1
        counts.set(part.name, n)
        const id = `${part.name}#${n}`
        waiting.set(part.name, [...(waiting.get(part.name) ?? []), id])
        changed = true
        return { ...part, id }
      }
      if (part.kind !== 'tool_result') return part
      if (part.id !== null && part.name === null && names.has(part.id)) {
        changed = true
        return { ...part, name: names.get(part.id)! }
      }
      if (part.id !== null || part.name === null) return part
      const id = waiting.get(part.name)?.shift()
      if (id === undefined) return part
      changed = true
      return { ...part, id }
    })
    return changed ? { ...item, parts } : item
  })
  return out
}
