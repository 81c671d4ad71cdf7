/**
 * The stage on which a scenario plays one run: a clock, a tree of spans, and chance. Steps are told in the order in which they happen; a span lasts as long as
 * what happens within it.
 */

import type { Platform } from '../../shared/platform.ts'
import type { DemoAttribute, DemoEvent, DemoSpan } from './demo-trace.ts'
import { type Flavour, flavours } from './flavour.ts'
import { Random } from './random.ts'

type Attributes = Readonly<Record<string, DemoAttribute>>

/** A span while its scenario plays. Attributes and events may be added until the run is over. */
export class SpanDraft {
  readonly spanId: string
  readonly parent: SpanDraft | null
  readonly name: string
  readonly kind: DemoSpan['kind']
  readonly place: Place
  readonly start: number
  readonly attributes: Record<string, DemoAttribute>
  readonly events: DemoEvent[] = []
  readonly #clock: () => number
  end = 0
  status: DemoSpan['status'] = 'unset'
  statusMessage: string | null = null
  lost = false

  constructor(spec: SpanSpec, spanId: string, parent: SpanDraft | null, place: Place, clock: () => number) {
    this.spanId = spanId
    this.parent = parent
    this.name = spec.name
    this.kind = spec.kind ?? 'internal'
    this.place = place
    this.start = clock()
    this.attributes = { ...spec.attributes }
    this.#clock = clock
  }

  set(attributes: Attributes): void {
    Object.assign(this.attributes, attributes)
  }

  /** Records an event at the clock's present time. */
  event(name: string, attributes: Attributes = {}): void {
    this.events.push({ name, at: this.#clock(), attributes })
  }

  /** Marks the span as failed, with error.type, and with an exception event when there is a stack. */
  fail(type: string, message: string, stack: string | null = null): void {
    this.status = 'error'
    this.statusMessage = message
    this.attributes['error.type'] = type
    if (stack === null) return
    this.event('exception', {
      'exception.type': type,
      'exception.message': message,
      'exception.stacktrace': stack,
      'exception.escaped': false,
    })
  }
}

/** Where spans are made: a service, and the platform that its exporter sends to. */
interface Place {
  readonly service: string
  readonly flavour: Flavour
  readonly resource: Attributes
}

export interface SpanSpec {
  readonly name: string
  /** Default `internal`. */
  readonly kind?: DemoSpan['kind']
  readonly attributes?: Attributes
}

/** What a script has to know of the run that is told with it. */
export interface ScriptPlan {
  /** Everything random in the run follows from it. */
  readonly key: string
  /** The platforms that receive the run; the first is where it begins. */
  readonly platforms: readonly [Platform, ...Platform[]]
  /** Epoch milliseconds. */
  readonly start: number
  /** Runs with the same one have their conversation, user and environment in common; null for a conversation of its own. */
  readonly conversation: string | null
  readonly size: number | null
}

/** What a run is told with. All times are epoch microseconds, durations in calls are milliseconds. */
export class Script {
  readonly random: Random
  /** The platforms that receive the run; the first is where it begins. */
  readonly platforms: readonly Platform[]
  readonly conversationId: string
  readonly userId: string
  readonly environment: string
  /** How large the run shall be, in the scenario's own unit; null for its usual size. */
  readonly size: number | null
  readonly drafts: SpanDraft[] = []
  #clock: number
  #current: SpanDraft | null = null
  #place: Place
  #cut = false

  constructor(plan: ScriptPlan) {
    const { key, platforms } = plan
    this.random = new Random(key)
    this.#clock = Math.round(plan.start * 1000)
    this.platforms = platforms
    this.size = plan.size
    const who = plan.conversation === null ? this.random : new Random(plan.conversation)
    this.conversationId = `conv_${who.hex(16)}`
    this.userId = `user-${who.whole(10_000, 99_999)}`
    this.environment = who.chance(0.75) ? 'production' : 'staging'
    this.#place = this.#placeOf('agent', platforms[0])
  }

  /** The clock. */
  get now(): number {
    return this.#clock
  }

  get flavour(): Flavour {
    return this.#place.flavour
  }

  get service(): string {
    return this.#place.service
  }

  /** The span within which the next one starts. */
  get current(): SpanDraft | null {
    return this.#current
  }

  /** The platform keeps only a part of this run. */
  get cut(): boolean {
    return this.#cut
  }

  cutShort(): void {
    this.#cut = true
  }

  /** Tells what happens in another service, whose spans go to the same platform or to another. */
  within<T>(service: string, body: () => T, platform: Platform = this.#place.flavour.platform): T {
    const before = this.#place
    this.#place = this.#placeOf(service, platform)
    try {
      return body()
    } finally {
      this.#place = before
    }
  }

  /** A span around what the body tells. */
  span<T>(spec: SpanSpec, body: (span: SpanDraft) => T): T {
    const draft = this.open(spec)
    try {
      return body(draft)
    } finally {
      this.close(draft)
    }
  }

  /** Begins a span that `close` ends: for spans that lie too deep inside one another for a body within a body. */
  open(spec: SpanSpec): SpanDraft {
    const draft = new SpanDraft(spec, this.random.hex(16), this.#current, this.#place, () => this.#clock)
    this.drafts.push(draft)
    this.#current = draft
    return draft
  }

  /** Ends the innermost open span. */
  close(draft: SpanDraft): void {
    // Time moves on a little even where nothing was told, so that no span has the duration 0.
    this.#clock = Math.max(this.#clock, draft.start + this.random.whole(20, 90))
    draft.end = this.#clock
    this.#current = draft.parent
  }

  /** Lets time pass: about this many milliseconds, a fifth more or less. */
  pass(milliseconds: number): void {
    this.#clock += Math.max(1, Math.round(milliseconds * 1000 * this.random.between(0.8, 1.2)))
  }

  /** Tells things that begin together; time goes on when the last has ended. */
  parallel(...bodies: readonly (() => void)[]): void {
    const start = this.#clock
    let last = start
    for (const body of bodies) {
      this.#clock = start + this.random.whole(200, 4000)
      body()
      last = Math.max(last, this.#clock)
    }
    this.#clock = last
  }

  #placeOf(service: string, platform: Platform): Place {
    const flavour = flavours[platform]
    return {
      service,
      flavour,
      resource: Object.freeze({ ...flavour.resource, 'deployment.environment.name': this.environment }),
    }
  }
}
