/** One step with thousands of steps directly below it: a screening agent that asks a small model about one paper after another. */

import { agent, chat, json, useTool } from '../genai.ts'
import { Conversation } from '../messages.ts'
import type { Scenario } from './scenario.ts'

const usualSteps = 10_000

const verdicts = ['include', 'exclude', 'exclude', 'unsure'] as const

export const wide: Scenario = {
  play(script) {
    const last = (script.size ?? usualSteps) - 1
    // Larger runs are quicker, not longer.
    const each = Math.min(90, 120_000 / last)
    script.within('paper-screener', () =>
      agent(script, { name: 'paper-screener', description: 'Screens abstracts for a review.' }, () => {
        for (let paper = 0; script.drafts.length <= last; paper++) {
          const talk = new Conversation('One word: include, exclude or unsure.').user(`Abstract of paper ${paper + 1}.`)
          chat(script, talk, { text: script.random.pick(verdicts), model: script.flavour.small, takes: each })
          if (paper % 20 === 19 && script.drafts.length <= last) {
            const call = { id: `call_${script.random.token(12)}`, name: 'save_batch', arguments: { until: paper } }
            useTool(script, null, call, { result: json({ saved: 20 }), takes: each })
          }
        }
      }),
    )
  },
}
