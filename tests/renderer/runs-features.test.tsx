import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Client } from '../../src/renderer/src/client.ts'
import { useDialogs } from '../../src/renderer/src/app/dialogs.ts'
import { defaultPreferences, usePreferences } from '../../src/renderer/src/app/preferences.ts'
import { Shell } from '../../src/renderer/src/app/shell.tsx'
import { useFilledRuns } from '../../src/renderer/src/features/runs/filled-runs.ts'
import { useListPreferences } from '../../src/renderer/src/features/runs/list-preferences.ts'
import { useListStore } from '../../src/renderer/src/features/runs/list-store.ts'
import { useSaveDialog } from '../../src/renderer/src/features/runs/save-dialog-store.ts'
import { getLocation, navigate } from '../../src/renderer/src/location.ts'
import { failure } from '../../src/shared/errors.ts'
import type { RunSummary } from '../../src/shared/model/agent-run.ts'
import { milliseconds } from '../../src/shared/units.ts'
import { agentSpans, traceOf } from '../support/agent-spans.ts'
import { gate, row } from '../support/fake-store.ts'
import { type PageService, pageService, renderPage } from '../support/page-service.tsx'

const now = Math.floor(Date.now() / 1000)

function run(id: string, ago: number, rest: Partial<RunSummary> = {}): RunSummary {
  return { ...row(id, now - ago), stepCount: 1, totalTokens: 1, models: ['m'], errorCount: 0, ...rest }
}

function list(service: PageService, name: string, ...runs: RunSummary[]): void {
  service.store(name).pages = [{ runs, notices: [] }]
}

function open(service: PageService) {
  renderPage(service, <Shell />)
  return userEvent.setup()
}

/** The client, telling with which filter each listing is asked for. */
function listening(client: Client, tell: (filter: string | null) => void): Client {
  const runs = new Proxy(client.runs, {
    get(target, name: keyof Client['runs']) {
      if (name !== 'list') return target[name]
      return (...given: Parameters<Client['runs']['list']>) => {
        tell(given[0].filter)
        return target.list(...given)
      }
    },
  })
  return new Proxy(client, { get: (target, name: keyof Client) => (name === 'runs' ? runs : target[name]) })
}

function grid(): HTMLElement {
  const found = document.querySelector<HTMLElement>('[data-list-grid]')
  if (!found) throw new Error('no list is drawn')
  return found
}

function titles(): string[] {
  return within(grid())
    .getAllByRole('columnheader')
    .map((one) => one.textContent ?? '')
}

/** The texts of the lines, without the head. */
function lines(): string[] {
  return within(grid())
    .getAllByRole('row')
    .slice(1)
    .map((one) => one.textContent ?? '')
}

const one = ['xray://us-east-1/?name=one']
const filterField = () => screen.getByRole('combobox', { name: 'Filter runs' })

beforeEach(() => {
  navigate({
    sourceId: null,
    run: null,
    view: { filter: '', window: null, errorsOnly: false, sort: null, bySession: false },
  })
  useListStore.setState(useListStore.getInitialState())
  useListPreferences.setState(useListPreferences.getInitialState())
  useFilledRuns.setState(useFilledRuns.getInitialState())
  usePreferences.setState({ ...defaultPreferences, timeZone: 'utc' })
  useDialogs.setState({ dialog: null })
  useSaveDialog.setState({ open: false })
})

