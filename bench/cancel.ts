/** How long after nobody wants an answer any more its request is aborted at the platform's socket. */

import { type Platform, platforms, platformTitle } from '../src/shared/platform.ts'
import { endings, firstRequests, openStage, questions, Scene, type Stage } from '../tests/main/cancelling/scene.ts'
import { median, ms, section } from './report.ts'

/** What stands for the others: a stream and a single answer. */
const measured = ['a list', 'a run'] as const

/** Prints the section. */
export async function benchCancelling(runs: number): Promise<void> {
  const rows = [['', ...platforms.flatMap((platform) => [platformTitle[platform], 'worst'])]]
  const stages = new Map<Platform, Stage>()
  for (const platform of platforms) stages.set(platform, await openStage(platform))
  try {
    // The first round loads the SDKs.
    for (const platform of platforms) await abortAfter(stages.get(platform)!, 'a list', 'the view is left')
    for (const ending of Object.keys(endings)) {
      const row = [ending]
      for (const platform of platforms) {
        const times: number[] = []
        for (let round = 0; round < runs * 2; round++)
          for (const question of measured) times.push(await abortAfter(stages.get(platform)!, question, ending))
        row.push(ms(median(times)), ms(Math.max(...times)))
      }
      rows.push(row)
    }
  } finally {
    for (const { server } of stages.values()) await server.close()
  }
  section(
    'What nobody waits for',
    `A list and a run are asked for by a page over a port, and the platform stalls. Time from the end of interest until the platform's socket is closed, as the platform sees it; ${runs * 4} rounds each: the median, and beside it the worst.`,
    rows,
  )
}

async function abortAfter(stage: Stage, question: (typeof measured)[number], ending: string): Promise<number> {
  const scene = await Scene.open(stage)
  try {
    scene.stall('first')
    const asked = questions[question]!(scene).catch(() => {})
    await until(() => scene.held.length === firstRequests(stage.platform, question))
    const ended = performance.now()
    void endings[ending]!(scene)
    await until(() => scene.held.every((one) => one.aborted))
    const took = performance.now() - ended
    // A page that is gone is told nothing.
    if (ending !== 'the window is closed') await asked
    return took
  } finally {
    await scene.close()
  }
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((turn) => setImmediate(turn))
}
