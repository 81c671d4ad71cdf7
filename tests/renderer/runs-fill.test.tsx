import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { useDialogs } from '../../src/renderer/src/app/dialogs.ts'
import { defaultPreferences, usePreferences } from '../../src/renderer/src/app/preferences.ts'
import { Shell } from '../../src/renderer/src/app/shell.tsx'
import { useFilledRuns } from '../../src/renderer/src/features/runs/filled-runs.ts'
import { useListStore } from '../../src/renderer/src/features/runs/list-store.ts'
import { rowsOf } from '../../src/renderer/src/features/runs/run-row.ts'
import { RowFiller } from '../../src/renderer/src/features/runs/row-filler.ts'
import type { RunListEnd } from '../../src/renderer/src/features/runs/use-run-lists.ts'
import { navigate } from '../../src/renderer/src/location.ts'
import { failure } from '../../src/shared/errors.ts'
import type { RunSummary } from '../../src/shared/model/agent-run.ts'
import { agentSpans, span, traceOf } from '../support/agent-spans.ts'
import { type FakeStore, gate, row } from '../support/fake-store.ts'
import { type PageService, pageService, renderPage } from '../support/page-service.tsx'

const now = Math.floor(Date.now() / 1000)

function run(id: string, ago: number, rest: Partial<RunSummary> = {}): RunSummary {
  return { ...row(id, now - ago), ...rest }
}

function list(store: FakeStore, ...runs: RunSummary[]): void {
  store.pages = [{ runs, notices: [] }]
  store.trace = (id) => traceOf(agentSpans(), id)
}

function open(service: PageService) {
  const view = renderPage(service, <Shell />)
  return { user: userEvent.setup(), view }
}

/** Rows are asked for only after they have rested in sight, on machines that may be busy. */
function eventually(check: () => void): Promise<void> {
  return waitFor(check, { timeout: 8000 })
}

/** The cells of the run's row, as text, by the titles of their columns. */
function cellsOf(name: string): Record<string, string> {
  const titles = ['status', 'name', 'source', 'start', 'duration', 'steps', 'tokens', 'models', 'errors']
  const found = screen.getAllByRole('row').find((one) => one.textContent?.includes(name))
  const cells = found ? within(found).getAllByRole('gridcell') : []
  return Object.fromEntries(cells.map((cell, index) => [titles[index], cell.textContent ?? '']))
}

/** The runs' names in order, without the agent's that may stand beside them. */
function names(): string[] {
  return screen
    .getAllByRole('row')
    .slice(1)
    .map((one) => within(one).getAllByRole('gridcell')[1]?.textContent?.replace('triage', '') ?? '')
}

const one = ['xray://us-east-1/?name=one']

beforeEach(() => {
  useListStore.setState(useListStore.getInitialState())
  useFilledRuns.setState(useFilledRuns.getInitialState())
  usePreferences.setState({ ...defaultPreferences, timeZone: 'utc' })
  useDialogs.setState({ dialog: null })
  navigate({ sourceId: null, run: null })
})

