import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CachedStore } from '../../../../src/main/stores/cached-store.ts'
import { allSteps, sourceNames, stepsOfOneRun } from './commands.ts'
import { Platforms, versionOf } from './held-platform.ts'
import { Model, ttlMs } from './model.ts'
import { RealService } from './real-service.ts'

async function holds(steps: typeof allSteps, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.commands(steps, { maxCommands: 60, size: '+1' }), async (commands) => {
      const real = new RealService(sourceNames)
      const model = new Model()
      for (const name of sourceNames) model.add(name)
      try {
        await fc.asyncModelRun(() => ({ model, real }), commands)
      } finally {
        real.close()
      }
      await real.settled()
      // The app was closed: nobody waits, nothing is asked, nobody listens.
      expect(real.ends()).not.toContain(null)
      expect(real.openRequests()).toEqual([])
      expect(real.listenersLeft()).toBe(0)
    }),
    { numRuns },
  )
}

describe('questions that overlap', () => {
  it('of one run: one request for many callers, nobody hurt by another, nothing older after newer, no failure kept', () =>
    holds(stepsOfOneRun, 400))

  it('of runs and lists, while sources are paused, edited, removed and refreshed, and clocks go on or are set', () =>
    holds(allSteps, 400))
})

describe('in whatever order platforms answer and callers come', () => {
  it('nobody gets an answer from before the refresh that came before the question, nor an older one than somebody had before', async () => {
    const deeds = fc.array(fc.constantFrom('open', 'open', 'refresh', 'change'), { minLength: 3, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), deeds, async (scheduler, happening) => {
        const platforms = new Platforms()
        const cached = new CachedStore(platforms.store('a'), ttlMs)
        // Whatever reaches the platform is answered when the scheduler likes.
        platforms.onOpen((request) => void scheduler.schedule(Promise.resolve()).then(() => request.answer(true)))
        const answers: { readonly least: number; readonly version: number }[] = []
        const asked: Promise<unknown>[] = []
        let least = 0
        const happen = {
          change: () => platforms.change('a'),
          refresh: () => {
            cached.invalidateCache()
            least = platforms.versionOf('a')
          },
          open: () => {
            const floor = least
            const opened = cached.get('r1', { startedAt: null }, new AbortController().signal)
            asked.push(opened.then(({ trace }) => answers.push({ least: floor, version: versionOf(trace) })))
          },
        }
        scheduler.scheduleSequence(happening.map((deed) => ({ builder: async () => happen[deed](), label: deed })))
        await scheduler.waitIdle()
        await Promise.all(asked)
        expect(platforms.open).toEqual([])
        for (const { least: floor, version } of answers) expect(version).toBeGreaterThanOrEqual(floor)
        const versions = answers.map(({ version }) => version)
        expect(versions).toEqual(versions.toSorted((a, b) => a - b))
      }),
      { numRuns: 300 },
    )
  })
})
