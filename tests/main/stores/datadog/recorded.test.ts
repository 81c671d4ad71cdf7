import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { breather } from '../../../../src/main/breathe.ts'
import { list, record } from '../../../../src/main/stores/datadog/fields.ts'
import { parseLossless } from '../../../../src/main/stores/datadog/lossless-json.ts'
import { mapSearchEvents } from '../../../../src/main/stores/datadog/map.ts'
import { openDatadogStore } from '../../../../src/main/stores/datadog/store.ts'
import { failureOf, lastHours, pagesOf, sourceOn } from './support.ts'

const folder = resolve(import.meta.dirname, '../../../../../shared/realdata/datadog')
const there = existsSync(folder)
const reason = there ? '' : ` (skipped: no recorded payloads at ${folder})`

function recorded(name: string): string {
  return readFileSync(resolve(folder, `${name}.response.json`), 'utf8')
}

let server: Server | null = null
afterEach(() => {
  server?.close()
  server?.closeAllConnections()
  server = null
})

/** A server that gives the recorded answers in order, one for each request. */
async function replay(answers: readonly { status: number; name: string }[]): Promise<string> {
  let next = 0
  server = createServer((request, response) => {
    request.resume()
    const { status, name } = answers[Math.min(next++, answers.length - 1)]!
    response.writeHead(status, { 'content-type': 'application/vnd.api+json' }).end(recorded(name))
  })
  await new Promise<void>((done) => server!.listen(0, '127.0.0.1', done))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe.skipIf(!there)(`recorded answers of Datadog${reason}`, () => {
  it('are mapped with nothing lost and nothing invented', async () => {
    const events = list(record(parseLossless(recorded('search-spans-ok'))).data)
    const { spans, unreadable } = await mapSearchEvents(events, breather())
    expect(unreadable).toBe(0)
    expect(spans).toHaveLength(25)
    const [first] = spans
    expect(first).toMatchObject({
      spanId: '9270756141854228302',
      parentSpanId: null,
      name: 'GET /',
      service: 'python-sample-app-spartancrimson',
      kind: 'server',
      start: Date.parse('2023-06-29T09:50:52.472Z') * 1000,
      failure: null,
      running: false,
      signal: { type: 'tool', rule: 'type "web"', origin: 'type' },
      http: {
        request: { 'http.method': 'GET', 'http.url': 'http://localhost:8080/' },
        response: { 'http.status_code': '200' },
      },
    })
    // 3,402,932 ns; the end timestamp alone would say 3 ms.
    expect(first!.end! - first!.start!).toBe(3403)
    expect(first!.attributes.get('http.url_details.port')).toBe('8080')
    expect(first!.attributes.get('runtime-id')).toBe('7f72d8756af44893a60b69a077caded8')
    expect(first!.attributes.get('env')).toBe('pcf-spartancrimson')
    expect(first!.attributes.get('tags.foo')).toBe('bar')
    expect(first!.attributes.get('tags.p-bosh')).toBe(true)
    expect(spans.filter((span) => span.parentSpanId === null).length).toBe(21)
  })

  it('name a span by more than its method where they know more', async () => {
    const events = list(record(parseLossless(recorded('search-spans-ok'))).data)
    const { spans } = await mapSearchEvents(events, breather())
    expect(new Set(spans.map((span) => span.name))).toEqual(new Set(['GET /', 'Controller.index']))
  })

  it('are found by when a span ended: the cursor holds the end of the last span, not its start', () => {
    const body = record(parseLossless(recorded('search-spans-ok')))
    const last = record(record(list(body.data).at(-1)).attributes)
    const after = record(record(body.meta).page).after as string
    const { values } = JSON.parse(Buffer.from(after, 'base64').toString('utf8')) as { values: [string, number] }
    expect(values[0]).toBe(last.end_timestamp)
    expect(values[0]).not.toBe(last.start_timestamp)
  })

  it('are listed through the client, up to the empty last page', async () => {
    const url = await replay([
      { status: 200, name: 'list-spans-get-pages-1' },
      { status: 200, name: 'list-spans-get-pages-3' },
    ])
    const store = openDatadogStore(sourceOn(url, { service: 'java-sample-app-spartancrimson' }), {
      env: {},
      now: Date.now,
    })
    const runs = (await pagesOf(store)).flatMap((page) => page.runs)
    expect(runs).toMatchObject([
      { name: 'Controller.index', cloudTraceId: '939688716533284796', status: 'unknown', durationMs: null },
      { name: 'Controller.index', environment: 'pcf-spartancrimson' },
    ])
  })

  it('that refuse a question are told in their own words', async () => {
    const url = await replay([{ status: 422, name: 'search-spans-422' }])
    const store = openDatadogStore(sourceOn(url), { env: {}, now: Date.now })
    expect(await failureOf(pagesOf(store, lastHours(1)))).toMatchObject({
      code: 'BAD_REQUEST',
      status: 422,
      cause: "invalid_argument(Field 'filter.from,to' is invalid: 'from' should be anterior to 'to')",
    })
  })
})
