import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BudgetKind, isRetried, timeBudget } from '../../src/shared/model/outline-budget.ts'
import { criticalPath, outlineBounds, piecesOfStep } from '../../src/shared/model/outline-critical-path.ts'
import { idleGaps } from '../../src/shared/model/outline-idle.ts'
import { outlineTimes } from '../../src/shared/model/outline-times.ts'
import { type Outline, outlineFlags } from '../../src/shared/model/outline.ts'
import { stepTypes, type StepType } from '../../src/shared/model/step-type.ts'
import { microseconds } from '../../src/shared/units.ts'
import { boundsOf, criticalOwners, flatten, forest, type Node, outlineOf } from './outline-reference.ts'

const start = 1_700_000_000_000_000
const asOf = 1500

function pathOf(nodes: readonly Node[]) {
  const outline = outlineOf(nodes, start)
  const times = outlineTimes(outline, microseconds(start + asOf))
  return { outline, times, path: criticalPath(outline, times) }
}

describe('the critical path', () => {
  it('gives each microsecond to the step that the run’s end waited for then', () => {
    fc.assert(
      fc.property(forest, (nodes) => {
        const flat = flatten(nodes)
        const { times, path } = pathOf(nodes)
        const expected = criticalOwners(flat, times.extent, asOf)
        const owners = Array.from({ length: times.extent }, () => -2)
        const give = (step: number, from: number, to: number) => {
          for (let at = from; at < to; at++) {
            expect(owners[at]).toBe(-2)
            owners[at] = step
          }
        }
        path.step.forEach((step, k) => give(step, path.from[k]!, path.to[k]!))
        for (let k = 0; k < path.idle.length; k += 2) give(-1, path.idle[k]!, path.idle[k + 1]!)
        expect(owners).toEqual(expected)
      }),
      { numRuns: 120 },
    )
  })

  it('finds the pieces of one step by time, and marks the steps that have any', () => {
    fc.assert(
      fc.property(forest, (nodes) => {
        const { outline, path } = pathOf(nodes)
        for (let step = 0; step < outline.length; step++) {
          const { from, to } = piecesOfStep(path, step)
          const pieces = [...path.step.keys()].filter((k) => path.step[k] === step)
          expect(pieces).toEqual(Array.from({ length: to - from }, (_, k) => from + k))
          expect(path.on[step]).toBe(pieces.length > 0 ? 1 : 0)
          for (const k of pieces.slice(1)) expect(path.from[k]).toBeGreaterThanOrEqual(path.to[k - 1]!)
        }
      }),
    )
  })

  it('takes a step without times for as long as its children were there', () => {
    fc.assert(
      fc.property(forest, (nodes) => {
        const flat = flatten(nodes)
        const { outline, times } = pathOf(nodes)
        const bounds = outlineBounds(outline, times)
        for (const { index } of flat) {
          const expected = boundsOf(flat, index, asOf)
          expect(bounds.from[index]).toBe(expected?.from ?? Number.NaN)
          expect(bounds.to[index]).toBe(expected?.to ?? Number.NaN)
        }
      }),
    )
  })

  it('walks a chain of 50,000 steps without running out of room', () => {
    const length = 50_000
    const outline = chain(length)
    const path = criticalPath(outline, outlineTimes(outline, microseconds(start)))
    expect(path.step).toHaveLength(2 * length - 1)
  })
})

/** Each step begins after and ends before the one above it. */
function chain(length: number): Outline {
  const plain = outlineOf([], start)
  const numbers = (make: (i: number) => number) => Float64Array.from({ length }, (_, i) => make(i))
  const whole = (make: (i: number) => number) => Int32Array.from({ length }, (_, i) => make(i))
  return {
    ...plain,
    length,
    offset: numbers((i) => i),
    duration: numbers((i) => 2 * (length - i)),
    parent: whole((i) => i - 1),
    size: whole((i) => length - i),
    name: whole(() => -1),
    model: whole(() => -1),
    depth: new Uint16Array(length),
    flags: new Uint8Array(length),
    type: new Uint8Array(length),
  }
}

interface Told {
  readonly name: string
  readonly type: StepType
  readonly from: number
  readonly to: number
  readonly first?: number
  readonly flags?: number
  readonly children?: readonly Told[]
}

