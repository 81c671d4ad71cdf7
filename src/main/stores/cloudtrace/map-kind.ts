/** The kind of a span. v1's own field knows RPC_SERVER and RPC_CLIENT only; labels know producers and consumers too and are asked first. */

import type { PlatformSignal, SpanKind } from '../../semantics/span.ts'
import { firstLabel, labelOrigin, type Labels } from './map-labels.ts'

/** The labels that name a kind, best first. */
export const kindLabels = ['g.co/spankind', '/span/kind', 'span.kind']

const kinds: Readonly<Record<string, SpanKind>> = {
  INTERNAL: 'internal',
  SERVER: 'server',
  CLIENT: 'client',
  PRODUCER: 'producer',
  CONSUMER: 'consumer',
}

/** A kind, and what rule 4 of the mapping makes of it: CLIENT and PRODUCER are tools, SERVER and CONSUMER agents. */
export interface FoundKind {
  /** Null when the platform says something that is no kind. */
  readonly kind: SpanKind | null
  readonly signal: PlatformSignal | null
}

const internal: FoundKind = { kind: 'internal', signal: null }
const unknown: FoundKind = { kind: null, signal: null }

/** Labels first, then the field, then INTERNAL, which exporters send as "unspecified". */
export function kindOf(field: unknown, labels: Labels): FoundKind {
  const label = firstLabel(labels, kindLabels)
  const labelled = label ? read(label.text, label.key) : undefined
  return labelled ?? kindOfField(field)
}

/** The same for a span without a label that names a kind. */
export function kindOfField(field: unknown): FoundKind {
  if (field === undefined || field === null || field === '' || field === 'SPAN_KIND_UNSPECIFIED') return internal
  return (typeof field === 'string' ? read(field, null) : undefined) ?? unknown
}

/** By origin, and then by what was said: a trace has many spans and few kinds, and the same words from the same key always give the same object. */
const known = new Map<string, Map<string, FoundKind>>()

/** `key`: the label that said it; null for the field. */
function read(said: string, key: string | null): FoundKind | undefined {
  const origin = key ?? 'kind'
  const before = known.get(origin)?.get(said)
  if (before) return before
  const name = said
    .trim()
    .toUpperCase()
    .replace(/^(SPAN_KIND_|RPC_)/, '')
  if (!Object.hasOwn(kinds, name)) return undefined
  const found = foundKind(kinds[name]!, said, key === null ? origin : labelOrigin(key))
  // Words with blanks around them would let this grow without an end.
  if (said.length <= 20 && said === said.trim()) {
    const sayings = known.get(origin) ?? new Map<string, FoundKind>()
    known.set(origin, sayings.set(said, found))
  }
  return found
}

function foundKind(kind: SpanKind, said: string, origin: string): FoundKind {
  if (kind === 'internal') return internal
  const type = kind === 'client' || kind === 'producer' ? 'tool' : 'agent'
  return { kind, signal: { type, rule: `kind ${said}`, origin } }
}
