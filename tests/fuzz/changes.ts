/** What the fuzzer does to a payload: any subset of its units in any order, and any JSON in place of any value. */

import * as fc from 'fast-check'
import type { JsonValue } from '../../src/shared/model/json-value.ts'
import type { Pool } from './pools.ts'

/** A payload after the changes; printed when it is a counterexample. */
export interface Fuzzed {
  readonly form: Pool['form']
  readonly traceId: string
  readonly units: readonly JsonValue[]
  readonly extras: readonly JsonValue[]
}

/** Values that a reader might trip over more often than over any other JSON. */
const likely: fc.Arbitrary<JsonValue> = fc.constantFrom<JsonValue>(
  null,
  '',
  ' ',
  0,
  -1,
  -0,
  1,
  1e308,
  2 ** 53,
  2 ** 63,
  0.1,
  true,
  false,
  'true',
  '0',
  '429',
  429,
  'error',
  'Error',
  'STATUS_CODE_ERROR',
  '0000000000000000',
  '18446744073709551616',
  '99999999999999999999999',
  '__proto__',
  'constructor',
  'toString',
  'NaN',
  'Infinity',
  '2026-11-22T10:00:00Z',
  '1970-01-01T00:00:00Z',
  '9999-12-31T23:59:59.9999999Z',
  'not a time',
  '{"a":',
  '[{"role":"user"}]',
  '[]',
  '{}',
  '[{"role":"assistant","parts":[{"type":"text"}]}]',
  '{"messages":null}',
  '\u0000',
  '\ud800',
  [],
  {},
  [null],
  [[]],
  [{}],
  { '': '' },
)

const value = fc.oneof(
  { weight: 2, arbitrary: likely },
  { weight: 3, arbitrary: fc.jsonValue() as fc.Arbitrary<JsonValue> },
)

interface Change {
  readonly unit: number
  readonly at: number
  readonly value: JsonValue
  /** From another place of the payload, in place of `value`: ids that repeat, parents that circle. */
  readonly from: number | null
}

const change: fc.Arbitrary<Change> = fc.record({
  unit: fc.nat(1000),
  at: fc.nat(100_000),
  value,
  from: fc.option(fc.nat(100_000), { freq: 4 }),
})

/** Payloads made from these pools, of at most `most` units. */
export function fuzzed(pools: readonly Pool[], most = 12): fc.Arbitrary<Fuzzed> {
  return fc
    .record({
      pool: fc.constantFrom(...pools.map((_, i) => i)),
      start: fc.nat(1000),
      order: fc.shuffledSubarray(Array.from({ length: most }, (_, i) => i)),
      extras: fc.boolean(),
      changes: fc.array(change, { maxLength: 6 }),
    })
    .map(({ pool, start, order, extras, changes }) => {
      const { form, traceId, units, extras: all } = pools[pool]!
      const first = start % Math.max(1, units.length)
      const taken = order.map((i) => units[first + i]).filter((unit) => unit !== undefined)
      const changed = {
        form,
        traceId,
        units: structuredClone(taken),
        extras: extras ? structuredClone(all.slice(0, 6)) : [],
      }
      for (const one of changes)
        apply(changed.units.length > 0 && one.unit % 4 > 0 ? changed.units : changed.extras, one)
      return changed
    })
}

function apply(units: JsonValue[], { unit, at, value, from }: Change): void {
  if (units.length === 0) return
  const index = unit % units.length
  const places = placesIn(units, index)
  const put = places[at % places.length]!
  // Copies: one value in two places would change in both, and a value that holds itself is no JSON.
  if (from === null) return put.set(structuredClone(value))
  const sources = placesIn(units, from % units.length)
  put.set(structuredClone(sources[from % sources.length]!.value))
}

interface Place {
  readonly value: JsonValue
  set(value: JsonValue): void
}

/** Every value of a unit with its way in, the unit itself included. */
function placesIn(units: JsonValue[], index: number): Place[] {
  const places: Place[] = [{ value: units[index]!, set: (value) => void (units[index] = value) }]
  for (let i = 0; i < places.length && places.length < 2000; i++) {
    const inner = places[i]!.value
    if (typeof inner !== 'object' || inner === null) continue
    const holder = inner as Record<string, JsonValue>
    for (const key of Object.keys(holder))
      places.push({
        value: holder[key]!,
        set: (value) =>
          Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true }),
      })
  }
  return places
}
