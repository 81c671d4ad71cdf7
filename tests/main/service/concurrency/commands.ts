/** What may happen, to the model and to the real service alike. After each step both must agree on who has got what, and on which requests are open at the platforms. */

import * as fc from 'fast-check'
import { expect } from 'vitest'
import { type End, mostPages, type Model } from './model.ts'
import type { RealService } from './real-service.ts'

type Step = fc.AsyncCommand<Model, RealService>

export const sourceNames = ['a', 'b'] as const
const runIds = ['r1', 'r2'] as const

/** A step is what it does to either of them; both are compared when everything that follows from it has come to rest. */
function step(
  name: string,
  onModel: (model: Model) => void,
  onReal: (real: RealService) => Promise<void> | void,
): Step {
  return {
    check: () => true,
    toString: () => name,
    run: async (model, real) => {
      onModel(model)
      await onReal(real)
      await real.settled()
      expect(real.openRequests()).toEqual(model.flights.map(({ label }) => label))
      expect(real.ends()).toEqual(model.callers.map(({ end }): End | null => end))
    },
  }
}

/** The same arbitrary, so many times as likely. */
function often<T>(times: number, one: fc.Arbitrary<T>): fc.Arbitrary<T>[] {
  return Array.from({ length: times }, () => one)
}

const luck = fc.integer({ min: 0, max: 4 }).map((one) => one > 0)

/** Questions about runs of these sources, and what becomes of them. */
function questions(names: readonly string[], ids: readonly string[]): fc.Arbitrary<Step>[] {
  const source = fc.constantFrom(...names)
  const open = fc.tuple(source, fc.constantFrom(...ids)).map(([name, id]) =>
    step(
      `open ${id} of ${name}`,
      (model) => model.ask(name, `run ${id}`, 1),
      (real) => real.open(name, id),
    ),
  )
  const answer = fc.tuple(fc.nat(99), luck).map(([at, ok]) =>
    step(
      `platform ${ok ? 'answers' : 'fails'} ${at}`,
      (model) => model.flights.length > 0 && model.answer(model.flights[at % model.flights.length]!, ok),
      (real) => real.answer(at, ok),
    ),
  )
  const leave = fc.nat(99).map((at) =>
    step(
      `caller ${at} leaves`,
      (model) => model.callers.length > 0 && model.leave(model.callers[at % model.callers.length]!),
      (real) => real.leave(at),
    ),
  )
  const change = source.map((name) =>
    step(
      `data of ${name} changes`,
      (model) => model.versions.set(name, (model.versions.get(name) ?? 0) + 1),
      (real) => real.change(name),
    ),
  )
  const refresh = source.map((name) =>
    step(
      `refresh ${name}`,
      (model) => model.refresh(name),
      (real) => real.refresh(name),
    ),
  )
  return [...often(3, open), ...often(4, answer), ...often(2, leave), change, refresh]
}

/** Everything that touches one run. */
export const stepsOfOneRun = questions(['a'], ['r1'])

const source = fc.constantFrom(...sourceNames)

const list = fc.tuple(source, fc.integer({ min: 1, max: mostPages })).map(([name, pages]) =>
  step(
    `list ${pages} of ${name}`,
    (model) => model.ask(name, 'list', pages),
    (real) => real.list(name, pages),
  ),
)

/** A step about a source that both know by the same name. */
function about(
  deed: string,
  onModel: (model: Model, name: string) => void,
  onReal: (real: RealService, name: string) => Promise<void>,
) {
  return source.map((name) =>
    step(
      `${deed} ${name}`,
      (model) => onModel(model, name),
      (real) => onReal(real, name),
    ),
  )
}

/** All that may happen. */
export const allSteps: fc.Arbitrary<Step>[] = [
  ...questions(sourceNames, runIds),
  ...often(3, list),
  about(
    'pause',
    (model, name) => model.pause(name),
    (real, name) => real.setPaused(name, true),
  ),
  about(
    'resume',
    (model, name) => model.resume(name),
    (real, name) => real.setPaused(name, false),
  ),
  about(
    'edit',
    (model, name) => model.edit(name),
    (real, name) => real.edit(name),
  ),
  about(
    'remove',
    (model, name) => model.remove(name),
    (real, name) => real.remove(name),
  ),
  about(
    'add',
    (model, name) => model.add(name),
    (real, name) => real.add(name),
  ),
  fc.constantFrom(1_000, 30_000, 59_999, 60_000).map((ms) =>
    step(
      `${ms} ms pass`,
      (model) => model.pass(ms, ms),
      (real) => real.pass(ms, ms),
    ),
  ),
  fc.constantFrom(-3_600_000, -500, 70_000).map((ms) =>
    step(
      `the clock is set by ${ms} ms`,
      (model) => model.pass(ms, 0),
      (real) => real.pass(ms, 0),
    ),
  ),
]
