import { describe, expect, it } from 'vitest'
import { listFilter } from '../../../src/main/service/list-filter.ts'
import type { RunListEvent } from '../../../src/shared/contract.ts'
import { TraceCraftError } from '../../../src/shared/errors.ts'
import { conjunctsOf } from '../../../src/shared/query/match.ts'
import { printQuery } from '../../../src/shared/query/print.ts'
import { fakeService } from '../../support/fake-service.ts'
import { row } from '../../support/fake-store.ts'

const source = { name: 'prod eu', type: 'xray' } as const
const never = new AbortController().signal

describe('the filter of a list, for one source', () => {
  const restOf = (text: string | null) => {
    const { rest, rulesOut } = listFilter(text, source)
    return { rest: rest && printQuery(rest), rulesOut: rulesOut && printQuery(rulesOut) }
  }

  it.each([
    [null, null, null],
    ['', null, null],
    ['duration>2s', 'duration>2s', null],
    ['source:prod cloud:aws duration>2s', 'duration>2s', null],
    ['source:staging duration>2s', 'duration>2s', 'source:staging'],
    ['cloud=gcp or source=nobody', null, 'cloud=gcp or source=nobody'],
    ['cloud=gcp or is:error', 'cloud=gcp or is:error', null],
    ['-source:prod is:error', 'is:error', '-source:prod'],
    ['-cloud:gcp', null, null],
    // A word in the source's name is in every row of it; any other may be in some.
    ['EU is:error', 'is:error', null],
    ['weather is:error', 'weather is:error', null],
  ])('%s leaves %s to ask, and is ruled out by %s', (text, rest, rulesOut) => {
    expect(restOf(text)).toEqual({ rest, rulesOut })
  })

  it('says which parts the platform was asked for and which only the page can hold against the rows', () => {
    const filter = listFilter('weather duration>2s (model:x or tokens>10) source:prod', source)
    const asked = conjunctsOf(filter.rest!).filter((part) => part.kind === 'compare')
    expect(filter.reach(asked)).toEqual({
      byPlatform: ['duration>2s', 'source:prod'],
      byPage: ['weather', 'model:x or tokens>10'],
    })
  })

  it('that cannot be read names the place', () => {
    const read = () => listFilter('is:error tokens>many', source)
    expect(read).toThrow(TraceCraftError)
    try {
      read()
    } catch (error) {
      expect((error as TraceCraftError).info).toMatchObject({
        code: 'SETTINGS',
        message: 'The filter "is:error tokens>many" cannot be read.',
        cause: expect.stringContaining('At character 17: "many" is not a number') as string,
      })
    }
  })
})

describe('a list with a filter', () => {
  async function ask(filter: string) {
    const fake = fakeService()
    fake.store.pages = [{ runs: [row('a')], notices: [] }]
    fake.store.narrowing = (query) => conjunctsOf(query).filter((part) => part.kind === 'compare')
    const events: RunListEvent[] = []
    const question = { sourceId: 'one', window: null, limit: 10, errorsOnly: false, filter }
    for await (const event of fake.context.service.listRuns(question, never)) events.push(event)
    return { events, end: events.at(-1)!, store: fake.store, state: () => fake.context.service.sources().sources[0]! }
  }

  it('ends with what the platform narrowed', async () => {
    const { end, store } = await ask('weather duration>2s')
    expect(end).toMatchObject({ kind: 'end', filter: { byPlatform: ['duration>2s'], byPage: ['weather'] } })
    expect(store.listCalls).toHaveLength(1)
  })

  it('that rules the source out is empty and whole, without a request', async () => {
    const { events, end, store, state } = await ask('source:another is:error')
    expect(events).toHaveLength(1)
    expect(end).toMatchObject({ kind: 'end', hasMore: false, complete: true, notices: [] })
    expect(store.listCalls).toHaveLength(0)
    expect(state()).toMatchObject({ condition: 'idle', runCount: null })
  })

  it('that cannot be read is refused, and the source is none the worse', async () => {
    await expect(ask('duration>')).rejects.toMatchObject({ info: { code: 'SETTINGS' } })
  })
})
