/**
 * A run's input and output: the root's first input and last output. Where the root carries no content, that of the topmost agent; where no agent does, the
 * first model call's input and the last one's output.
 */

import type { JsonValue } from '../../shared/model/json-value.ts'
import type { Message } from '../../shared/model/message.ts'
import { stepTypeAt } from '../../shared/model/outline.ts'
import type { Assembly } from './assembly.ts'
import { FieldReader } from './field-reader.ts'
import { contentOf, messageToJson } from './step-content.ts'

type Direction = Message['direction']

/** How many agents are asked. */
const reach = 16

/** The run's input and output; null where nothing carries any. Pauses as `breathe` asks. */
export async function contentOfRun(
  assembly: Assembly,
  breathe: () => Promise<void> | void,
): Promise<{ input: JsonValue; output: JsonValue }> {
  const { root } = assembly
  if (root === -1) return { input: null, output: null }
  const { agents, firstCall, lastCall } = candidates(assembly)
  let input: JsonValue = null
  let output: JsonValue = null
  for (const i of [root, ...agents]) {
    await breathe()
    input ??= contentAt(assembly, i, 'input')
    output ??= contentAt(assembly, i, 'output')
    if (input !== null && output !== null) return { input, output }
  }
  if (firstCall !== -1) input ??= contentAt(assembly, firstCall, 'input')
  if (lastCall !== -1) output ??= contentAt(assembly, lastCall, 'output')
  return { input, output }
}

/** Agents below the root, the highest first; the first model call, and the one that ended last. */
function candidates({ root, tree, outline }: Assembly): { agents: number[]; firstCall: number; lastCall: number } {
  const agents: number[] = []
  let firstCall = -1
  let lastCall = -1
  let lastEnd = -Infinity
  for (let i = root + 1; i < root + tree.size[root]!; i++) {
    const type = stepTypeAt(outline, i)
    if (type === 'agent') {
      agents.push(i)
      continue
    }
    if (type !== 'llm') continue
    if (firstCall === -1) firstCall = i
    const end = outline.offset[i]! + outline.duration[i]!
    if (end > lastEnd) {
      lastEnd = end
      lastCall = i
    }
  }
  agents.sort((a, b) => tree.depth[a]! - tree.depth[b]! || a - b)
  return { agents: agents.slice(0, reach), firstCall, lastCall }
}

function contentAt({ trace, tree, outline }: Assembly, i: number, direction: Direction): JsonValue {
  const span = trace.spans[tree.span[i]!]!
  const fields = new FieldReader({ trace: true }).read(span.attributes)
  const content = contentOf(span, stepTypeAt(outline, i), fields)
  const own = content.messages.filter((item) => item.direction === direction && item.role !== 'system')
  const chosen = direction === 'input' ? (own.find(({ role }) => role === 'user') ?? own[0]) : own.at(-1)
  if (chosen) {
    const texts = chosen.parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []))
    return texts.length === chosen.parts.length && texts.length > 0 ? texts.join('\n') : messageToJson(chosen)
  }
  const side = direction === 'input' ? content.inputs : content.outputs
  if (side === null || side.transport) return null
  const keys = Object.keys(side.value)
  return keys.length === 1 && keys[0] === direction ? side.value[direction]! : { ...side.value }
}
