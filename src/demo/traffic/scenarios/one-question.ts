import { agent, chat } from '../genai.ts'
import { Conversation } from '../messages.ts'
import { serve } from '../plumbing.ts'
import type { Scenario } from './scenario.ts'

/** A question and the answer to it. */
export interface Exchange {
  readonly system: string
  readonly asked: string
  readonly answer: string
}

/** A service whose agent asks its model once: for runs that are about their text. */
export function oneQuestion(service: string, description: string, exchanges: readonly Exchange[]): Scenario {
  return {
    play(script) {
      const { system, asked, answer } = script.random.pick(exchanges)
      serve(script, { service, method: 'POST', route: '/v1/messages' }, (root) => {
        root.set({ 'enduser.id': script.userId, 'session.id': script.conversationId })
        agent(script, { name: service, description, asked }, () => {
          chat(script, new Conversation(system).user(asked), { text: answer })
          return answer
        })
      })
    },
  }
}
