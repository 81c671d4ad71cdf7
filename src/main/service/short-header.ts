/** A run's header with as much of its texts as a page can do with: the steps have them whole. */

import type { RunHeader } from '../../shared/model/agent-run.ts'
import type { JsonValue } from '../../shared/model/json-value.ts'
import { longTextLimit } from '../../shared/model/step-detail.ts'
import { boundedDepth } from '../semantics/bounded-depth.ts'

/** Of names of models, tools and services. */
const mostNames = 2000
const tooLarge = '(too large to be given with the run; the step has it)'

/** The header itself where nothing in it is long. A long text is given by its beginning, a large structure as words that say so. */
export function shortHeader(header: RunHeader): RunHeader {
  return boundedDepth({
    ...header,
    name: beginning(header.name),
    input: short(header.input),
    output: short(header.output),
    error: header.error === null ? null : beginning(header.error),
    agentDescription: header.agentDescription === null ? null : beginning(header.agentDescription),
    tags: header.tags.slice(0, mostNames).map(beginning),
    models: header.models.slice(0, mostNames).map(beginning),
    tools: header.tools.slice(0, mostNames).map(beginning),
    services: header.services.slice(0, mostNames).map(beginning),
  })
}

function short(value: JsonValue): JsonValue {
  if (typeof value === 'string') return beginning(value)
  return isSmall(value) ? value : tooLarge
}

function beginning(text: string): string {
  return text.length <= longTextLimit ? text : `${text.slice(0, longTextLimit)}…`
}

/** Stops counting as soon as it is known. */
function isSmall(value: JsonValue): boolean {
  let left = longTextLimit
  const open: JsonValue[] = [value]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    left -= typeof next === 'string' ? 4 + next.length : 4
    if (left < 0) return false
    if (typeof next !== 'object' || next === null) continue
    for (const [key, inner] of Object.entries(next)) {
      left -= key.length
      open.push(inner)
    }
  }
  return true
}
