/** A tool that breaks: with another way to the answer the run recovers, without one it fails. */

import { agent, chat, useTool } from '../genai.ts'
import { Conversation } from '../messages.ts'
import { request, serve } from '../plumbing.ts'
import type { Script } from '../script.ts'
import type { Scenario } from './scenario.ts'

const asked = 'What is the premium for a 2019 Ténéré 700, rider 34 years old, garage in 21073 Hamburg, 6,000 km a year?'

const stack = `Traceback (most recent call last):
  File "/app/quotes/tariff_client.py", line 88, in fetch_tariff
    response = await self._client.post(url, json=payload, timeout=5.0)
  File "/app/.venv/lib/python3.13/site-packages/httpx/_client.py", line 1916, in post
    return await self.request("POST", url, json=json, timeout=timeout)
  File "/app/.venv/lib/python3.13/site-packages/httpx/_transports/default.py", line 393, in handle_async_request
    with map_httpcore_exceptions():
httpx.ReadTimeout: The tariff service did not answer within 5.0 s`

const message = 'The tariff service did not answer within 5.0 s'

export const failingTool: Scenario = {
  play(script) {
    const recovers = script.random.chance(0.5)
    const route = { service: 'quote-desk', method: 'POST', route: '/v2/quotes', status: recovers ? 200 : 502 }
    serve(script, route, (root) => {
      root.set({ 'enduser.id': script.userId })
      agent(script, { name: 'quote-agent', description: 'Quotes motor insurance.', asked }, (span) => {
        const talk = new Conversation(
          'You quote motor insurance. A price without a tariff is a guess: never guess.',
        ).user(asked)
        const vehicle = { model: 'Yamaha Ténéré 700', year: 2019, power_kw: 54, class: 'enduro' }
        const [find] = chat(script, talk, {
          calls: [{ name: 'find_vehicle', arguments: { text: 'Ténéré 700, 2019' } }],
        })
        useTool(script, talk, find!, { result: vehicle, takes: 60 })
        breakTariff(script, talk)
        if (recovers) return recover(script, talk)
        const type = 'ToolExecutionError'
        span.fail(type, `fetch_tariff failed: ${message}`, `${type}: fetch_tariff failed\ncaused by:\n${stack}`)
      })
    })
  },
}

function breakTariff(script: Script, talk: Conversation): void {
  const [call] = chat(script, talk, {
    calls: [{ name: 'fetch_tariff', arguments: { vehicle: 'YAM-T700-19', postcode: '21073', age: 34 } }],
  })
  useTool(script, talk, call!, {
    result: { error: message },
    body: (span) => {
      const failure = { type: 'httpx.ReadTimeout', message }
      request(script, { method: 'POST', host: 'tariffs.insurer.example.com', path: '/rate', takes: 5000, failure })
      span.fail(failure.type, message, stack)
    },
  })
}

function recover(script: Script, talk: Conversation): string {
  const [call] = chat(script, talk, {
    calls: [{ name: 'read_tariff_table', arguments: { table: '2026-03', class: 'enduro', region: 'R9' } }],
  })
  useTool(script, talk, call!, { result: { base_eur: 214, factors: { age: 0.92, garage: 0.95, km: 1.0 } }, takes: 25 })
  const answer =
    'The live tariff does not answer at the moment, so this comes from the printed table of March: **187.04 EUR a year** (214 × 0.92 × 0.95). I will confirm it in writing once the service is back; it may differ by a few euros.'
  chat(script, talk, { text: answer })
  return answer
}
