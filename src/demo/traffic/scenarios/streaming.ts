/** An answer that is shown while it is being written: the time to the first token is on the span. */

import { agent, chat } from '../genai.ts'
import { Conversation } from '../messages.ts'
import { serve } from '../plumbing.ts'
import type { Scenario } from './scenario.ts'

const stories = [
  {
    asked: 'Tell my daughter (5) why the moon follows our car. She asks every evening.',
    answer:
      'The moon does not really follow you, it only looks that way, and here is the secret: it is very, very far away.\n\nWhen you drive, the trees whoosh past because they are close. The hills go by slowly because they are further off. And the moon is so far that you could drive all night, and all the next day, and it would still be in nearly the same place in your window.\n\nSo it is not chasing you. It is more like a big night light that is so far up that **everybody** can see it at once, from every car, and every child thinks that it comes along with her.',
  },
  {
    asked: 'Explain to a carpenter what a Fourier transform is. No formulas.',
    answer:
      'You know the sound of a dull saw. You hear it at once, although it comes mixed with the motor, the wood and the radio. Your ear has pulled one thing out of the mixture.\n\nA Fourier transform does that with a pencil. It takes a wavy line (a sound, a vibration, the tremble of a table saw) and tells you **which plain hums it is made of, and how loud each one is**. A clean motor gives one tall peak. A worn bearing adds a small one beside it.\n\nIt is like looking at a finished cabinet and writing down the cutting list.',
  },
]

export const streaming: Scenario = {
  play(script) {
    const story = script.random.pick(stories)
    serve(script, { service: 'explainer', method: 'POST', route: '/v1/explain/stream' }, (root) => {
      root.set({ 'enduser.id': script.userId })
      agent(script, { name: 'explainer', description: 'Explains things to everybody.', asked: story.asked }, () => {
        const talk = new Conversation('Explain with pictures from the listener’s own day. No lists.').user(story.asked)
        chat(script, talk, { text: story.answer, temperature: 0.8, streamed: true })
        return story.answer
      })
    })
  },
}
