/** A run whose middle was lost on the way to the platform: the spans within it arrive, their parent does not. */

import { agent, chat, useTool } from '../genai.ts'
import { Conversation } from '../messages.ts'
import { ask, query, serve } from '../plumbing.ts'
import type { Scenario } from './scenario.ts'

const asked = 'Which of our wind turbines should be inspected first after last night’s storm?'
const answer =
  'Inspect **WT-07** and **WT-19** first: both were above 62 m/s at the hub and stopped by themselves. WT-03 can wait until Thursday; its vibration is back to normal.'

export const orphaned: Scenario = {
  play(script) {
    serve(script, { service: 'field-service', method: 'POST', route: '/inspections/plan' }, () => {
      agent(script, { name: 'inspection-planner', description: 'Plans inspections.', asked }, () => {
        const talk = new Conversation('Plan inspections by risk. Quote the measured values.').user(asked)
        const [call] = chat(script, talk, { calls: [{ name: 'read_telemetry', arguments: { since: '22:00' } }] })
        useTool(script, talk, call!, {
          result: { turbines: 31, above_60_ms: ['WT-07', 'WT-19'] },
          body: (span) => {
            // The process that ran the tool was restarted before its exporter had sent this one.
            span.lost = true
            ask(script, { service: 'telemetry-api', method: 'GET', route: '/v1/turbines' }, () =>
              query(script, {
                system: 'postgresql',
                database: 'telemetry',
                operation: 'SELECT',
                target: 'wind',
                statement: 'SELECT turbine, max(speed) FROM wind WHERE at > $1 GROUP BY turbine',
                takes: 64,
              }),
            )
            chat(script, new Conversation('Name outliers.').user('31 rows of telemetry'), {
              text: 'WT-07 and WT-19 stand out.',
              model: script.flavour.small,
            })
          },
        })
        chat(script, talk, { text: answer })
        return answer
      })
    })
  },
}
