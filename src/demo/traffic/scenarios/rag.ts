/** An assistant that answers from documents: embeddings, retrieval, rerank, and an answer that quotes its sources. */

import { agent, chat, embed, json } from '../genai.ts'
import { Conversation, tokensOf } from '../messages.ts'
import { query, request, serve } from '../plumbing.ts'
import type { Script } from '../script.ts'
import type { Scenario } from './scenario.ts'

interface Question {
  readonly asked: string
  readonly rewritten: string
  readonly passages: readonly { readonly id: string; readonly title: string; readonly text: string }[]
  readonly answer: string
}

const questions: readonly Question[] = [
  {
    asked: 'how long do we keep the CVs of people we did not hire?',
    rewritten: 'retention period applicant data rejected candidates CV',
    passages: [
      {
        id: 'hr-017#4',
        title: 'Applicant data, section 4',
        text: 'Documents of unsuccessful applicants are deleted six months after the rejection was sent, unless the applicant agreed to the talent pool.',
      },
      {
        id: 'hr-017#5',
        title: 'Applicant data, section 5',
        text: 'The talent pool keeps documents for at most two years. Consent is asked again after one year.',
      },
      {
        id: 'legal-003#2',
        title: 'Claims under equal treatment law',
        text: 'Claims must be made within two months of the rejection; proceedings may follow within three further months.',
      },
      {
        id: 'it-090#1',
        title: 'Mailbox retention',
        text: 'Mail is kept for ten years where it is a commercial letter, else for two.',
      },
    ],
    answer:
      'Six months after the rejection was sent, then they are deleted [hr-017#4]. People who agreed to the talent pool are kept for at most two years, and are asked again after one [hr-017#5]. The six months leave room for claims under equal treatment law [legal-003#2].',
  },
  {
    asked: 'What torque for the rotor blade root bolts on the K-82, and do I need to retighten?',
    rewritten: 'K-82 blade root bolt tightening torque retightening interval',
    passages: [
      {
        id: 'K82-MM-11.3',
        title: 'Maintenance manual K-82, 11.3 Blade root connection',
        text: 'M36 bolts, grade 10.9, lubricated with MoS2 paste: 2,150 Nm in two passes (60 %, 100 %), crosswise.',
      },
      {
        id: 'K82-MM-11.4',
        title: 'Maintenance manual K-82, 11.4 Retightening',
        text: 'Retighten once after 500 operating hours. After that, check 10 % of the bolts each year; if one turns, check all.',
      },
      {
        id: 'SB-2024-07',
        title: 'Service bulletin 2024-07',
        text: 'Bolts of lot 7731 must be exchanged before they are tightened. The lot number is stamped on the head.',
      },
    ],
    answer:
      '**2,150 Nm**, M36 grade 10.9 with MoS2 paste, crosswise in two passes of 60 % and 100 % [K82-MM-11.3]. Retighten once after 500 operating hours, then check a tenth of the bolts every year [K82-MM-11.4].\n\n> Look at the bolt heads first: lot **7731** must be exchanged, not tightened [SB-2024-07].',
  },
  {
    asked: 'is physio after a knee operation covered if I do it in Spain?',
    rewritten: 'coverage physiotherapy abroad EU post-operative Spain prior approval',
    passages: [
      {
        id: 'policy-2026#8.2',
        title: 'Treatment in the EU',
        text: 'Outpatient treatment in EU countries is reimbursed up to the amount that would be paid at home.',
      },
      {
        id: 'policy-2026#8.5',
        title: 'Planned treatment abroad',
        text: 'Planned treatment of more than six sessions needs approval beforehand. Approval takes up to ten working days.',
      },
    ],
    answer:
      'Yes. Physiotherapy in Spain is paid up to what it would cost at home [policy-2026#8.2]. For **more than six sessions** ask for approval first; that takes up to ten working days [policy-2026#8.5].',
  },
]

export const rag: Scenario = {
  play(script) {
    const question = script.random.pick(questions)
    serve(script, { service: 'knowledge-assistant', method: 'POST', route: '/api/ask' }, (root) => {
      root.set({ 'user.id': script.userId, 'session.id': script.conversationId })
      agent(
        script,
        {
          name: 'knowledge-assistant',
          description: 'Answers questions from the company’s documents and names its sources.',
          asked: question.asked,
        },
        (span) => {
          const answered = answer(script, question)
          span.event('gen_ai.evaluation.result', {
            'gen_ai.evaluation.name': 'groundedness',
            'gen_ai.evaluation.score.value': 0.94,
            'gen_ai.evaluation.score.label': 'pass',
            'gen_ai.evaluation.explanation': 'Every statement names a passage that says it.',
          })
          return answered
        },
      )
    })
  },
}

function answer(script: Script, question: Question): string {
  chat(
    script,
    new Conversation('Rewrite the question as a search query. Answer with the query alone.').user(question.asked),
    {
      text: question.rewritten,
      model: script.flavour.small,
      temperature: 0,
    },
  )
  retrieve(script, question)
  const documents = question.passages.map(({ id, text }) => `[${id}] ${text}`).join('\n\n')
  const talk = new Conversation(
    'Answer from the passages alone and name the passage of every statement in brackets. If they do not say, say so.',
  ).user(`${question.asked}\n\n---\n${documents}`)
  chat(script, talk, { text: question.answer, temperature: 0 })
  return question.answer
}

function retrieve(script: Script, { rewritten, passages }: Question): void {
  const scored = passages.map((passage, index) => ({ ...passage, score: Number((0.86 - index * 0.07).toFixed(2)) }))
  script.span(
    {
      name: 'retrieval company-documents',
      kind: 'client',
      attributes: {
        'gen_ai.operation.name': 'retrieval',
        'gen_ai.data_source.id': 'company-documents',
        'gen_ai.retrieval.query.text': rewritten,
        'gen_ai.request.top_k': 24,
      },
    },
    (span) => {
      embed(script, rewritten)
      query(script, {
        system: 'elasticsearch',
        database: 'documents',
        operation: 'search',
        target: 'passages-v7',
        statement: json({ knn: { field: 'embedding', k: 24, num_candidates: 200 } }),
        takes: 46,
      })
      rerank(script, rewritten, scored)
      span.set({ 'gen_ai.retrieval.documents': json(scored) })
    },
  )
}

function rerank(script: Script, rewritten: string, passages: readonly { id: string; score: number }[]): void {
  script.span(
    {
      name: 'rerank rerank-v3.5',
      kind: 'client',
      attributes: {
        'gen_ai.operation.name': 'rerank',
        'gen_ai.provider.name': 'cohere',
        'gen_ai.request.model': 'rerank-v3.5',
        'gen_ai.request.top_k': passages.length,
        'server.address': 'api.cohere.com',
      },
    },
    (span) => {
      request(script, { method: 'POST', host: 'api.cohere.com', path: '/v2/rerank', takes: 140 })
      span.set({
        'gen_ai.response.model': 'rerank-v3.5',
        'gen_ai.usage.input_tokens': tokensOf(rewritten) * 24,
        'gen_ai.output.messages': json([
          {
            role: 'assistant',
            parts: [{ type: 'text', content: json(passages.map(({ id, score }) => ({ id, score }))) }],
          },
        ]),
      })
    },
  )
}
