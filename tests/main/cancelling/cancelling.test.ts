import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { platforms } from '../../../src/shared/platform.ts'
import { endings, firstRequests, openStage, questions, Scene, type Stage } from './scene.ts'

/** A connection test is asked for by hand, of a paused source too. */
const goesOn = (question: string, ending: string) =>
  question === 'a connection test' && ending === 'the source is paused'

describe.each(platforms)('what %s is asked for', (platform) => {
  let stage: Stage
  /** Requests that had come when the last scene was over: none may come after it. */
  let seen = 0
  beforeAll(async () => {
    stage = await openStage(platform)
  })
  afterAll(() => stage.server.close())

  describe.each(Object.entries(questions))('%s', (question, ask) => {
    const rows = Object.entries(endings).filter(([ending]) => !goesOn(question, ending))

    it.each(rows)('is aborted at the socket when %s, and not asked again', async (_ending, end) => {
      expect(stage.server.requests.length).toBe(seen)
      const scene = await Scene.open(stage)
      try {
        scene.stall(question === 'a later page of a list' ? 'second page' : 'first')
        const outcome = ask(scene).then(
          () => 'answered',
          () => 'ended',
        )
        await expect.poll(() => scene.held.length, { interval: 2 }).toBe(firstRequests(platform, question))
        const asked = scene.requests.length
        await end(scene)
        await expect.poll(() => scene.held.every((one) => one.aborted), { interval: 2 }).toBe(true)
        // What waits for a row or for an id ends without an error: there is nothing to say of it any more.
        if (end !== endings['the window is closed']) expect(['ended', 'answered']).toContain(await outcome)
        expect(scene.requests.length).toBe(asked)
      } finally {
        await scene.close()
        seen = stage.server.requests.length
      }
    })
  })

  it('has not been asked for anything when all was over', () => {
    expect(stage.server.requests.length).toBe(seen)
  })
})

it('a connection test of a paused source goes on', async () => {
  const stage = await openStage('xray')
  const scene = await Scene.open(stage)
  try {
    stage.server.addFault({ kind: 'slow', ms: 50 })
    const test = questions['a connection test']!(scene)
    await expect.poll(() => scene.held.length, { interval: 2 }).toBe(1)
    await endings['the source is paused']!(scene)
    await test
    expect(scene.requests.filter((one) => one.aborted)).toEqual([])
  } finally {
    await scene.close()
    await stage.server.close()
  }
})