describe('the filter', () => {
  it('offers fields, then values that the rows have, with their counts; Tab takes one', async () => {
    const service = pageService(one)
    list(service, 'one', run('a', 10, { models: ['gpt-4o'] }), run('b', 20, { models: ['gpt-4o', 'claude'] }))
    const user = open(service)
    await screen.findByText('run a')
    await user.keyboard('/mod')
    expect(screen.getByRole('option', { name: /^model/ })).toBeTruthy()
    await user.keyboard('{Tab}')
    expect(filterField()).toHaveProperty('value', 'model:')
    await waitFor(() =>
      expect(screen.getAllByRole('option').map((item) => item.textContent)).toEqual(['gpt-4o2', 'claude1']),
    )
    await user.keyboard('{ArrowDown}{ArrowDown}')
    expect(screen.getByRole('option', { name: /claude/ }).getAttribute('aria-selected')).toBe('true')
    expect(filterField().getAttribute('aria-activedescendant')).toBe(screen.getByRole('option', { name: /claude/ }).id)
    await user.keyboard('{Enter}')
    expect(filterField()).toHaveProperty('value', 'model:claude ')
    await screen.findByText('1 of 2 runs match')
  })

  it('underlines what cannot be read and says why, and filters nothing meanwhile', async () => {
    const service = pageService(one)
    list(service, 'one', run('a', 10))
    const user = open(service)
    await screen.findByText('run a')
    await user.keyboard('/a tokens>many')
    expect(screen.getByText('many').className).toContain('wrong')
    expect(screen.getByText(/"many" is not a number/)).toBeTruthy()
    expect(filterField().getAttribute('aria-invalid')).toBe('true')
    expect(screen.getByText('1 run, not filtered')).toBeTruthy()
  })

  it('is passed on once the user pauses, in its shortest form, and never while it cannot be read', async () => {
    const service = pageService(one)
    list(service, 'one', run('a', 10))
    const asked: (string | null)[] = []
    const user = open({ ...service, client: listening(service.client, (filter) => asked.push(filter)) })
    await screen.findByText('run a')
    await user.keyboard('/is:error and tokens > 1000')
    await waitFor(() => expect(asked.at(-1)).toBe('is:error tokens>1000'))
    expect(asked).toEqual([null, 'is:error tokens>1000'])
    await user.keyboard(' (')
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(asked).toHaveLength(2)
  })

  it('counts runs that may match, and shows them on request', async () => {
    usePreferences.setState({ fillRows: false })
    const service = pageService(one)
    list(service, 'one', run('a', 10, { totalTokens: 5000 }), run('b', 20, { totalTokens: null }), run('c', 30))
    const user = open(service)
    await screen.findByText('run a')
    await user.keyboard('/tokens>1k')
    await screen.findByText('1 of 3 runs match')
    expect(screen.getByText(/1 more may match/)).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Show them' }))
    await waitFor(() => expect(lines()).toHaveLength(2))
    const unsure = within(grid()).getAllByRole('row')[2]!
    expect(unsure.textContent).toContain('run b')
    expect(unsure.dataset['fits']).toBe('maybe')
  })
})

describe('runs that may match', () => {
  it('are counted as what they are once they were read, and stay where they are', async () => {
    const service = pageService(one)
    list(service, 'one', run('a', 10, { totalTokens: 5000 }), run('b', 20, { totalTokens: null }))
    service.store('one').trace = (id) => traceOf(agentSpans(), id)
    const held = gate()
    service.store('one').gate = Promise.resolve()
    const user = open(service)
    await screen.findByText('run a')
    service.store('one').gate = held.promise
    await user.keyboard('/tokens>1k')
    await screen.findByText('1 of 2 runs match')
    await user.click(screen.getByRole('button', { name: 'Show them' }))
    held.open()
    await waitFor(() => expect(screen.getByText('2 runs')).toBeTruthy(), { timeout: 8000 })
    expect(within(grid()).getAllByRole('row')[2]!.dataset['fits']).toBeUndefined()
  })
})

describe('columns', () => {
  it('are chosen, moved, sized and sorted by keyboard alone, and remembered', async () => {
    const service = pageService(one)
    list(service, 'one', run('a', 10, { sessionId: 's-1' }))
    const user = open(service)
    await screen.findByText('run a')
    await user.keyboard('jc')
    const agent = await screen.findByRole('checkbox', { name: 'Session' })
    act(() => agent.focus())
    await user.keyboard(' ')
    expect(titles()).toContain('Session')
    act(() => screen.getByRole('checkbox', { name: 'Tokens' }).focus())
    await user.keyboard('{Alt>}{ArrowUp}{/Alt}{ArrowRight}s')
    expect(titles().indexOf('Tokens')).toBeLessThan(titles().indexOf('Steps'))
    expect(useListStore.getState().sort).toEqual({ key: 'tokens', descending: true })
    expect(useListPreferences.getState().columns.find(({ key }) => key === 'tokens')?.width).toBeGreaterThan(0)
    await user.keyboard('{Escape}')
    await waitFor(() => expect(document.activeElement).toBe(grid()))
    const kept = JSON.parse(localStorage.getItem('tracecraft.list') ?? '{}') as {
      state: { columns: { key: string }[] }
    }
    expect(kept.state.columns.map(({ key }) => key)).toContain('session')
  })

  it('come as at first where what was kept cannot be read', async () => {
    localStorage.setItem(
      'tracecraft.list',
      JSON.stringify({ version: 1, state: { columns: [{ key: 'nonsense' }], views: 7 } }),
    )
    await useListPreferences.persist.rehydrate()
    expect(useListPreferences.getState().columns).toHaveLength(9)
    expect(useListPreferences.getState().views).toEqual([])
  })
})

describe('a link', () => {
  it('holds the filter, the window, the order and the sessions, and restores them', async () => {
    const service = pageService(one)
    list(service, 'one', run('a', 10))
    const user = open(service)
    await screen.findByText('run a')
    await user.keyboard('es')
    await user.click(screen.getByRole('button', { name: 'Duration' }))
    await user.keyboard('/run')
    expect(window.location.hash).toBe('#q=run&errors=1&sort=-duration&by=session')
    act(() => {
      window.location.hash = '#q=tokens%3E1&w=1700000000000000-1700000600000000&sort=name'
      window.dispatchEvent(new HashChangeEvent('hashchange'))
    })
    expect(useListStore.getState()).toMatchObject({
      filter: 'tokens>1',
      errorsOnly: false,
      bySession: false,
      sort: { key: 'name', descending: false },
      window: { from: 1700000000000000, to: 1700000600000000 },
    })
  })
})

