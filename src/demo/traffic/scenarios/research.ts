/** Several agents at work on one question: a planner, researchers side by side, a writer, and a critic who sends the draft back once. */

import { agent, chat, useTool } from '../genai.ts'
import { Conversation } from '../messages.ts'
import { request, serve } from '../plumbing.ts'
import type { Script } from '../script.ts'
import { type Strand, type Topic, topics } from './research-topics.ts'
import type { Scenario } from './scenario.ts'

export const research: Scenario = {
  play(script) {
    const topic = script.random.pick(topics)
    serve(script, { service: 'research-desk', method: 'POST', route: '/v1/briefings' }, (root) => {
      root.set({ 'user.id': script.userId })
      agent(
        script,
        {
          name: 'research-lead',
          description: 'Plans a briefing, hands out the strands and edits the result.',
          sums: true,
          asked: topic.asked,
          attributes: { 'gen_ai.workflow.name': 'briefing' },
        },
        () => lead(script, topic),
      )
    })
  },
}

function lead(script: Script, topic: Topic): string {
  plan(script, topic)
  script.parallel(...topic.strands.map((strand, index) => () => researcher(script, strand, index + 1)))
  const notes = topic.strands.map(({ question, finding }) => `## ${question}\n${finding}`).join('\n\n')
  const draft = topic.draft
  writer(script, notes, draft)
  critic(script, draft, topic.objection)
  writer(script, `${draft}\n\nThe critic says: ${topic.objection}`, topic.briefing)
  return topic.briefing
}

function plan(script: Script, topic: Topic): void {
  const list = topic.strands.map(({ question }, index) => `${index + 1}. ${question}`).join('\n')
  agent(
    script,
    { name: 'planner', description: 'Cuts a question into strands.', sums: true, asked: topic.asked },
    () => {
      const talk = new Conversation(
        'Cut the question into at most four strands that can be researched at the same time.',
      ).user(topic.asked)
      chat(script, talk, {
        text: list,
        reasoning:
          'The reader must decide something. Which facts would change the decision? One strand for each, and none for what is merely interesting.',
      })
      return list
    },
  )
}

function researcher(script: Script, strand: Strand, number: number): void {
  const spec = {
    name: `researcher-${number}`,
    description: 'Researches one strand and keeps the sources.',
    sums: true,
    asked: strand.question,
  }
  agent(script, spec, () => {
    const talk = new Conversation(
      'Search, read, and write down what you found with its source. Prefer primary sources.',
    ).user(strand.question)
    const [search] = chat(script, talk, {
      calls: [{ name: 'web_search', arguments: { query: strand.search, count: 8 } }],
      model: script.flavour.small,
    })
    useTool(script, talk, search!, {
      result: strand.sources.map((url, index) => ({ rank: index + 1, url })),
      body: () => request(script, { method: 'GET', host: 'api.search.example.com', path: '/v1/search', takes: 420 }),
    })
    const reads = chat(script, talk, {
      calls: strand.sources.map((url) => ({ name: 'read_page', arguments: { url } })),
    })
    script.parallel(
      ...reads.map((call, index) => () => {
        const url = new URL(strand.sources[index]!)
        useTool(script, talk, call, {
          result: { title: url.hostname, words: script.random.whole(800, 9000) },
          body: () => request(script, { method: 'GET', host: url.hostname, path: url.pathname, takes: 700 }),
        })
      }),
    )
    chat(script, talk, { text: strand.finding })
    return strand.finding
  })
}

function writer(script: Script, asked: string, answer: string): void {
  agent(script, { name: 'writer', description: 'Writes the briefing.', sums: true, asked }, () => {
    chat(script, new Conversation('Write for a reader with five minutes. Numbers with their source.').user(asked), {
      text: answer,
      temperature: 0.7,
    })
    return answer
  })
}

function critic(script: Script, draft: string, objection: string): void {
  agent(script, { name: 'critic', description: 'Looks for what is not supported.', sums: true, asked: draft }, () => {
    chat(script, new Conversation('Name the weakest statement and what it would take to support it.').user(draft), {
      text: objection,
      reasoning: 'Every number has a source but one. Is the conclusion stronger than the evidence?',
    })
    return objection
  })
}
