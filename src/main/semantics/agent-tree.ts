/** The canonical AgentRun of an assembled trace. */

import type { AgentRun, RunHeader, Step } from '../../shared/model/agent-run.ts'
import type { JsonValue } from '../../shared/model/json-value.ts'
import type { StepType } from '../../shared/model/step-type.ts'
import type { Microseconds, Milliseconds } from '../../shared/units.ts'
import type { Assembly } from './assembly.ts'
import { FieldReader } from './field-reader.ts'
import { isStreamed } from './first-token.ts'
import { withoutBase64 } from './media.ts'
import { stepBase, stepTimes } from './step-base.ts'
import { contentOf, type StepContent } from './step-content.ts'

/**
 * The run with its tree of steps. A step's inputs, outputs and attributes are read when they are asked for, so that making the tree is cheap and a
 * printer that pauses between steps spreads the cost.
 */
export function agentRunOf(assembly: Assembly, header: RunHeader): AgentRun {
  const { tree } = assembly
  const steps: LazyStep[] = []
  const all: LazyStep[] = []
  for (let i = 0; i < tree.length; i++) {
    const step = new LazyStep(assembly, i)
    all.push(step)
    const up = tree.parent[i]!
    if (up === -1) steps.push(step)
    else all[up]!.children.push(step)
  }
  return { ...header, steps }
}

class LazyStep implements Step {
  readonly children: LazyStep[] = []
  readonly costUsd = null
  readonly streamingChunks: readonly string[] = []
  readonly #assembly: Assembly
  readonly #entry: number
  #content: StepContent | null = null
  #fields: FieldReader | null = null

  constructor(assembly: Assembly, entry: number) {
    this.#assembly = assembly
    this.#entry = entry
  }

  get #span() {
    const at = this.#assembly.tree.span[this.#entry]!
    return at === -1 ? null : this.#assembly.trace.spans[at]!
  }

  get #read(): FieldReader | null {
    const span = this.#span
    return span === null ? null : (this.#fields ??= new FieldReader({ trace: true }).read(span.attributes))
  }

  get #sides(): StepContent | null {
    const span = this.#span
    return span === null ? null : (this.#content ??= contentOf(span, this.type, this.#read!))
  }

  get #base() {
    return stepBase(this.#assembly, this.#entry)
  }

  get #times() {
    const span = this.#span
    return span === null ? { startTime: null, endTime: null, durationMs: null } : stepTimes(span)
  }

  get id(): string {
    return this.#base.id
  }

  get parentId(): string | null {
    return this.#base.parentId
  }

  get traceId(): string {
    return this.#assembly.runId
  }

  get spanId(): string {
    return this.#base.spanId
  }

  get parentSpanId(): string | null {
    return this.#base.parentSpanId
  }

  get type(): StepType {
    return this.#base.type
  }

  get name(): string {
    return this.#base.name
  }

  get startTime(): Microseconds | null {
    return this.#times.startTime
  }

  get endTime(): Microseconds | null {
    return this.#times.endTime
  }

  get durationMs(): Milliseconds | null {
    return this.#times.durationMs
  }

  get inputs(): Readonly<Record<string, JsonValue>> {
    return this.#sides?.inputs?.value ?? {}
  }

  get outputs(): Readonly<Record<string, JsonValue>> {
    return this.#sides?.outputs?.value ?? {}
  }

  get attributes(): Readonly<Record<string, JsonValue>> {
    const span = this.#span
    if (span === null) return { 'tracecraft.missing': true }
    return Object.fromEntries(span.attributes.entries().map(({ key, value }) => [key, withoutBase64(value)]))
  }

  get modelName(): string | null {
    const { outline } = this.#assembly
    return outline.strings[outline.model[this.#entry]!] ?? null
  }

  get modelProvider(): string | null {
    return this.#read?.text('provider') ?? null
  }

  get inputTokens(): number | null {
    return known(this.#assembly.outline.inputTokens[this.#entry]!)
  }

  get outputTokens(): number | null {
    return known(this.#assembly.outline.outputTokens[this.#entry]!)
  }

  get isStreaming(): boolean {
    const fields = this.#read
    return fields !== null && isStreamed(fields, this.#assembly.outline.firstToken[this.#entry]!)
  }

  get error(): string | null {
    return this.#assembly.failures.get(this.#entry)?.message ?? null
  }

  get errorType(): string | null {
    return this.#assembly.failures.get(this.#entry)?.type ?? null
  }
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
