/** A document is put into an index: two dozen embeddings in a row that differ in nothing but their time, and one that had to be tried again. */

import { agent, chat, embed, json, modelAttributes, useTool } from '../genai.ts'
import { Conversation } from '../messages.ts'
import { query, serve } from '../plumbing.ts'
import type { Scenario } from './scenario.ts'

const asked = 'Put the new edition of the mountain rescue handbook into the index.'

export const indexing: Scenario = {
  play(script) {
    const chunks = script.random.whole(17, 26)
    serve(script, { service: 'handbook-indexer', method: 'POST', route: '/v1/documents' }, (root) => {
      root.set({ 'enduser.id': script.userId })
      agent(script, { name: 'handbook-indexer', description: 'Keeps the index of handbooks.', asked }, () => {
        const talk = new Conversation('You keep an index. Never index a page twice.').user(asked)
        const [split] = chat(script, talk, { calls: [{ name: 'split_document', arguments: { pages: 212 } }] })
        useTool(script, talk, split!, { result: { chunks }, takes: 310 })
        const [index] = chat(script, talk, { calls: [{ name: 'index_chunks', arguments: { chunks } }] })
        useTool(script, talk, index!, {
          result: { indexed: chunks },
          body: () => {
            for (let chunk = 0; chunk < chunks; chunk++)
              embed(script, `Chunk ${chunk} of the handbook, about four hundred words long.`)
            const model = script.flavour.embedding
            for (let attempt = 1; attempt <= 2; attempt++) {
              script.span(
                {
                  name: `embeddings ${model.request}`,
                  kind: 'client',
                  attributes: modelAttributes('embeddings', model),
                },
                (span) => {
                  script.pass(attempt === 1 ? 2000 : 90)
                  if (attempt === 1) span.fail('TimeoutError', 'No answer within 2 s; trying once more')
                  else span.set({ 'gen_ai.usage.input_tokens': 512 })
                },
              )
              if (attempt === 1) script.pass(500)
            }
            query(script, {
              system: 'elasticsearch',
              database: 'handbooks',
              operation: 'bulk',
              target: 'chunks',
              statement: json({ index: { _index: 'chunks' } }),
              takes: 80,
            })
          },
        })
        const answer = `The new edition is in the index: ${chunks + 1} chunks, none twice.`
        chat(script, talk, { text: answer })
        return answer
      })
    })
  },
}
