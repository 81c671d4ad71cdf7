/** What must hold of every payload, whatever is in it. Throws an Error that says what did not. */

import { assembleRun } from '../../src/main/semantics/assemble.ts'
import type { Span } from '../../src/main/semantics/span.ts'
import { readAnswer } from '../../src/main/stores/azuremonitor/answer.ts'
import { mapRun } from '../../src/main/stores/azuremonitor/map.ts'
import { mapTrace } from '../../src/main/stores/cloudtrace/map.ts'
import { list, record } from '../../src/main/stores/datadog/fields.ts'
import { parseLossless } from '../../src/main/stores/datadog/lossless-json.ts'
import { mapLlmSpans } from '../../src/main/stores/datadog/map-llmobs.ts'
import { mapSearchEvents, mapTraceSpans } from '../../src/main/stores/datadog/map.ts'
import { mapSegments } from '../../src/main/stores/xray/map.ts'
import { agentRunJsonText, agentRunToJson } from '../../src/shared/model/agent-run-json.ts'
import type { JsonValue } from '../../src/shared/model/json-value.ts'
import { type Outline, outlineFlags } from '../../src/shared/model/outline.ts'
import type { Platform } from '../../src/shared/platform.ts'
import type { Fuzzed } from './changes.ts'
import { azureColumns } from './pools.ts'

const never = new AbortController().signal

/** Maps and assembles the payload twice from its text and checks all that is promised. */
export async function holds(payload: Fuzzed): Promise<void> {
  const spans = await spansOf(payload)
  if (payload.units.some((unit) => isSpan(payload, unit)) && spans.length === 0) throw new Error('the trace was lost')
  const run = await runOf(payload, spans)
  const { outline, header } = run
  checkTree(outline)
  const ids = new Set(outline.spanIds)
  for (const { spanId } of spans) if (!ids.has(spanId)) throw new Error(`span ${JSON.stringify(spanId)} is in no step`)
  let steps = 0
  for (let i = 0; i < outline.length; i++) if ((outline.flags[i]! & outlineFlags.missing) === 0) steps++
  if (header.stepCount !== steps) throw new Error(`the header counts ${header.stepCount} steps, the outline ${steps}`)
  if (steps > spans.length) throw new Error('a span became more than one step')

  for (const [i, spanId] of outline.spanIds.entries()) {
    const detail = run.detail(spanId)
    if (detail === null) throw new Error(`no detail of ${JSON.stringify(spanId)}`)
    if (detail.spanId !== spanId) throw new Error(`the detail of entry ${i} is of another step`)
    JSON.stringify(detail)
  }

  const tree = run.toAgentRun()
  const text = JSON.stringify(agentRunToJson(tree))
  if (JSON.stringify(JSON.parse(text)) !== text) throw new Error('the run as JSON does not survive a round trip')
  if (agentRunJsonText(tree) !== text) throw new Error('the two ways to print a run differ')
  if (countSteps(tree.steps) < steps) throw new Error('the canonical tree lacks steps')

  const again = await runOf(payload, await spansOf(payload))
  if (JSON.stringify(agentRunToJson(again.toAgentRun())) !== text) throw new Error('the same payload gave another run')
}

function runOf({ form, traceId }: Fuzzed, spans: readonly Span[]) {
  const platform = form.split('-')[0] as Platform
  return assembleRun({ platform, nativeId: traceId, spans, complete: true, notices: [] })
}

/** By way of the text that would have come over the wire. */
async function spansOf({ form, units, extras }: Fuzzed): Promise<readonly Span[]> {
  switch (form) {
    case 'xray':
      return mapSegments(units.map((unit, i) => ({ id: `entry-${i}`, document: JSON.stringify(unit) }))).spans
    case 'cloudtrace':
      return mapTrace(JSON.parse(JSON.stringify({ spans: units })))
    case 'azuremonitor': {
      const columns = azureColumns.map((name) => ({ name, type: 'string' }))
      // Rows of which none is one make an answer that is refused as a whole (BAD_ANSWER).
      if (units.length > 0 && !units.some((unit) => isRow(unit))) return []
      const text = JSON.stringify({ tables: [{ name: 'PrimaryResult', columns, rows: units }] })
      return (await mapRun((await readAnswer(text, never)).table, null)).spans
    }
    default: {
      // Ids and times are numbers on the wire.
      const wire = JSON.stringify({ units, extras }).replaceAll(/(?<=[^\\]":)"(\d{16,20})"/g, (_, digits: string) =>
        digits.startsWith('0') ? `"${digits}"` : digits,
      )
      const read = record(parseLossless(wire))
      const known = mapLlmSpans(list(read.extras))
      const map = form === 'datadog-trace' ? mapTraceSpans : mapSearchEvents
      const { spans } = await map(list(read.units), () => {}, known.layers)
      const ids = new Set(spans.map((span) => span.spanId))
      return [...spans, ...known.spans.filter((span) => !ids.has(span.spanId))]
    }
  }
}

/** Is this unit, changed as it may be, still something that a span can be read from? */
function isSpan({ form }: Fuzzed, unit: JsonValue): boolean {
  if (form === 'azuremonitor') return Array.isArray(unit)
  return typeof unit === 'object' && unit !== null && !Array.isArray(unit)
}

/** Pre-order with right sizes, parents and depths; each id once; siblings in order of start, unknown ones last. */
function checkTree(outline: Outline): void {
  const { length, parent, depth, size, offset, duration, spanIds } = outline
  if (new Set(spanIds).size !== length || spanIds.length !== length) throw new Error('an id is in the tree twice')
  const sizes = new Int32Array(length).fill(1)
  for (let i = length - 1; i >= 0; i--) {
    const up = parent[i]!
    if (up >= i || up < -1) throw new Error(`entry ${i} comes before its parent ${up}`)
    if (up === -1 ? depth[i] !== 0 : depth[i] !== depth[up]! + 1) throw new Error(`the depth of entry ${i} is wrong`)
    if (up !== -1) sizes[up]! += sizes[i]!
    if (duration[i]! < 0 || offset[i]! < 0) throw new Error(`entry ${i} has a negative time`)
  }
  for (let i = 0; i < length; i++) {
    if (sizes[i] !== size[i]) throw new Error(`the size of entry ${i} is wrong`)
    const up = parent[i]!
    if (up !== -1 && i >= up + size[up]!) throw new Error(`entry ${i} lies outside its parent`)
    const next = i + size[i]!
    const missing = ((outline.flags[i]! | (outline.flags[next] ?? 0)) & outlineFlags.missing) !== 0
    if (next >= length || parent[next] !== up || missing) continue
    if (offset[i]! > offset[next]! || (Number.isNaN(offset[i]!) && !Number.isNaN(offset[next]!)))
      throw new Error(`siblings ${i} and ${next} are not in order`)
  }
}

function countSteps(steps: readonly { readonly children: readonly unknown[] }[]): number {
  let count = 0
  const open = [...steps]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    count++
    open.push(...(next.children as typeof steps))
  }
  return count
}

function isRow(unit: unknown): boolean {
  if (!Array.isArray(unit)) return false
  const filled = unit.slice(0, azureColumns.length).filter((cell) => cell !== null && cell !== '')
  return filled.length === 0 || filled.some((cell) => typeof cell !== 'object')
}