/** The budget of a run that is told step by step, as kind and time. */
function budgetOf(roots: readonly Told[]) {
  const nodes = (list: readonly Told[]): Node[] =>
    list.map(({ name, from, to, flags = 0, children = [] }) => ({
      name,
      model: null,
      offset: from,
      duration: to - from,
      error: (flags & outlineFlags.error) !== 0,
      running: false,
      children: nodes(children),
    }))
  const outline = outlineOf(nodes(roots), start)
  let at = 0
  const walk = (list: readonly Told[]): void => {
    for (const { type, first, flags = 0, children = [] } of list) {
      outline.type[at] = stepTypes.indexOf(type)
      outline.firstToken[at] = first ?? Number.NaN
      outline.flags[at] = flags
      at++
      walk(children)
    }
  }
  walk(roots)
  const times = outlineTimes(outline, microseconds(start))
  return { outline, budget: timeBudget(outline, criticalPath(outline, times)) }
}

const failed = outlineFlags.error
const agentRun: Told = {
  name: 'agent',
  type: 'agent',
  from: 0,
  to: 1000,
  children: [
    { name: 'chat', type: 'llm', from: 50, to: 350, first: 200 },
    { name: 'search_web', type: 'tool', from: 350, to: 450, flags: failed },
    {
      name: 'search_web',
      type: 'tool',
      from: 450,
      to: 500,
      children: [{ name: 'POST', type: 'workflow', from: 455, to: 495 }],
    },
    { name: 'lookup', type: 'retrieval', from: 500, to: 560 },
    { name: 'chat', type: 'llm', from: 600, to: 990 },
  ],
}

describe('the time budget', () => {
  it('tells waiting, generating, tools, retrieval, retries and the agent’s own time apart', () => {
    const { budget } = budgetOf([agentRun])
    expect(budget.map(({ kind, time }) => [kind, time])).toEqual([
      ['model-wait', 200 + 390],
      ['generation', 100],
      ['tool', 50],
      ['retrieval', 60],
      ['retry', 100],
      ['own', 50 + 40 + 10],
    ] satisfies [BudgetKind, number][])
  })

  it('names what all steps of a part are called, and the step that took most of it', () => {
    const { budget, outline } = budgetOf([agentRun])
    const part = (kind: BudgetKind) => budget.find((one) => one.kind === kind)!
    expect(part('retry').name).toBe('search_web')
    expect(part('model-wait').step).toBe(outline.length - 1)
    expect([part('model-wait').from, part('model-wait').to]).toEqual([600, 990])
  })

  it('calls time between runs idle, and time that nothing recorded accounts for unaccounted', () => {
    const { budget } = budgetOf([
      { name: 'first', type: 'agent', from: 0, to: 100 },
      {
        name: 'job',
        type: 'workflow',
        from: 400,
        to: 600,
        children: [{ name: 'chat', type: 'llm', from: 500, to: 600 }],
      },
    ])
    expect(budget.map(({ kind, time }) => [kind, time])).toEqual([
      ['model-wait', 100],
      ['own', 100],
      ['unaccounted', 100],
      ['idle', 300],
    ])
  })

  it('counts the part of an agent’s own time in which nothing below it ran for long as idle', () => {
    const waits: Told = {
      name: 'agent',
      type: 'agent',
      from: 0,
      to: 1000,
      children: [
        { name: 'chat', type: 'llm', from: 10, to: 100 },
        { name: 'chat', type: 'llm', from: 900, to: 1000 },
      ],
    }
    const { outline } = budgetOf([waits])
    const times = outlineTimes(outline, microseconds(start))
    const budget = timeBudget(outline, criticalPath(outline, times), idleGaps(outline, times))
    expect(budget.map(({ kind, time }) => [kind, time])).toEqual([
      ['model-wait', 190],
      ['own', 10],
      ['idle', 800],
    ])
  })

  it('adds up to the length of the run', () => {
    fc.assert(
      fc.property(forest, (nodes) => {
        const { outline, times, path } = pathOf(nodes)
        for (const gaps of [[], idleGaps(outline, times)]) {
          const sum = timeBudget(outline, path, gaps).reduce((total, { time }) => total + time, 0)
          expect(sum).toBeCloseTo(times.extent, 6)
        }
      }),
    )
  })

  it('counts a step as retried when it failed and a later sibling has its name', () => {
    fc.assert(
      fc.property(forest, (nodes) => {
        const flat = flatten(nodes)
        const outline = outlineOf(nodes)
        for (const { index, siblings, node } of flat) {
          const again = siblings.some((other) => other > index && flat[other]!.node.name === node.name)
          expect(isRetried(outline, index)).toBe(node.error && again)
        }
      }),
    )
  })
})
