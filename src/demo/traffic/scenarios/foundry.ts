/** An agent hosted in Azure AI Foundry: the server's request carries the agent's name, the spans below the names of its code. */

import { agent, chat, useTool } from '../genai.ts'
import { Conversation } from '../messages.ts'
import { request, serve } from '../plumbing.ts'
import type { Scenario } from './scenario.ts'

const asked = 'Do we owe VAT in Spain if we ship from our Polish warehouse to a Spanish hotel chain with a VAT number?'
const found = [
  {
    title: 'Intra-community supply, B2B',
    section: 'Art. 138',
    text: 'Exempt where the buyer has a valid number in another member state.',
  },
  {
    title: 'Evidence of transport',
    section: 'Art. 45a',
    text: 'Two items of non-contradictory evidence from independent parties.',
  },
]
const answer =
  'No. It is an intra-community supply from Poland: **0 % in Poland, and the hotel accounts for Spanish VAT itself** (reverse charge), as long as\n\n1. its Spanish number is valid in VIES *on the day of the supply*,\n2. you keep two independent proofs of transport, and\n3. it is in your Polish EC sales list.\n\nI am not a lawyer; for chain transactions with a third party in between, ask one.'

export const foundry: Scenario = {
  play(script) {
    const responseId = `resp_${script.random.hex(24)}`
    serve(script, { service: 'tax-helper', method: 'POST', route: '/responses' }, (root) => {
      root.set({
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.agent.name': 'tax-helper',
        'gen_ai.agent.id': 'tax-helper:7',
        'gen_ai.conversation.id': script.conversationId,
        'azure.ai.agentserver.agent_name': 'tax-helper',
        'azure.ai.agentserver.agent_id': 'tax-helper:7',
        'azure.ai.agentserver.conversation_id': script.conversationId,
        'azure.ai.agentserver.response_id': responseId,
        'az.namespace': 'Microsoft.CognitiveServices',
      })
      agent(
        script,
        {
          name: 'ChatAgent',
          description: 'Answers questions about value added tax.',
          asked,
          sums: true,
          attributes: { 'gen_ai.provider.name': 'microsoft.agent_framework', 'gen_ai.request.choice.count': 1 },
        },
        () => {
          const talk = new Conversation(
            'Answer from the law. Name the article. Say when somebody should ask a lawyer.',
          ).user(asked)
          const [call] = chat(script, talk, {
            calls: [{ name: 'search_law', arguments: { query: 'intra-community supply B2B' } }],
          })
          useTool(script, talk, call!, {
            result: found,
            type: 'datastore',
            body: () =>
              request(script, {
                method: 'POST',
                host: 'contoso-search.search.windows.net',
                path: '/indexes/law/docs/search?api-version=2025-09-01',
                takes: 130,
              }),
          })
          chat(script, talk, { text: answer })
          return answer
        },
      )
    })
  },
}
