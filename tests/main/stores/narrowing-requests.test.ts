import { afterEach, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../../src/demo/index.ts'
import { CachedStore } from '../../../src/main/stores/cached-store.ts'
import { openStore } from '../../../src/main/stores/open-store.ts'
import type { RunSummary } from '../../../src/shared/model/agent-run.ts'
import type { Platform } from '../../../src/shared/platform.ts'
import { conjunctsOf, matchQuery } from '../../../src/shared/query/match.ts'
import { parseQuery, type Query } from '../../../src/shared/query/parse.ts'
import { printQuery } from '../../../src/shared/query/print.ts'
import { hostileValues } from '../../support/list-filters.ts'

const hour = 3_600_000
const noon = Date.UTC(2026, 10, 22, 12)
const never = new AbortController().signal

let demo: Demo | null = null
afterEach(() => demo?.close())

async function startedWith(fill: (demo: Demo) => void): Promise<Demo> {
  demo = await startDemo({ ratePerMinute: 0, backlogMs: 24 * hour, now: () => noon })
  fill(demo)
  return demo
}

function query(text: string): Query {
  const parsed = parseQuery(text)
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`)
  return parsed.query
}

interface Listed {
  readonly sent: number
  readonly found: readonly RunSummary[]
  readonly narrowed: readonly string[]
  /** What was asked, in the platform's own words, newest last. */
  readonly asked: readonly string[]
}

/** The whole list of a filter, through the cache and the platform's own client. */
async function list(platform: Platform, filter: Query | null, service: string | null = null): Promise<Listed> {
  const server = demo!.servers[platform]
  server.clearRequests()
  const settings = demo!.sources.find(({ type }) => type === platform)!
  const store = new CachedStore(
    await openStore({ ...settings, service }, { env: {}, now: () => noon }),
    60_000,
    () => noon,
  )
  const rows: RunSummary[] = []
  let narrowed: readonly Query[] = []
  try {
    const ask = { window: { lookbackMs: 20 * hour }, errorsOnly: false, filter, limit: 50_000 }
    for await (const step of store.list(ask, never))
      if (step.kind === 'page') rows.push(...step.runs)
      else narrowed = step.narrowed
  } finally {
    store.close()
  }
  return {
    sent: rows.length,
    found: filter === null ? rows : rows.filter((run) => matchQuery(filter, run, 'test')),
    narrowed: narrowed.map(printQuery),
    asked: server.requests
      .filter(({ operation }) => listCalls.has(operation))
      .map(({ query: url, body }) => url + body),
  }
}

const listCalls: ReadonlySet<string | null> = new Set(['GetTraceSummaries', 'ListTraces', 'Query', 'ListSpans'])

/** Forty quick runs, each with a slow and a failed one among them. */
function mixed(platform: Platform) {
  return ({ traffic }: Demo) => {
    for (let i = 0; i < 40; i++) traffic.emit('streaming', { platforms: [platform], at: noon - (i * 20 + 5) * 60_000 })
    for (let i = 0; i < 2; i++) {
      traffic.emit('approval', { platforms: [platform], at: noon - (i * 300 + 90) * 60_000 })
      traffic.emit('failing-tool', { platforms: [platform], at: noon - (i * 300 + 100) * 60_000 })
    }
  }
}

describe('what X-Ray is asked', () => {
  it.each([
    ['duration>1m', 'duration >= 59.999'],
    ['duration<=1.5s', 'duration <= 1.501'],
    ['duration=2s', 'duration >= 1.999 AND duration <= 2.001'],
    ['is:running', 'partial'],
    ['is:error', 'service() { fault } OR service() { error } OR service() { throttle }'],
    ['duration>5m or is:running', '(duration >= 299.999) OR (partial)'],
    [
      'duration>5m (is:error or -is:ok)',
      '(duration >= 299.999) AND ((service() { fault } OR service() { error } OR service() { throttle }) OR (service() { fault } OR service() { error } OR service() { throttle } OR partial))',
    ],
  ])('%s as %s', async (text, expression) => {
    await startedWith(mixed('xray'))
    const { asked, sent, narrowed } = await list('xray', query(text))
    for (const body of asked) expect(JSON.parse(body)).toMatchObject({ FilterExpression: expression })
    expect(narrowed).toEqual(conjunctsOf(query(text)).map(printQuery))
    expect(sent).toBeLessThan(44)
  })

  it('the source’s service stays a condition of its own', async () => {
    await startedWith(mixed('xray'))
    const { asked } = await list('xray', query('is:error'), 'quote-desk')
    expect(asked[0]).toContain(
      '"service(\\"quote-desk\\") AND (service() { fault } OR service() { error } OR service() { throttle })"',
    )
  })

  it.each([
    'weather',
    'service=quote-desk',
    'session:conv',
    'tokens>10',
    'model:x',
    '-is:error',
    'is:error or weather',
  ])('%s not at all: it could keep away what matches', async (text) => {
    await startedWith(mixed('xray'))
    const { asked, narrowed, sent } = await list('xray', query(text))
    expect(asked.join()).not.toContain('FilterExpression')
    expect([narrowed, sent]).toEqual([[], 44])
  })
})

describe('what Cloud Trace is asked', () => {
  it.each([
    ['duration>1m weather', 'latency:59999ms', ['duration>1m']],
    ['duration>1m or duration>5s', 'latency:4999ms', ['duration>1m or duration>5s']],
    ['duration>1m duration>=2m', 'latency:119999ms', ['duration>1m', 'duration>=2m']],
  ] as const)('%s as %s', async (text, filter, parts) => {
    await startedWith(mixed('cloudtrace'))
    const { asked, sent, narrowed } = await list('cloudtrace', query(text))
    expect(new URLSearchParams(asked[0]).get('filter')).toBe(filter)
    expect(narrowed).toEqual(parts)
    expect(sent).toBeLessThan(44)
  })

  it('a service beside it, which a narrowed list without rows does not put in doubt', async () => {
    await startedWith(mixed('cloudtrace'))
    const { asked, sent } = await list('cloudtrace', query('duration>1m'), 'repair-desk')
    expect(new URLSearchParams(asked[0]).get('filter')).toBe('+service.name:"repair-desk" latency:59999ms')
    expect([asked.length, sent]).toEqual([1, 2])
  })

  it.each(['is:error', 'duration<5s', 'env=production', 'duration>5s or is:error', '-duration>5s'])(
    '%s not at all',
    async (text) => {
      await startedWith(mixed('cloudtrace'))
      const { asked, narrowed } = await list('cloudtrace', query(text))
      expect(new URLSearchParams(asked[0]).has('filter')).toBe(false)
      expect(narrowed).toEqual([])
    },
  )
})

describe('what Azure Monitor is asked', () => {
  it.each([
    'duration>1m',
    'is:error',
    'tokens>500',
    'steps>6',
    'service:REPAIR',
    'model:gpt session:conv agent:repair',
    'boiler or repair',
    'error:tariff',
  ])('%s, so that few rows come in one answer', async (text) => {
    await startedWith(mixed('azuremonitor'))
    const { sent, found, narrowed } = await list('azuremonitor', query(text))
    expect(found.length + (text.startsWith('boiler') ? 1 : 0)).toBeGreaterThan(0)
    expect(sent).toBeLessThan(44)
    expect(narrowed).not.toEqual([])
  })

  it('full pages of what matches, however little does', async () => {
    await startedWith(({ traffic }) => {
      for (let i = 0; i < 600; i++)
        traffic.emit(i % 100 === 50 ? 'failing-tool' : 'small', {
          platforms: ['azuremonitor'],
          at: noon - (i + 3) * 20_000,
        })
    })
    const plain = await list('azuremonitor', null)
    const narrowed = await list('azuremonitor', query('service:quote-desk'))
    expect([plain.asked.length, plain.sent]).toEqual([4, 600])
    expect([narrowed.asked.length, narrowed.sent]).toEqual([2, 6])
    expect(narrowed.found).toEqual(plain.found.filter(({ serviceName }) => serviceName === 'quote-desk'))
  })
})

describe('what Datadog is asked', () => {
  it.each([
    ['duration>1m', '@_top_level:1 @duration:>=59999000000'],
    [
      'service:Repair env=Production',
      '@_top_level:1 (service:*repair* (env:production OR @deployment.environment.name:Production OR @deployment.environment.name:production OR @deployment.environment.name:PRODUCTION OR @deployment.environment:Production OR @deployment.environment:production OR @deployment.environment:PRODUCTION))',
    ],
    ['service=a*desk', '@_top_level:1 service:a*desk'],
    // The failed span may be another than the one that the row takes its service from.
    [
      'service:repair is:error',
      '@_top_level:1 (status:error OR @http.status_code:429 OR @http.response.status_code:429)',
    ],
    [
      'session=conv_1',
      '@_top_level:1 (@gen_ai.conversation.id:conv_1 OR @gen_ai.conversation.id:CONV_1 OR @gen_ai.conversation.id:Conv_1 OR @session.id:conv_1 OR @session.id:CONV_1 OR @session.id:Conv_1)',
    ],
  ])('%s as %s', async (text, expected) => {
    await startedWith(mixed('datadog'))
    const { asked } = await list('datadog', query(text))
    expect((JSON.parse(asked[0]!) as SearchBody).data.attributes.filter.query).toBe(expected)
  })

  it('the other spans of a trace whose root was not among those found, so that its row is the same', async () => {
    await startedWith(({ traffic }) => {
      for (let i = 0; i < 3; i++) traffic.emit('support', { platforms: ['datadog'], at: noon - (i + 1) * 600_000 })
    })
    const plain = await list('datadog', null)
    const { asked, sent, found } = await list('datadog', query('service:order'))
    expect(asked.length).toBeLessThanOrEqual(2)
    expect(sent).toBeGreaterThan(0)
    expect(found).toEqual([])
    expect(plain.found.every(({ serviceName }) => serviceName === 'shop-support')).toBe(true)
  })

  it('no more than the whole list where a filter leaves nearly all of it, with every row once', async () => {
    await startedWith(({ traffic }) => {
      // The source's own service is never the root, so that roots would have to be asked for trace by trace.
      for (let i = 0; i < 400; i++)
        traffic.emit('crossing', { platforms: ['xray', 'datadog'], at: noon - (i + 5) * 60_000 })
    })
    const plain = await list('datadog', null)
    const narrowed = await list('datadog', query('service:a'))
    expect(plain.sent).toBe(400)
    expect(narrowed.asked.length).toBeLessThanOrEqual(plain.asked.length + 4)
    const ids = narrowed.found.map(({ cloudTraceId }) => cloudTraceId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(narrowed.found.length).toBe(
      plain.found.filter(({ serviceName }) => serviceName!.toLowerCase().includes('a')).length,
    )
  })

  it('fewer pages than the whole list has', async () => {
    await startedWith(({ traffic }) => {
      for (let i = 0; i < 1500; i++) traffic.emit('small', { platforms: ['datadog'], at: noon - (i + 3) * 20_000 })
      traffic.emit('approval', { platforms: ['datadog'], at: noon - 19 * hour })
    })
    const plain = await list('datadog', null)
    const narrowed = await list('datadog', query('duration>1m'))
    expect([plain.asked.length, plain.sent]).toEqual([3, 1501])
    expect([narrowed.asked.length, narrowed.sent]).toEqual([1, 1])
  })
})

interface SearchBody {
  readonly data: { readonly attributes: { readonly filter: { readonly query: string } } }
}

describe('a value that tries to break out of a query', () => {
  it.each(['azuremonitor', 'datadog'] as const)(
    'finds nothing on %s, and no more than without it',
    async (platform) => {
      await startedWith(mixed(platform))
      for (const value of hostileValues.filter((one) => one !== '*'))
        for (const field of ['service', 'session', 'env', 'name', 'agent', 'model', 'error'] as const) {
          if (platform === 'datadog' && field !== 'service' && field !== 'env') continue
          const filter: Query = { kind: 'compare', field, operator: '=', value }
          const { found, sent, narrowed } = await list(platform, filter)
          expect(found, `${field}=${value}`).toEqual([])
          if (narrowed.length > 0 && field !== 'error') expect(sent, `${field}=${value}`).toBe(0)
        }
    },
    60_000,
  )
})