describe('rows on screen', () => {
  it('are filled with what their listing leaves open, and keep what it says', async () => {
    const service = pageService(one)
    list(service.store('one'), run('a', 10, { status: 'ok', stepCount: 99 }), run('b', 20, { status: 'unknown' }))
    open(service)
    await eventually(() => expect(cellsOf('run b')).toMatchObject({ steps: '6', tokens: '1,280', errors: '1' }))
    expect(cellsOf('run b')['models']).toBe('model-a, model-b')
    expect(cellsOf('run b')['status']).not.toBe('Unknown')
    expect(cellsOf('run a')).toMatchObject({ status: 'OK', steps: '99', tokens: '1,280', errors: '1' })
  })

  it('are left alone when nothing is missing, or the run goes on', async () => {
    const whole = { stepCount: 1, totalTokens: 2, models: ['m'], errorCount: 0 }
    const service = pageService(one)
    list(service.store('one'), run('whole', 10, whole), run('going', 20, { status: 'running' }), run('lacking', 30))
    open(service)
    await eventually(() => expect(cellsOf('run lacking')['steps']).toBe('6'))
    expect(service.store('one').getCalls).toEqual(['lacking'])
  })

  it('are not read while the setting is off', async () => {
    usePreferences.setState({ fillRows: false })
    const service = pageService(one)
    list(service.store('one'), run('a', 10))
    open(service)
    await eventually(() => expect(names()).toEqual(['run a']))
    await new Promise((resolve) => setTimeout(resolve, 700))
    expect(service.store('one').getCalls).toEqual([])
    usePreferences.setState({ fillRows: true })
    await eventually(() => expect(service.store('one').getCalls).toEqual(['a']))
  })

  it('are read again when the user refreshes, and shown as they were meanwhile', async () => {
    const service = pageService(one)
    const store = service.store('one')
    list(store, run('a', 10), run('b', 20))
    const { user } = open(service)
    await eventually(() => expect(cellsOf('run b')['steps']).toBe('6'))
    list(store, run('new', 1), run('a', 10), run('b', 20))
    store.getCalls = []
    await user.keyboard('{Control>}r{/Control}')
    await eventually(() => expect([...store.getCalls].sort()).toEqual(['a', 'b', 'new']))
    expect(cellsOf('run a')['steps']).toBe('6')
  })

  it('are read once: an automatic refresh asks for new runs, and again for those that went on', async () => {
    const service = pageService(one)
    const store = service.store('one')
    const ongoing = [span({ spanId: '1', name: 'only', running: true })]
    store.trace = (id) => traceOf(id === 'going' ? ongoing : agentSpans(), id)
    const source = service.registry.answer().sources[0]!
    const runs = [run('a', 10), run('going', 20)]
    const end = (fetchedAt: number) =>
      ({ kind: 'end', fetchedAt, hasMore: false, complete: true, notices: [] }) as unknown as RunListEnd
    const part = {
      source,
      pages: [runs],
      answered: true,
      end: end(1),
      error: null,
      fetching: false,
      pending: false,
      retry: () => {},
    }
    const filler = new RowFiller(service.client)
    filler.look(rowsOf(source, runs), [part])
    await eventually(() => expect(useFilledRuns.getState().filled.size).toBe(2))
    filler.look(rowsOf(source, runs), [part])
    expect([...store.getCalls].sort()).toEqual(['a', 'going'])

    service.store('one').getCalls = []
    service.registry.entry('one').invalidateCache()
    const more = [run('new', 1), ...runs]
    filler.look(rowsOf(source, more), [{ ...part, pages: [more], end: end(2) }])
    await eventually(() => expect(useFilledRuns.getState().filled.size).toBe(3))
    expect([...store.getCalls].sort()).toEqual(['going', 'new'])
  })

  it('keep their place when they are filled, and take their new one at the next sort', async () => {
    const service = pageService(one)
    const store = service.store('one')
    const held = gate()
    list(
      store,
      run('small', 10),
      run('big', 20),
      run('known', 30, { stepCount: 3, totalTokens: 1, models: [], errorCount: 0 }),
    )
    store.trace = (id) => traceOf(id === 'big' ? agentSpans() : [span({ spanId: '1', name: 'only', ms: 5 })], id)
    const { user } = open(service)
    await eventually(() => expect(names()).toHaveLength(3))
    store.gate = held.promise
    await user.click(screen.getByRole('button', { name: 'Steps' }))
    expect(names()).toEqual(['run known', 'run small', 'run big'])
    held.open()
    await eventually(() => expect(cellsOf('run big')['steps']).toBe('6'))
    expect(names()).toEqual(['run known', 'run small', 'run big'])
    await user.click(screen.getByRole('button', { name: 'Steps' }))
    await user.click(screen.getByRole('button', { name: 'Steps' }))
    expect(names()).toEqual(['run big', 'run known', 'run small'])
  })

  it('are found by what was filled in', async () => {
    const service = pageService(one)
    const store = service.store('one')
    list(store, run('a', 10), run('b', 20))
    store.trace = (id) => traceOf(id === 'a' ? agentSpans() : [span({ spanId: '1', name: 'only', ms: 5 })], id)
    const { user } = open(service)
    await eventually(() => expect(cellsOf('run a')['steps']).toBe('6'))
    await user.keyboard('/tokens>1000')
    await eventually(() => expect(names()).toEqual(['run a']))
  })

  it('say so when the platform does not have them any more', async () => {
    const service = pageService(one)
    list(service.store('one'), run('a', 10))
    service.store('one').trace = () => failure({ code: 'NOT_FOUND', message: 'No such trace.' })
    open(service)
    await eventually(() => expect(screen.getAllByTitle('The run is not at the platform any more.')).not.toHaveLength(0))
    expect(cellsOf('run a')['steps']).toBe('–')
  })

  it('are not read of a source that has failed', async () => {
    const service = pageService(one)
    const store = service.store('one')
    list(store, run('a', 10))
    store.pages.push(failure({ code: 'UNREACHABLE', message: 'No connection to X-Ray.' }))
    open(service)
    await screen.findByRole('alert')
    await new Promise((resolve) => setTimeout(resolve, 700))
    expect(store.getCalls).toEqual([])
  })

  it('are given up when the list is left, and asked for when it is back', async () => {
    const service = pageService(one)
    const store = service.store('one')
    list(store, run('a', 10))
    const { view } = open(service)
    await eventually(() => expect(names()).toEqual(['run a']))
    store.gate = gate().promise
    await eventually(() => expect(store.getCalls).toEqual(['a']))
    view.unmount()
    await eventually(() => expect(store.aborted).toBe(1))
    store.gate = Promise.resolve()
    open(service)
    await eventually(() => expect(cellsOf('run a')['steps']).toBe('6'))
  })
})
