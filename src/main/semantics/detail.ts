/** One step in full, made when it is selected. */

import { errorInfo } from '../../shared/errors.ts'
import type { JsonValue } from '../../shared/model/json-value.ts'
import { outlineFlags } from '../../shared/model/outline.ts'
import type { WholeStepDetail } from '../../shared/model/step-detail.ts'
import { formatInstant, milliseconds } from '../../shared/units.ts'
import type { Assembly } from './assembly.ts'
import { boundedDepth } from './bounded-depth.ts'
import { failureOf } from './failures.ts'
import { FieldReader } from './field-reader.ts'
import { firstTokenOf, isStreamed } from './first-token.ts'
import { modelOf } from './model-name.ts'
import { provenanceOf } from './provenance.ts'
import { remarksOf } from './remarks.ts'
import { stepBase, stepTimes } from './step-base.ts'
import { contentOf } from './step-content.ts'
import { countsAt } from './tokens.ts'
import { toolDefinitionsOf, toolNameOf } from './tools.ts'

/** The detail of entry `i`. */
export function detailOf(assembly: Assembly, i: number): WholeStepDetail {
  const { tree, trace, tokens, failures } = assembly
  const at = tree.span[i]!
  if (at === -1) return placeholderDetail(assembly, i)
  const span = trace.spans[at]!
  const fields = new FieldReader({ trace: true }).read(span.attributes)
  const base = stepBase(assembly, i)
  const { type } = base
  // Read again with a tracing reader, so that the failure knows its attribute.
  const failure = failures.has(i) ? failureOf(span, fields) : null
  const content = contentOf(span, type, fields)
  const model = modelOf(span, type, fields)
  const firstToken = firstTokenOf(span, fields)
  const counts = countsAt(tokens, i)
  const definitions = toolDefinitionsOf(span)
  return boundedDepth({
    ...base,
    ...stepTimes(span),
    inputs: content.inputs?.value ?? {},
    outputs: content.outputs?.value ?? {},
    modelName: model,
    modelProvider: fields.text('provider'),
    inputTokens: counts.input,
    outputTokens: counts.output,
    costUsd: null,
    isStreaming: isStreamed(fields, firstToken),
    streamingChunks: [],
    error: failure?.message ?? null,
    errorType: failure?.type ?? null,
    kind: span.kind,
    service: span.service,
    running: span.running,
    tokens: counts,
    timeToFirstTokenMs: Number.isNaN(firstToken) ? null : milliseconds(firstToken / 1000),
    messages: content.messages,
    toolName: toolNameOf(span, type, fields),
    toolDefinitions: definitions?.value ?? null,
    attributeList: span.attributes.entries(),
    events: span.events,
    errorStack: failure?.stack ?? null,
    links: span.links,
    provenance: provenanceOf({ assembly, entry: i, span, type, fields, content, model, failure, definitions }),
    raw: rawText(span.raw),
    remarks: remarksOf({ assembly, entry: i, span, fields, content, failure }),
    missing: false,
    problem: content.broken ? unreadable : null,
  })
}

const unreadable = errorInfo({
  code: 'INTERNAL',
  message: 'The messages of this step could not be read.',
  cause: 'They have a shape that breaks the reader; the attributes and the raw document show them as they came.',
})

/** The platform's document as indented text, as deep as can be shown: indentation makes a text of the square of its depth. */
function rawText(raw: JsonValue): string {
  try {
    return JSON.stringify(boundedDepth(raw), null, 2) ?? 'null'
  } catch {
    return '(cannot be printed as JSON)'
  }
}

/** All that is known about a parent that is not in the trace: its id, and what its children show. */
function placeholderDetail(assembly: Assembly, i: number): WholeStepDetail {
  const { tree, trace, outline } = assembly
  const base = stepBase(assembly, i)
  const children: number[] = []
  for (let c = i + 1; c < i + tree.size[i]!; c += tree.size[c]!) children.push(c)
  const first = children[0] === undefined ? null : trace.spans[tree.span[children[0]]!]!
  const services = new Set(children.flatMap((c) => trace.spans[tree.span[c]!]!.service ?? []))
  const seen = [
    `Span ${base.spanId} is named as the parent of ${children.length === 1 ? 'one step' : `${children.length} steps`} and is not in this trace.`,
    'It may have been sampled out, recorded in another account, project or platform, dropped on the way, or not have arrived yet.',
    ...(first?.start == null
      ? []
      : [
          `Its earliest child started at ${formatInstant(first.start)}; it cannot have started later, if the clocks agree.`,
        ]),
    ...(services.size === 0 ? [] : [`Called from it: ${[...services].join(', ')}.`]),
    ...(trace.complete ? [] : ['The trace was read only in part; the span may be in the part that was not read.']),
  ]
  return {
    ...base,
    startTime: null,
    endTime: null,
    durationMs: null,
    inputs: {},
    outputs: {},
    modelName: null,
    modelProvider: null,
    inputTokens: null,
    outputTokens: null,
    costUsd: null,
    isStreaming: false,
    streamingChunks: [],
    error: null,
    errorType: null,
    kind: null,
    service: null,
    running: false,
    tokens: { input: null, output: null, cachedInput: null, reasoning: null, total: null },
    timeToFirstTokenMs: null,
    messages: [],
    toolName: null,
    toolDefinitions: null,
    attributeList: [],
    events: [],
    errorStack: null,
    links: [],
    provenance: [],
    raw: '',
    remarks: seen,
    missing: (outline.flags[i]! & outlineFlags.missing) !== 0,
    problem: null,
  }
}
