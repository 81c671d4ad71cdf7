/** A shop's support agent: reads the order, does the one thing that helps, and says so. */

import { agent, chat, recall, useTool } from '../genai.ts'
import { Conversation } from '../messages.ts'
import { ask, query, serve } from '../plumbing.ts'
import type { Script } from '../script.ts'
import type { Scenario } from './scenario.ts'
import { type Story, stories } from './support-stories.ts'

const system =
  'You are Mira, the support agent of Northwind Outdoor. Be warm, short and exact. Look things up before you answer. Never promise a date that the carrier has not confirmed. Refunds above 200 EUR need a colleague.'

const memories = ['Prefers short answers.', 'Customer since 2019; two returns, both for size.']

export const support: Scenario = {
  play(script) {
    const story = script.random.pick(stories)
    serve(script, { service: 'shop-support', method: 'POST', route: '/v1/support/messages' }, (root) => {
      root.set({ 'enduser.id': script.userId, 'session.id': script.conversationId })
      query(script, {
        system: 'redis',
        database: 'sessions',
        operation: 'GET',
        target: 'session',
        statement: `GET session:${script.conversationId}`,
        takes: 2,
      })
      agent(
        script,
        { name: 'support-agent', description: 'Answers customers of the shop.', sums: true, asked: story.asked },
        () => {
          recall(script, 'customers', `What do we know of ${script.userId}?`, memories)
          return answer(script, story)
        },
      )
    })
  },
}

function answer(script: Script, story: Story): string {
  const talk = new Conversation(system).user(story.asked)
  for (const turn of story.turns) {
    const calls = chat(script, talk, { calls: turn.map(({ name, arguments: args }) => ({ name, arguments: args })) })
    calls.forEach((call, index) => {
      const { result, service, statement } = turn[index]!
      const body = () =>
        ask(script, { service, method: 'POST', route: `/internal/${call.name.replaceAll('_', '-')}` }, () => {
          const [operation, target] = [statement.split(' ', 1)[0]!, /(?:FROM|INTO|UPDATE) (\w+)/.exec(statement)?.[1]]
          query(script, {
            system: 'postgresql',
            database: service.replace('-service', ''),
            operation,
            target: target ?? 'orders',
            statement,
            takes: script.random.between(4, 30),
          })
        })
      useTool(script, talk, call, { result, takes: 5, body })
    })
  }
  chat(script, talk, { text: story.answer, temperature: 0.4 })
  return story.answer
}
