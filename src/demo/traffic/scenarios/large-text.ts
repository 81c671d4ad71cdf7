/** A model call with an input of millions of characters. The demo's Datadog alone gives it whole: the exporters for the other platforms cut values. */

import { agent, chat } from '../genai.ts'
import { Conversation } from '../messages.ts'
import type { Scenario } from './scenario.ts'

const usualCharacters = 10_000_000

const line =
  'The harbour master wrote down every ship, its cargo and the weather, and underlined what he did not believe. '

export const largeText: Scenario = {
  play(script) {
    const characters = script.size ?? usualCharacters
    script.within('archive-reader', () =>
      agent(script, { name: 'archive-reader', description: 'Reads whole archives.' }, () => {
        const parts: string[] = []
        for (let page = 1, length = 0; length < characters; page++) {
          const text = `\n## Page ${page}\n\n${line.repeat(20)}\n`
          parts.push(text)
          length += text.length
        }
        const asked = parts.join('').slice(0, characters)
        chat(script, new Conversation('Answer from the archive alone.').user(asked), {
          text: 'He did not believe **four** of them.',
          takes: 40_000,
        })
      }),
    )
  },
}
