import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../../src/demo/index.ts'
import { allOf } from '../../../src/main/stores/narrowing.ts'
import { openStore } from '../../../src/main/stores/open-store.ts'
import type { TraceStore } from '../../../src/main/stores/store.ts'
import type { RunSummary } from '../../../src/shared/model/agent-run.ts'
import { type Platform, platforms } from '../../../src/shared/platform.ts'
import { matchQuery } from '../../../src/shared/query/match.ts'
import type { Query } from '../../../src/shared/query/parse.ts'
import { printQuery } from '../../../src/shared/query/print.ts'
import { microseconds } from '../../../src/shared/units.ts'
import { filtersOver } from '../../support/list-filters.ts'

const hour = 3_600_000
const noon = Date.UTC(2026, 10, 22, 12)
const sourceName = 'test'
const never = new AbortController().signal

/** How a list is asked besides its filter. */
interface Asked {
  readonly service: string | null
  readonly errorsOnly: boolean
}

const plain: Asked = { service: null, errorsOnly: false }

/** Most quotas of the demo go by its own clock: each listing is an hour later for them, and sees the same window. */
let later = 0
let demo: Demo
/** What the platform's store holds without any filter. */
const whole = new Map<string, Promise<readonly RunSummary[]>>()

beforeAll(async () => {
  demo = await startDemo({
    seed: 3,
    ratePerMinute: 0,
    backlogMs: 90 * 24 * hour,
    now: () => noon + later,
    xray: { quota: { requests: 1e9, windowMs: 1000 } },
  })
  const { traffic } = demo
  let minutes = 5
  for (const platform of platforms)
    for (const name of traffic.scenarioNames) {
      // 10,000 steps would keep the demo's own KQL busy and tell nothing more.
      const rounds = name === 'huge' ? (platform === 'xray' ? 1 : 0) : name === 'failing-tool' ? 8 : 2
      const also = platforms[(platforms.indexOf(platform) + 1) % platforms.length]!
      for (let round = 0; round < rounds; round++)
        traffic.emit(name, {
          platforms: name === 'crossing' ? [platform, also] : [platform],
          at: noon - minutes++ * 60_000,
          conversation: name,
        })
    }
})

afterAll(() => demo.close())

/** A store for each question: its own budget of requests goes by the clock on the wall. */
function opened(platform: Platform, service: string | null): Promise<TraceStore> {
  const settings = demo.sources.find(({ type }) => type === platform)!
  return openStore({ ...settings, service }, { env: {}, now: () => noon })
}

async function listed(platform: Platform, { service, errorsOnly }: Asked, narrowed: Query | null) {
  later += hour
  const store = await opened(platform, service)
  const window = { from: microseconds((noon - 5 * hour) * 1000), to: microseconds(noon * 1000) }
  const rows: RunSummary[] = []
  try {
    for await (const page of store.list({ window, errorsOnly, narrowed }, never)) rows.push(...page.runs)
  } finally {
    store.close()
  }
  return rows
}

function everything(platform: Platform, asked: Asked): Promise<readonly RunSummary[]> {
  const key = JSON.stringify([platform, asked])
  if (!whole.has(key)) whole.set(key, listed(platform, asked, null))
  return whole.get(key)!
}

async function narrowingOf(platform: Platform, filter: Query): Promise<readonly Query[]> {
  const store = await opened(platform, null)
  store.close()
  return store.narrowing!(filter)
}

function matching(rows: readonly RunSummary[], filter: Query): RunSummary[] {
  return rows
    .filter((run) => matchQuery(filter, run, sourceName))
    .toSorted((a, b) => (a.cloudTraceId < b.cloudTraceId ? -1 : 1))
}

describe.each(platforms)('a list of %s that is narrowed by a filter', (platform) => {
  it.each([
    ['at all', plain, 100],
    ['of failed runs', { ...plain, errorsOnly: true }, 25],
    ['of a service', { ...plain, service: 'quote-desk' }, 25],
  ] as const)('%s has every run that matches, with the same row', { timeout: 120_000 }, async (_, asked, numRuns) => {
    const rows = await everything(platform, asked)
    expect(rows.length).toBeGreaterThan(1)
    let [found, spared] = [0, 0]
    await fc.assert(
      fc.asyncProperty(filtersOver(rows), async (filter) => {
        const narrowed = allOf(await narrowingOf(platform, filter))
        fc.pre(narrowed !== null)
        const sent = await listed(platform, asked, narrowed)
        const expected = matching(rows, filter)
        expect(matching(sent, filter), printQuery(filter)).toEqual(expected)
        if (expected.length > 0) found++
        if (sent.length < rows.length) spared++
      }),
      { numRuns, maxSkipsPerRun: 1000 },
    )
    if (asked !== plain) return
    // The filters were worth it: some find something, and many keep something away.
    expect(found).toBeGreaterThan(numRuns / 10)
    expect(spared).toBeGreaterThan(numRuns / 3)
  })
})
