/** The kind of a span. v1's own field knows RPC_SERVER and RPC_CLIENT only; labels know producers and consumers too and are asked first. */

import type { PlatformSignal, SpanKind } from '../../semantics/span.ts'
import { firstLabel, labelOrigin, type Labels } from './map-labels.ts'

const kindLabels = ['g.co/spankind', '/span/kind', 'span.kind']

const kinds: Readonly<Record<string, SpanKind>> = {
  INTERNAL: 'internal',
  SERVER: 'server',
  CLIENT: 'client',
  PRODUCER: 'producer',
  CONSUMER: 'consumer',
}

/** A kind and the key that said so; origin null where nothing did and OpenTelemetry's default stands. */
export interface FoundKind {
  readonly kind: SpanKind | null
  readonly origin: string | null
  readonly said: string | null
}

/** Labels first, then the field, then INTERNAL, which exporters send as "unspecified"; null for a field that holds something else. */
export function kindOf(field: unknown, labels: Labels): FoundKind {
  const label = firstLabel(labels, kindLabels)
  const labelled = label ? readKind(label.text) : undefined
  if (label && labelled) return { kind: labelled, origin: labelOrigin(label.key), said: label.text }
  const own = typeof field === 'string' ? readKind(field) : undefined
  if (own) return { kind: own, origin: 'kind', said: String(field) }
  const unspecified = field === undefined || field === null || field === '' || field === 'SPAN_KIND_UNSPECIFIED'
  return { kind: unspecified ? 'internal' : null, origin: null, said: null }
}

function readKind(text: string): SpanKind | undefined {
  const name = text
    .trim()
    .toUpperCase()
    .replace(/^(SPAN_KIND_|RPC_)/, '')
  return Object.hasOwn(kinds, name) ? kinds[name] : undefined
}

/** Rule 4 of the mapping: CLIENT and PRODUCER are tools, SERVER and CONSUMER agents. */
export function signalOf({ kind, origin, said }: FoundKind): PlatformSignal | null {
  if (origin === null || kind === null || kind === 'internal') return null
  return { type: kind === 'client' || kind === 'producer' ? 'tool' : 'agent', rule: `kind ${said}`, origin }
}
