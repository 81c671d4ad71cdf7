/** A long run: an agent that moves a product catalogue to a new schema, batch by batch. It takes 26 minutes, so there is always one that is still going. */

import { agent, chat, useTool } from '../genai.ts'
import { Conversation } from '../messages.ts'
import { query } from '../plumbing.ts'
import type { Scenario } from './scenario.ts'

/** How long it takes, in milliseconds; the schedule starts the next one before this one ends. */
export const runningTakesMs = 26 * 60_000

const shelves = ['tents', 'sleeping bags', 'stoves', 'boots', 'rain jackets', 'ropes', 'headlamps', 'maps']

export const running: Scenario = {
  play(script) {
    const asked =
      'Move the whole product catalogue to schema v4. Work shelf by shelf, check a sample after each, and stop when a sample has more than 2 % differences.'
    const end = script.now + runningTakesMs * 1000
    script.within('catalogue-migrator', () =>
      agent(
        script,
        { name: 'catalogue-migrator', description: 'Moves the catalogue to the new schema.', asked },
        () => {
          const talk = new Conversation('You move data with care. One shelf at a time. Report what you saw.').user(
            asked,
          )
          for (let shelf = 0; script.now < end - 150e6; shelf++) {
            const name = shelves[shelf % shelves.length]!
            const [move] = chat(script, talk, { calls: [{ name: 'migrate_shelf', arguments: { shelf: name } }] })
            const moved = script.random.whole(180, 2400)
            useTool(script, talk, move!, {
              result: { shelf: name, moved, failed: 0 },
              body: () => {
                for (let batch = 0; batch < 4; batch++)
                  query(script, {
                    system: 'mongodb',
                    database: 'catalogue',
                    operation: 'bulkWrite',
                    target: 'products_v4',
                    statement: `{ "bulkWrite": "products_v4", "shelf": "${name}", "batch": ${batch + 1} }`,
                    takes: script.random.between(6000, 14_000),
                  })
              },
            })
            const [check] = chat(script, talk, {
              calls: [{ name: 'compare_sample', arguments: { shelf: name, size: 100 } }],
              model: script.flavour.small,
            })
            useTool(script, talk, check!, {
              result: { shelf: name, compared: 100, different: script.random.whole(0, 1) },
              takes: 21_000,
            })
          }
          script.pass(Math.max(1, (end - script.now) / 1200 - 4000))
          const summary = 'All shelves are on schema v4. The samples differed in less than 1 % of the fields.'
          chat(script, talk, { text: summary })
          return summary
        },
      ),
    )
  },
}
