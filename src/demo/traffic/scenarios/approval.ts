/** A run that waits for a human: nearly all of its quarter of an hour nothing happens. */

import { agent, chat, useTool } from '../genai.ts'
import { Conversation } from '../messages.ts'
import type { Scenario } from './scenario.ts'

const asked = 'The boiler of Mrs Okafor (flat 14) is out again. Order the part; above 500 EUR ask the house management.'

export const approval: Scenario = {
  play(script) {
    script.within('repair-desk', () =>
      agent(script, { name: 'repair-desk', description: 'Orders repairs for tenants.', asked }, (span) => {
        const talk = new Conversation('You order repairs. Above 500 EUR a human decides.').user(asked)
        const [price] = chat(script, talk, {
          calls: [{ name: 'price_of_part', arguments: { part: 'control board', model: 'Vitodens 200' } }],
          model: script.flavour.small,
          takes: 700,
        })
        useTool(script, talk, price!, { result: { eur: 640, in_stock: true }, takes: 120 })
        const [ask] = chat(script, talk, {
          calls: [{ name: 'ask_house_management', arguments: { eur: 640, reason: 'no heating, child in the flat' } }],
          model: script.flavour.small,
          takes: 600,
        })
        useTool(script, talk, ask!, { result: { asked: true }, takes: 40 })
        span.event('approval.requested', { 'approval.by': 'house management', 'approval.limit_eur': 500 })
        script.pass(script.random.between(14, 16) * 60_000)
        span.event('approval.granted', { 'approval.by': 'house management' })
        const [order] = chat(script, talk, {
          calls: [{ name: 'order_part', arguments: { part: 'control board', eur: 640 } }],
          model: script.flavour.small,
          takes: 500,
        })
        useTool(script, talk, order!, { result: { order: 'R-20417', arrives: 'tomorrow, 8 to 10' }, takes: 90 })
        const answer = 'Approved and ordered (R-20417): the control board arrives tomorrow between 8 and 10.'
        chat(script, talk, { text: answer, model: script.flavour.small, takes: 600 })
        return answer
      }),
    )
  },
}
