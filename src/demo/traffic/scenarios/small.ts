/** A run of two steps: what a crowd of tens of thousands is made of. */

import { agent, chat } from '../genai.ts'
import { Conversation } from '../messages.ts'
import type { Scenario } from './scenario.ts'

const agents = ['greeter', 'router', 'translator', 'tagger', 'summarizer', 'moderator', 'planner'] as const
const answers = ['Hello!', 'To the billing team.', 'Bonjour.', 'tent, rain, zip', 'Three points.', 'Fine.', 'Tuesday.']

export const small: Scenario = {
  play(script) {
    const which = script.random.whole(0, agents.length - 1)
    const name = agents[which]!
    script.within(`${name}-agent`, () =>
      agent(script, { name, description: 'Does one small thing.' }, (span) => {
        const talk = new Conversation('Be brief.').user('Go on.')
        chat(script, talk, {
          text: answers[which]!,
          model: script.flavour.small,
          takes: script.random.between(80, 9000),
        })
        if (script.random.chance(0.04)) span.fail('ValueError', 'The answer did not match the schema.')
      }),
    )
  },
}
