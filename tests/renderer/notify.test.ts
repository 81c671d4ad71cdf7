import { QueryClient } from '@tanstack/react-query'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { queryKeys } from '../../src/renderer/src/app/query-keys.ts'
import { pauseMs, Told } from '../../src/renderer/src/features/notify/told.ts'
import { watchNews } from '../../src/renderer/src/features/notify/use-notify.ts'
import type { RunListData } from '../../src/renderer/src/features/runs/use-run-lists.ts'
import type { SourcesAnswer, SourceState } from '../../src/shared/contract.ts'
import { type ErrorCode, errorInfo } from '../../src/shared/errors.ts'
import type { RunSummary } from '../../src/shared/model/agent-run.ts'
import type { ShellNote } from '../../src/shared/shell.ts'
import { parseSourceUrl } from '../../src/shared/source.ts'

function source(id: string, change: Partial<SourceState> = {}): SourceState {
  return {
    id,
    settings: { ...parseSourceUrl('xray://eu-west-1/'), name: id },
    url: 'xray://eu-west-1/',
    origin: 'config',
    condition: 'ok',
    error: null,
    fetchedAt: 1,
    runCount: 3,
    budget: null,
    requestCount: 1,
    paused: false,
    awaitsSignIn: false,
    revision: 0,
    ...change,
  }
}

const answer = (...sources: SourceState[]): SourcesAnswer => ({ sources, problems: [], configPath: 'config.yaml' })
const lacking = (code: ErrorCode) => ({
  condition: 'failed' as const,
  error: errorInfo({ code, message: 'no' }),
  awaitsSignIn: true,
})

const runs = (...failed: string[]): RunListData => ({
  pages: [
    ['a', 'b', 'c'].map((id) => ({ cloudTraceId: id, status: failed.includes(id) ? 'error' : 'ok' }) as RunSummary),
  ],
  end: {} as RunListData['end'],
})

describe('news', () => {
  let client: QueryClient
  let notes: Extract<ShellNote, { kind: 'notify' }>[]
  let now = 0
  let stop = () => {}
  const focus = vi.spyOn(document, 'hasFocus')
  const one = source('prod')
  const question = { window: null, limit: 500, errorsOnly: false, filter: null }
  const sources = (...states: SourceState[]) => client.setQueryData(queryKeys.sources, answer(...states))
  const listed = (data: RunListData, of = one) => client.setQueryData(queryKeys.runList(of, question), data)

  beforeEach(() => {
    client = new QueryClient()
    notes = []
    now = 0
    focus.mockReturnValue(false)
    sources(one, source('other'))
    listed(runs('a'))
    stop = watchNews(client, (note) => note.kind === 'notify' && notes.push(note), new Told(() => now))
  })
  afterEach(() => stop())
  afterAll(() => focus.mockRestore())

  it('are failures that a refresh brings, counted, with the way to them', () => {
    listed(runs('a', 'b', 'c'))
    expect(notes).toEqual([
      {
        kind: 'notify',
        title: 'prod: 2 new failed runs',
        body: 'Since you last looked.',
        link: '#source=prod&errors=1',
      },
    ])
  })

  it('are not what was there before, and not rows of a listing that is under way', () => {
    listed(runs('a'))
    listed({ ...runs('a', 'b'), end: null })
    expect(notes).toEqual([])
  })

  it('are told once per source and few minutes; what comes meanwhile is counted into the next', () => {
    listed(runs('a', 'b'))
    listed(runs('a', 'b', 'c'))
    sources(one, source('other', lacking('CREDENTIALS_EXPIRED')))
    expect(notes.map(({ title }) => title)).toEqual(['prod: 1 new failed run', 'other: Sign-in expired'])
    now += pauseMs
    listed(runs('b', 'c'))
    expect(notes).toHaveLength(2)
    listed(runs('a', 'b', 'c'))
    expect(notes.at(-1)?.title).toBe('prod: 2 new failed runs')
  })

  it('are nothing that happens before the eyes of the user, then or later', () => {
    focus.mockReturnValue(true)
    listed(runs('a', 'b'))
    sources(one, source('other', lacking('CREDENTIALS_EXPIRED')))
    focus.mockReturnValue(false)
    listed(runs('a', 'b'))
    sources(one, source('other', lacking('CREDENTIALS_EXPIRED')))
    expect(notes).toEqual([])
  })

  it('are sign-ins that end and come back, of sources that were in use', () => {
    const unused = source('other', { fetchedAt: null })
    sources(one, unused)
    sources(source('prod', lacking('CREDENTIALS_EXPIRED')), { ...unused, ...lacking('CREDENTIALS_MISSING') })
    now += pauseMs
    // Asked anew, not answered yet.
    sources(source('prod', { awaitsSignIn: true, condition: 'loading' }))
    sources(one)
    expect(notes.map(({ title }) => title)).toEqual(['prod: Sign-in expired', 'prod: Signed in again'])
  })

  it('are not failures of another kind, and nothing of a paused source', () => {
    sources(source('prod', { condition: 'throttled', error: errorInfo({ code: 'THROTTLED', message: 'slow' }) }))
    sources(source('prod', { ...lacking('CREDENTIALS_EXPIRED'), paused: true }))
    expect(notes).toEqual([])
  })

  it('hold nothing of a trace', () => {
    const secret = 'a run named by its prompt'
    const page = [{ cloudTraceId: secret, name: secret, status: 'error', error: secret } as RunSummary]
    listed({ pages: [page], end: {} as RunListData['end'] })
    expect(notes).toHaveLength(1)
    expect(JSON.stringify(notes)).not.toContain(secret)
  })
})
