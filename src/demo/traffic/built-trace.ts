import type { Platform } from '../../shared/platform.ts'
import type { DemoSpan, DemoTrace } from './demo-trace.ts'
import { Random } from './random.ts'
import { scenarioOf } from './scenarios/index.ts'
import type { ScenarioName } from './scenarios/names.ts'
import { Script, type ScriptPlan, type SpanDraft } from './script.ts'

/** A run before anybody has asked for it: enough to build its trace, the same each time. */
export interface Plan extends ScriptPlan {
  readonly scenario: ScenarioName
}

/** A whole trace, from its first span to its last, whether or not that time has come. */
export interface BuiltTrace extends DemoTrace {
  /** Epoch microseconds of the latest end. */
  readonly end: number
}

/** No run takes longer than this, in milliseconds. */
export const longestRunMs = 30 * 60_000

/** No run of the scenario takes longer than this, in milliseconds: one that is older has ended, and need not be built to know it. */
export function atMostMs(scenario: ScenarioName): number {
  if (scenario === 'running' || scenario === 'approval') return longestRunMs
  return scenario === 'huge' || scenario === 'wide' || scenario === 'deep' ? 5 * 60_000 : 2 * 60_000
}

/** Plays a plan. The same plan gives the same trace, ids and times included. */
export function buildTrace(plan: Plan): BuiltTrace {
  const start = Math.round(plan.start * 1000)
  const script = new Script(plan)
  scenarioOf(plan.scenario).play(script)
  const spans = script.drafts.map(spanOf)
  const end = script.drafts.reduce((latest, draft) => Math.max(latest, draft.end), start)
  const atMost = atMostMs(plan.scenario)
  if (end - start > atMost * 1000) throw new Error(`A run of ${plan.scenario} took longer than ${atMost} ms.`)
  return {
    traceId: traceIdOf(plan),
    scenario: plan.scenario,
    platforms: plan.platforms,
    start,
    end,
    spans,
    partOf: partsOf(plan, script.drafts, spans),
    cut: script.cut,
  }
}

/** 32 hex digits, of which the first 8 are the second of the start. */
export function traceIdOf(plan: Plan): string {
  const seconds = Math.floor(plan.start / 1000)
  return seconds.toString(16).padStart(8, '0') + new Random(`${plan.key}/trace`).hex(24)
}

function spanOf(draft: SpanDraft): DemoSpan {
  return {
    spanId: draft.spanId,
    parentSpanId: draft.parent?.spanId ?? null,
    name: draft.name,
    kind: draft.kind,
    service: draft.place.service,
    start: draft.start,
    end: draft.end,
    status: draft.status,
    statusMessage: draft.statusMessage,
    attributes: draft.attributes,
    events: draft.events,
    resource: draft.place.resource,
    lost: draft.lost,
  }
}

/** A run whose services all send to one place but that was asked for on several platforms was exported twice: each holds all of it. */
function partsOf(plan: Plan, drafts: readonly SpanDraft[], spans: readonly DemoSpan[]): DemoTrace['partOf'] {
  if (plan.platforms.length === 1) return null
  const sent = new Set(drafts.map(({ place }) => place.flavour.platform))
  if (sent.size === 1) return (platform) => (plan.platforms.includes(platform) ? spans : [])
  const parts = new Map<Platform, readonly DemoSpan[]>()
  for (const platform of plan.platforms)
    parts.set(
      platform,
      spans.filter((_, index) => drafts[index]!.place.flavour.platform === platform),
    )
  return (platform) => parts.get(platform) ?? []
}
