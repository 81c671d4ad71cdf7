/** A travel desk whose specialists run in other clouds: one W3C trace id, and each platform receives the spans of its own services. */

import { agent, chat, useTool } from '../genai.ts'
import { Conversation, type ToolCall } from '../messages.ts'
import { query, request, serve } from '../plumbing.ts'
import type { Script } from '../script.ts'
import type { Platform } from '../../../shared/platform.ts'
import type { Scenario } from './scenario.ts'

interface Specialist {
  readonly service: string
  readonly tool: string
  readonly agent: string
  readonly description: string
  readonly asked: string
  readonly table: string
  readonly found: unknown
  readonly answer: string
}

const specialists: readonly Specialist[] = [
  {
    service: 'rail-agent',
    tool: 'ask_rail_agent',
    agent: 'rail-planner',
    description: 'Finds train connections in Europe.',
    asked: 'Train from Hamburg to Florence on Friday 15 May, two adults, one child of six, sleeper if there is one.',
    table: 'connections',
    found: [
      { train: 'NJ 295', leaves: 'Hamburg 18:29', arrives: 'Munich 05:58', couchette: true },
      { train: 'EC 85', leaves: 'Munich 09:34', arrives: 'Bologna 16:20' },
      { train: 'FR 9425', leaves: 'Bologna 16:46', arrives: 'Florence 17:23' },
    ],
    answer:
      'Night train NJ 295 Hamburg 18:29 → Munich, then EC 85 and Frecciarossa 9425, in Florence at **17:23** on Saturday. A family couchette is free: 312 EUR for the three of you.',
  },
  {
    service: 'lodging-agent',
    tool: 'ask_lodging_agent',
    agent: 'lodging-scout',
    description: 'Finds places to stay that suit the travellers.',
    asked:
      'A quiet place in Florence, 16 to 21 May, two adults and a child of six, near a park, below 180 EUR a night.',
    table: 'rooms',
    found: [{ name: 'Casa delle Rondini', district: 'San Niccolò', eur_per_night: 154, quiet: 9.1, park_m: 250 }],
    answer:
      'Casa delle Rondini in San Niccolò, 154 EUR a night, a family room over the garden, 250 m from the rose garden. Free to cancel until 9 May.',
  },
  {
    service: 'events-agent',
    tool: 'ask_events_agent',
    agent: 'events-curator',
    description: 'Knows what is on, and what children like.',
    asked: 'What would a six-year-old enjoy in Florence between 16 and 21 May?',
    table: 'events',
    found: [
      { title: 'Leonardo’s machines, hands on', place: 'Museo Leonardo', minutes: 90 },
      { title: 'Gelato workshop for children', place: 'Oltrarno', date: '2026-05-18' },
    ],
    answer:
      'The hands-on Leonardo machines (an hour and a half, pulleys to pull), and a gelato workshop for children on Monday at 15:00 in the Oltrarno.',
  },
]

export const crossing: Scenario = {
  play(script) {
    const [home, ...away] = script.platforms as [Platform, ...Platform[]]
    const asked =
      'We are two adults and a six-year-old in Hamburg. Five quiet days in Florence in the middle of May, without flying, please.'
    const team = (away.length > 0 ? away : [home]).map((platform, index) => ({
      platform,
      ...specialists[index % specialists.length]!,
    }))
    serve(script, { service: 'travel-desk', method: 'POST', route: '/v1/trips/plan' }, (root) => {
      root.set({ 'enduser.id': script.userId })
      agent(
        script,
        { name: 'travel-desk', description: 'Plans whole trips with the help of specialists.', asked },
        () => {
          const talk = new Conversation(
            'You plan trips. Ask the specialists; never invent a train. Answer as a plan that fits on one page.',
          ).user(asked)
          const calls = chat(script, talk, {
            calls: team.map(({ tool, asked: question }) => ({ name: tool, arguments: { question } })),
          })
          script.parallel(...calls.map((call, index) => () => consult(script, talk, call, team[index]!)))
          const plan = `### Five quiet days in Florence\n\n${team.map(({ answer }) => `- ${answer}`).join('\n')}\n\nShall I hold all of it until tomorrow evening?`
          chat(script, talk, { text: plan, temperature: 0.6 })
          return plan
        },
      )
    })
  },
}

function consult(
  script: Script,
  talk: Conversation,
  call: ToolCall,
  specialist: Specialist & { readonly platform: Platform },
): void {
  const { service, platform } = specialist
  const body = () =>
    request(script, { method: 'POST', host: `${service}.example.com`, path: '/a2a/message' }, () =>
      script.within(
        service,
        () => serve(script, { service, method: 'POST', route: '/a2a/message' }, () => specialise(script, specialist)),
        platform,
      ),
    )
  useTool(script, talk, call, { result: { answer: specialist.answer }, type: 'extension', body })
}

function specialise(script: Script, specialist: Specialist): void {
  const { agent: name, description, asked, table, found, answer } = specialist
  agent(script, { name, description, asked }, () => {
    const talk = new Conversation(`You are ${name}. ${description}`).user(asked)
    const [search] = chat(script, talk, { calls: [{ name: `search_${table}`, arguments: { text: asked } }] })
    useTool(script, talk, search!, {
      result: found,
      body: () =>
        query(script, {
          system: 'postgresql',
          database: 'travel',
          operation: 'SELECT',
          target: table,
          statement: `SELECT * FROM ${table} WHERE search @@ websearch_to_tsquery($1) LIMIT 20`,
          takes: 22,
        }),
    })
    chat(script, talk, { text: answer })
    return answer
  })
}