describe('saved views', () => {
  it('keep filter, order, columns and source under a name, and bring them back', async () => {
    const service = pageService(['xray://us-east-1/?name=one', 'datadog://eu1/?name=two'])
    list(service, 'one', run('a', 10))
    list(service, 'two', run('b', 20))
    const user = open(service)
    await screen.findByText('run a')
    act(() => {
      navigate({ sourceId: 'two' })
      useListStore.getState().setFilter('run')
      useListStore.getState().sortBy('tokens')
    })
    act(() => grid().focus())
    await user.keyboard('V')
    await user.type(await screen.findByLabelText('Name'), 'mine{Enter}')
    expect(await screen.findByRole('button', { name: 'Views: mine' })).toBeTruthy()
    act(() => {
      navigate({ sourceId: null })
      useListStore.getState().setFilter('')
      useListStore.getState().sortBy('name')
    })
    expect(screen.getByRole('button', { name: 'Views' })).toBeTruthy()
    act(() => grid().focus())
    await user.keyboard('v')
    await user.click(await screen.findByRole('menuitem', { name: 'mine' }))
    expect(useListStore.getState()).toMatchObject({ filter: 'run', sort: { key: 'tokens', descending: true } })
    expect(getLocation().sourceId).toBe('two')
  })

  it('are renamed and deleted', async () => {
    const { saveView } = useListPreferences.getState()
    saveView({ name: 'old', view: getLocation().view, sourceId: null, columns: useListPreferences.getState().columns })
    const service = pageService(one)
    list(service, 'one', run('a', 10))
    const user = open(service)
    await screen.findByText('run a')
    await user.keyboard('jv')
    await user.click(await screen.findByRole('menuitem', { name: /Rename or delete/ }))
    const field = await screen.findByLabelText('Name of old')
    await user.clear(field)
    await user.type(field, 'new{Enter}')
    expect(useListPreferences.getState().views.map(({ name }) => name)).toEqual(['new'])
    await user.click(await screen.findByRole('button', { name: 'Delete new' }))
    expect(useListPreferences.getState().views).toEqual([])
  })
})

describe('sessions', () => {
  it('gather their runs, and fold and unfold by keyboard', async () => {
    const service = pageService(one)
    list(service, 'one', run('a', 10, { sessionId: 's-1' }), run('b', 20), run('c', 30, { sessionId: 's-1' }))
    const user = open(service)
    await screen.findByText('run a')
    await user.keyboard('s')
    await waitFor(() => expect(lines()).toHaveLength(5))
    expect(grid().getAttribute('role')).toBe('treegrid')
    expect(lines()[0]).toMatch(/^s-12 runs.*2 tokens$/)
    expect(lines()[3]).toContain('No session known')
    await user.keyboard('jj{ArrowLeft}')
    await waitFor(() => expect(lines()).toHaveLength(3))
    const head = within(grid()).getAllByRole('row')[1]!
    expect(head.getAttribute('aria-expanded')).toBe('false')
    expect(head.getAttribute('aria-selected')).toBe('true')
    await user.keyboard('{ArrowRight}')
    await waitFor(() => expect(lines()).toHaveLength(5))
  })
})

describe('time', () => {
  it('is narrowed to a quarter of an hour around the selected run with one key', async () => {
    const service = pageService(one)
    list(service, 'one', run('a', 10))
    const user = open(service)
    await screen.findByText('run a')
    await user.keyboard('ja')
    const start = (now - 10) * 1e6
    expect(useListStore.getState().window).toEqual({ from: start - 900e6, to: start + 900e6 })
  })

  it('says where the list ends, and offers to look further back', async () => {
    const service = pageService(one)
    list(service, 'one', run('a', 10))
    const user = open(service)
    await screen.findByText('run a')
    expect(await screen.findByText(/^That is all of the last/)).toBeTruthy()
    await user.click(screen.getByRole('button', { name: /^Older: last 6 hours/ }))
    expect(useListStore.getState().window).toEqual({ lookbackMs: 6 * 3_600_000 })
  })
})

