import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outlineStatistics, statisticsSubjects } from '../../src/shared/model/outline-statistics.ts'
import { outlineTimes } from '../../src/shared/model/outline-times.ts'
import { type Outline, stepTypeAt } from '../../src/shared/model/outline.ts'
import { stepTypes } from '../../src/shared/model/step-type.ts'
import { microseconds } from '../../src/shared/units.ts'
import { ancestors, type Flat, flatten, forest, type Node, outlineOf } from './outline-reference.ts'

const start = 1_700_000_000_000_000

/** A forest with a type and, for some, tokens on each step. */
const typed = fc.record({
  nodes: forest,
  types: fc.array(fc.constantFrom('agent', 'llm', 'tool', 'workflow', 'retrieval'), { minLength: 400, maxLength: 400 }),
  tokens: fc.array(fc.option(fc.nat({ max: 900 })), { minLength: 400, maxLength: 400 }),
})

function read({
  nodes,
  types,
  tokens,
}: {
  nodes: readonly Node[]
  types: readonly string[]
  tokens: (number | null)[]
}) {
  const outline = outlineOf(nodes, start)
  for (let i = 0; i < outline.length; i++) {
    outline.type[i] = stepTypes.indexOf(types[i % 400] as (typeof stepTypes)[number])
    outline.inputTokens[i] = tokens[i % 400] ?? Number.NaN
    outline.outputTokens[i] = Number.NaN
  }
  return { outline, flat: flatten(nodes), times: outlineTimes(outline, microseconds(start + 1500)) }
}

/** The name that a step counts under, or null. */
function nameFor(subject: string, outline: Outline, { node, index }: Flat): string | null {
  const type = stepTypeAt(outline, index)
  if (subject === 'model') return type === 'agent' || type === 'workflow' ? null : node.model
  return type === subject ? node.name : null
}

function sumOrNull(values: readonly number[]): number | null {
  const known = values.filter((value) => !Number.isNaN(value))
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
}

describe.each(statisticsSubjects)('the statistics by %s', (subject) => {
  it('hold each step under its name once, with sums and ranks of its group', () => {
    fc.assert(
      fc.property(typed, (given) => {
        const { outline, flat, times } = read(given)
        const rows = outlineStatistics(outline, times, subject)
        const named = flat.map((one) => nameFor(subject, outline, one))
        expect(rows.map((row) => row.name).sort()).toEqual([...new Set(named.filter((name) => name !== null))].sort())
        const duration = (i: number) => times.end[i]! - outline.offset[i]!
        for (const row of rows) {
          const steps = flat.map((one) => one.index).filter((i) => named[i] === row.name)
          const durations = steps
            .map(duration)
            .filter((value) => !Number.isNaN(value))
            .sort((a, b) => a - b)
          const outermost = steps.filter((i) => !ancestors(flat, i).some((above) => named[above] === row.name))
          expect([...row.steps]).toEqual(steps)
          expect(row.total).toBe(sumOrNull(outermost.map(duration)))
          expect(row.self).toBe(sumOrNull(steps.map((i) => times.self[i]!)))
          expect(row.max).toBe(durations.at(-1) ?? null)
          expect(row.p50).toBe(durations.find((_, at) => at + 1 >= durations.length * 0.5) ?? null)
          expect(row.p95).toBe(durations.find((_, at) => at + 1 >= durations.length * 0.95) ?? null)
          if (row.max !== null) expect(duration(row.longest)).toBe(row.max)
        }
      }),
    )
  })

  it('come with the most total time first', () => {
    fc.assert(
      fc.property(typed, (given) => {
        const { outline, times } = read(given)
        const totals = outlineStatistics(outline, times, subject).map((row) => row.total ?? -1)
        expect(totals).toEqual(totals.toSorted((a, b) => b - a))
      }),
    )
  })
})

describe('failures and tokens', () => {
  it('of a tool or a model are those of its own steps', () => {
    fc.assert(
      fc.property(typed, fc.constantFrom('tool' as const, 'model' as const), (given, subject) => {
        const { outline, flat, times } = read(given)
        for (const row of outlineStatistics(outline, times, subject)) {
          const steps = [...row.steps]
          expect(row.errors).toBe(steps.filter((i) => flat[i]!.node.error).length)
          expect(row.inputTokens).toBe(sumOrNull(steps.map((i) => outline.inputTokens[i]!)))
          expect(row.outputTokens).toBeNull()
        }
      }),
    )
  })

  it('of an agent are those of all steps whose nearest agent it is, and its own count only where they have none', () => {
    fc.assert(
      fc.property(typed, (given) => {
        const { outline, flat, times } = read(given)
        const isAgent = (i: number) => stepTypeAt(outline, i) === 'agent'
        for (const row of outlineStatistics(outline, times, 'agent')) {
          const cares = [...row.steps].map((agent) =>
            flat
              .map((one) => one.index)
              .filter((i) => i === agent || (!isAgent(i) && ancestors(flat, i).find(isAgent) === agent)),
          )
          expect(row.errors).toBe(cares.flat().filter((i) => flat[i]!.node.error).length)
          const tokens = cares.map((care, at) => {
            const calls = care.filter((i) => !['agent', 'workflow'].includes(stepTypeAt(outline, i)))
            return sumOrNull(calls.map((i) => outline.inputTokens[i]!)) ?? outline.inputTokens[row.steps[at]!]!
          })
          expect(row.inputTokens).toBe(sumOrNull(tokens))
        }
      }),
    )
  })
})
