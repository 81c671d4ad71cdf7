/** A model that is asked too often: two or three refusals with 429, waits that grow, then the answer. */

import { agent, chat, failedChat } from '../genai.ts'
import { Conversation } from '../messages.ts'
import { serve } from '../plumbing.ts'
import type { Scenario } from './scenario.ts'

const asked =
  'Sum up these 14 interview notes for the steering group: what hurts the nurses most, in their own words, and what would help within a month?'

const answer =
  'Three things hurt most, in this order:\n\n1. **Writing everything twice.** "I nurse for six hours and type for two."\n2. **The search for a free wheelchair.** "Nobody knows where they are, so everybody hides one."\n3. **Late rosters.** "I learn on Friday whether I work on Sunday."\n\nWithin a month: one shared list of wheelchairs with a label on each, and rosters fixed ten days ahead. The double typing needs the new interface, which is due in autumn.'

export const throttled: Scenario = {
  play(script) {
    serve(script, { service: 'notes-summarizer', method: 'POST', route: '/summaries' }, () => {
      agent(script, { name: 'notes-summarizer', description: 'Sums up interview notes.', asked }, () => {
        const talk = new Conversation('Sum up faithfully. Quote the people. No advice that is not in the notes.').user(
          asked,
        )
        const refusals = script.random.whole(2, 3)
        for (let attempt = 1; attempt <= refusals; attempt++) {
          failedChat(script, talk, {
            status: 429,
            type: 'RateLimitError',
            message: `429 Too Many Requests: this deployment takes 60,000 tokens a minute; try again in ${2 ** attempt} s`,
            attempt,
          })
          script.pass(2 ** attempt * 1000)
        }
        chat(script, talk, { text: answer, temperature: 0.3 })
        return answer
      })
    })
  },
}