describe('new runs', () => {
  it('that come above what is looked at move nothing, and are told of; one press goes to them', async () => {
    const service = pageService(one)
    const store = service.store('one')
    const old = Array.from({ length: 60 }, (_, index) => run(`r${index}`, 100 + index))
    store.pages = [{ runs: old, notices: [] }]
    const user = open(service)
    await screen.findByText('60 runs')
    grid().scrollTop = 310
    fireEvent.scroll(grid())
    store.pages = [{ runs: [run('n1', 1), run('n2', 2), run('n3', 3), ...old], notices: [] }]
    await user.keyboard('r')
    await user.click(await screen.findByRole('button', { name: '3 new runs' }))
    expect(grid().scrollTop).toBe(0)
    expect(screen.queryByRole('button', { name: '3 new runs' })).toBeNull()
  })
})

describe('open by id', () => {
  it('says of every source how the search goes, and opens the found run at once', async () => {
    const service = pageService([
      'xray://us-east-1/?name=one',
      'xray://eu-west-1/?name=two',
      'xray://eu-west-2/?name=three',
    ])
    const id = '1-68e0a3f1-0123456789abcdef01234567'
    const held = gate()
    service.store('one').trace = () => failure({ code: 'NOT_FOUND', message: 'Not there.' })
    service.store('two').trace = () => failure({ code: 'PERMISSION_DENIED', message: 'X-Ray refused.' })
    service.store('three').gate = held.promise
    service.store('three').trace = (native) => traceOf(agentSpans(), native)
    const user = open(service)
    await user.keyboard('{Control>}o{/Control}')
    const field = await screen.findByLabelText('Trace id')
    await user.type(field, `${id}{Enter}`)
    const results = await screen.findByRole('list', { name: 'Sources' })
    await waitFor(() => expect(within(results).getByText('not there')).toBeTruthy())
    expect(within(results).getByText('X-Ray refused.')).toBeTruthy()
    expect(getLocation().run).toBeNull()
    held.open()
    await waitFor(() => expect(getLocation().run).toMatchObject({ sourceId: 'three', traceId: id }))
    expect(screen.queryByLabelText('Trace id')).toBeNull()
  })

  it('keeps the dialog open when no source has it', async () => {
    const service = pageService(one)
    service.store('one').trace = () => failure({ code: 'NOT_FOUND', message: 'Not there.' })
    const user = open(service)
    await user.keyboard('{Control>}o{/Control}')
    await user.type(await screen.findByLabelText('Trace id'), '1-68e0a3f1-0123456789abcdef01234567{Enter}')
    expect(await screen.findByText('Not found in any source')).toBeTruthy()
    expect(getLocation().run).toBeNull()
  })
})

describe('the chart of durations', () => {
  it('says in words what it shows, chooses a range by keyboard, and goes back', async () => {
    const service = pageService(one)
    list(
      service,
      'one',
      run('a', 600, { durationMs: milliseconds(1000) }),
      run('b', 1200, { durationMs: milliseconds(9000), status: 'error', error: 'x' }),
      run('c', 1800, { durationMs: milliseconds(2000) }),
    )
    const user = open(service)
    await screen.findByText('run a')
    await user.keyboard('d')
    expect(await screen.findByText('3 runs · median 2.00 s · longest 9.00 s · 1 failed')).toBeTruthy()
    const chart = screen.getByRole('application', { name: 'Durations over time' })
    act(() => chart.focus())
    await user.keyboard('{Home}{Shift>}{End}{/Shift}')
    expect(await screen.findByText(/: 3 runs · 1 failed$/)).toBeTruthy()
    await user.keyboard('{Enter}')
    const { window: chosen } = useListStore.getState()
    expect(chosen).toMatchObject({ from: expect.any(Number) as number, to: expect.any(Number) as number })
    act(() => screen.getByRole('application', { name: 'Durations over time' }).focus())
    await user.keyboard('{Backspace}')
    expect(useListStore.getState().window).toBeNull()
  })
})

describe('assistive technology', () => {
  it.each([
    ['sessions and the chart', 'jsd'],
    ['the offers of the filter', '/mo'],
    ['a filter that cannot be read', '/tokens>x'],
    ['the columns', 'jc'],
    ['the menu of a run', 'jm'],
    ['the search for an id', '{Control>}o{/Control}1-68e0a3f1-0123456789abcdef01234567{Enter}'],
  ])('finds no serious fault in %s', async (_part, keys) => {
    const service = pageService(one)
    list(service, 'one', run('a', 10, { sessionId: 's-1', durationMs: milliseconds(5) }), run('b', 20))
    service.store('one').trace = () => failure({ code: 'NOT_FOUND', message: 'Not there.' })
    const user = open(service)
    await screen.findByText('run a')
    await user.keyboard(keys)
    await new Promise((resolve) => setTimeout(resolve, 300))
    // Colours need a real browser: jsdom has no layout to find what lies behind a text.
    const { violations } = await axe.run(document.body, {
      rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
    })
    const serious = violations.filter((fault) => fault.impact === 'serious' || fault.impact === 'critical')
    expect(serious.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html).join(' ')}`)).toEqual([])
  })
})
