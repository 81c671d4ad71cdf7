import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Shell } from '../../src/renderer/src/app/shell.tsx'
import { defaultPreferences, usePreferences } from '../../src/renderer/src/app/preferences.ts'
import { useDialogs } from '../../src/renderer/src/app/dialogs.ts'
import { useListStore } from '../../src/renderer/src/features/runs/list-store.ts'
import { getLocation, navigate } from '../../src/renderer/src/location.ts'
import { failure, fix } from '../../src/shared/errors.ts'
import type { RunSummary } from '../../src/shared/model/agent-run.ts'
import { notice } from '../../src/shared/notice.ts'
import { microseconds, milliseconds } from '../../src/shared/units.ts'
import { gate, row } from '../support/fake-store.ts'
import { type PageService, pageService, renderPage } from '../support/page-service.tsx'

const now = Math.floor(Date.now() / 1000)

function page(...runs: RunSummary[]) {
  return { runs, notices: [] }
}

function run(id: string, ago: number, rest: Partial<RunSummary> = {}): RunSummary {
  return { ...row(id, now - ago), ...rest }
}

function open(service: PageService) {
  renderPage(service, <Shell />)
  return userEvent.setup()
}

/** The names of the drawn rows, top to bottom. */
function names(): string[] {
  return screen
    .getAllByRole('row')
    .slice(1)
    .map((one) => within(one).getAllByRole('gridcell')[1]?.textContent ?? '')
}

beforeEach(() => {
  useListStore.setState(useListStore.getInitialState())
  usePreferences.setState({ ...defaultPreferences, timeZone: 'utc' })
  useDialogs.setState({ dialog: null })
  navigate({ sourceId: null, run: null })
})

const two = ['xray://us-east-1/?name=one', 'datadog://eu1/?name=two']

describe('the list of runs', () => {
  it('merges the runs of all sources, newest first', async () => {
    const service = pageService(two)
    service.store('one').pages = [page(run('a', 10), run('c', 30))]
    service.store('two').pages = [page(run('b', 20), run('d', 40))]
    open(service)
    await waitFor(() => expect(names()).toEqual(['run a', 'run b', 'run c', 'run d']))
  })

  it('shows rows of the first page while the next is still on its way', async () => {
    const service = pageService(['xray://us-east-1/?name=one'])
    const store = service.store('one')
    const later = gate()
    store.pages = [page(run('a', 10)), page(run('b', 20))]
    const first = store.list.bind(store)
    store.list = async function* list(query, signal) {
      for await (const one of first(query, signal)) {
        yield one
        await later.promise
      }
    }
    open(service)
    await waitFor(() => expect(names()).toEqual(['run a']))
    expect(screen.getByRole('grid')).toHaveProperty('ariaBusy', 'true')
    later.open()
    await waitFor(() => expect(names()).toEqual(['run a', 'run b']))
  })

  it('keeps the runs of the other sources when one fails, and says what fails and how to mend it', async () => {
    const service = pageService(two)
    service.store('one').pages = [page(run('a', 10))]
    service.store('two').pages = [
      failure({
        code: 'CREDENTIALS_EXPIRED',
        message: 'The sign-in has expired.',
        fix: fix('Sign in again.', 'aws sso login --profile dev'),
      }),
    ]
    open(service)
    await waitFor(() => expect(names()).toEqual(['run a']))
    const banner = await screen.findByRole('alert')
    expect(banner.textContent).toContain('two: ')
    expect(banner.textContent).toContain('The sign-in has expired.')
    expect(within(banner).getByText('aws sso login --profile dev')).toBeTruthy()
    expect(within(banner).getByRole('button', { name: 'Copy command' })).toBeTruthy()
  })

  it('never shows a failure as an empty list', async () => {
    const service = pageService(['xray://us-east-1/?name=one'])
    service.store('one').pages = [failure({ code: 'PERMISSION_DENIED', message: 'X-Ray refused to list traces.' })]
    open(service)
    expect((await screen.findByRole('alert')).textContent).toContain('X-Ray refused to list traces.')
    expect(screen.queryByText('No runs here')).toBeNull()
  })

  it('gives the three pieces of advice when there is nothing, and looks further back on request', async () => {
    const service = pageService(['xray://us-east-1/My-Agent?name=one'])
    const user = open(service)
    expect(await screen.findByText('No runs here')).toBeTruthy()
    expect(screen.getByText('My-Agent')).toBeTruthy()
    expect(screen.getByText(/sampling/i)).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Last 6 hours' }))
    await waitFor(() => {
      const asked = service.store('one').listCalls.at(-1)?.window
      expect(asked ? asked.to - asked.from : 0).toBe(6 * 3600 * 1e6)
    })
  })

  it('shows what the listing does not know as a dash, never as zero', async () => {
    const service = pageService(['cloudtrace://my-project/?name=one'])
    service.store('one').pages = [page(run('a', 10))]
    open(service)
    await waitFor(() => expect(names()).toEqual(['run a']))
    const cells = within(screen.getAllByRole('row')[1]!).getAllByRole('gridcell')
    expect(cells.slice(4).map((cell) => cell.textContent)).toEqual(['–', '–', '–', '–', '–'])
    expect(cells[5]!.firstElementChild?.getAttribute('title')).toContain('does not say')
  })

  it('sorts by a column, with unknown values last in both directions', async () => {
    const service = pageService(['xray://us-east-1/?name=one'])
    service.store('one').pages = [
      page(
        run('a', 10, { durationMs: milliseconds(5) }),
        run('b', 20),
        run('c', 30, { durationMs: milliseconds(500) }),
      ),
    ]
    const user = open(service)
    await waitFor(() => expect(names()).toHaveLength(3))
    await user.click(screen.getByRole('button', { name: 'Duration' }))
    expect(names()).toEqual(['run c', 'run a', 'run b'])
    expect(screen.getByRole('columnheader', { name: 'Duration' }).getAttribute('aria-sort')).toBe('descending')
    await user.click(screen.getByRole('button', { name: 'Duration' }))
    expect(names()).toEqual(['run a', 'run c', 'run b'])
  })

  it('filters as one types, says how many match, and clears with Escape', async () => {
    const service = pageService(['xray://us-east-1/?name=one'])
    service.store('one').pages = [page(run('apple', 10), run('pear', 20))]
    const user = open(service)
    await waitFor(() => expect(names()).toHaveLength(2))
    await user.keyboard('/')
    await user.keyboard('pear')
    await waitFor(() => expect(names()).toEqual(['run pear']))
    expect(screen.getByText('1 of 2 runs match')).toBeTruthy()
    await user.keyboard('{Escape}')
    await waitFor(() => expect(names()).toHaveLength(2))
  })

  it('asks the platform for failed runs only', async () => {
    const service = pageService(['xray://us-east-1/?name=one'])
    service.store('one').pages = [page(run('a', 10, { status: 'error', error: 'boom' }))]
    const user = open(service)
    await waitFor(() => expect(names()).toHaveLength(1))
    await user.click(screen.getByRole('button', { name: 'Errors only' }))
    await waitFor(() => expect(service.store('one').listCalls.at(-1)?.errorsOnly).toBe(true))
  })

  it('says why a list is partial', async () => {
    const service = pageService(['datadog://us1/?name=one'])
    service.store('one').pages = [
      { runs: [run('a', 10)], notices: [notice('indexed-only', 'Only indexed spans could be read.')] },
    ]
    const user = open(service)
    await user.click(await screen.findByRole('button', { name: 'Partial' }))
    expect(await screen.findByText('Only indexed spans could be read.')).toBeTruthy()
  })

  it('refreshes with Ctrl+R: forgets the cache, keeps the rows and the selection meanwhile, then shows the new run', async () => {
    const service = pageService(['xray://us-east-1/?name=one'])
    const store = service.store('one')
    store.pages = [page(run('a', 10), run('b', 20))]
    const user = open(service)
    await waitFor(() => expect(names()).toHaveLength(2))
    await user.keyboard('jj')
    expect(useListStore.getState().selected).toMatch(/\/b$/)

    const held = gate()
    store.gate = held.promise
    store.pages = [page(run('new', 1), run('a', 10), run('b', 20))]
    await user.keyboard('{Control>}r{/Control}')
    await waitFor(() => expect(store.invalidated).toBe(1))
    await waitFor(() => expect(store.listCalls).toHaveLength(2))
    expect(names()).toEqual(['run a', 'run b'])
    held.open()
    await waitFor(() => expect(names()).toEqual(['run new', 'run a', 'run b']))
    const selected = screen.getAllByRole('row').find((one) => one.getAttribute('aria-selected') === 'true')
    expect(selected?.textContent).toContain('run b')
  })

  it('holds the rows in sight where they are when a refresh brings new ones above them', async () => {
    const service = pageService(['xray://us-east-1/?name=one'])
    const store = service.store('one')
    const old = Array.from({ length: 60 }, (_, index) => run(`r${index}`, 100 + index))
    store.pages = [page(...old)]
    const user = open(service)
    await screen.findByText('60 runs')
    const grid = screen.getByRole('grid')
    grid.scrollTop = 310
    grid.dispatchEvent(new Event('scroll'))
    store.pages = [page(run('new 1', 1), run('new 2', 2), ...old)]
    await user.keyboard('r')
    await screen.findByText('62 runs')
    expect(grid.scrollTop).toBe(370)
  })

  it('refreshes when the native menu says so', async () => {
    const service = pageService(['xray://us-east-1/?name=one'])
    service.store('one').pages = [page(run('a', 10))]
    open(service)
    await waitFor(() => expect(names()).toHaveLength(1))
    service.command('refresh')
    await waitFor(() => expect(service.store('one').listCalls).toHaveLength(2))
  })

  it('keeps the rows it has when a refresh fails, and says that it failed', async () => {
    const service = pageService(['xray://us-east-1/?name=one'])
    const store = service.store('one')
    store.pages = [page(run('a', 10))]
    const user = open(service)
    await waitFor(() => expect(names()).toEqual(['run a']))
    store.pages = [failure({ code: 'UNREACHABLE', message: 'No connection to X-Ray.' })]
    await user.keyboard('r')
    expect((await screen.findByRole('alert')).textContent).toContain('No connection to X-Ray.')
    expect(names()).toEqual(['run a'])
  })

  it('never shows runs of the old settings once a source is edited', async () => {
    const service = pageService(['xray://us-east-1/?name=one'])
    const store = service.store('one')
    store.pages = [page(run('a', 10))]
    open(service)
    await waitFor(() => expect(names()).toEqual(['run a']))
    store.pages = [failure({ code: 'UNREACHABLE', message: 'No connection to X-Ray.' })]
    const { settings } = service.registry.entry('one')
    if (settings.type !== 'xray') throw new Error('not an X-Ray source')
    await service.registry.update('one', { ...settings, region: 'eu-west-1' }, true)
    expect((await screen.findByRole('alert')).textContent).toContain('No connection to X-Ray.')
    expect(screen.queryByText('run a')).toBeNull()
  })

  it('moves with j, k and the arrows, and opens the selected run with Enter', async () => {
    const service = pageService(['xray://us-east-1/?name=one'])
    service.store('one').pages = [page(run('a', 10), run('b', 20), run('c', 30))]
    const user = open(service)
    await waitFor(() => expect(names()).toHaveLength(3))
    await user.keyboard('j{ArrowDown}jk')
    expect(useListStore.getState().selected).toMatch(/\/b$/)
    const grid = screen.getByRole('grid')
    expect(document.activeElement).toBe(grid)
    expect(document.getElementById(grid.getAttribute('aria-activedescendant') ?? '')?.textContent).toContain('run b')
    await user.keyboard('{Enter}')
    await waitFor(() =>
      expect(getLocation().run).toEqual({
        sourceId: 'one',
        traceId: 'b',
        startedAt: microseconds((now - 20) * 1e6),
      }),
    )
  })

  it.each(['Linux x86_64', 'MacIntel'])('moves by a page with Ctrl+D and Ctrl+U, on %s too', async (platform) => {
    vi.spyOn(navigator, 'platform', 'get').mockReturnValue(platform)
    const service = pageService(['xray://us-east-1/?name=one'])
    service.store('one').pages = [page(...Array.from({ length: 60 }, (_, index) => run(`r${index}`, index)))]
    const user = open(service)
    await screen.findByText('60 runs')
    await user.keyboard('j{Control>}d{/Control}')
    const { selected } = useListStore.getState()
    expect(Number(/\d+$/.exec(selected ?? '')?.[0])).toBeGreaterThan(10)
    await user.keyboard('{Control>}u{/Control}')
    expect(useListStore.getState().selected).toBe('one/r0')
    vi.restoreAllMocks()
  })

  it('leaves single keys alone when they are switched off', async () => {
    usePreferences.setState({ singleKeys: false })
    const service = pageService(['xray://us-east-1/?name=one'])
    service.store('one').pages = [page(run('a', 10))]
    const user = open(service)
    await waitFor(() => expect(names()).toHaveLength(1))
    await user.keyboard('e')
    expect(useListStore.getState().errorsOnly).toBe(false)
  })

  it('asks for more rows when there are more', async () => {
    const service = pageService(['xray://us-east-1/?name=one'])
    service.store('one').pages = [0, 100, 200].map((first) =>
      page(...Array.from({ length: 100 }, (_, index) => run(`r${first + index}`, first + index))),
    )
    const user = open(service)
    expect(await screen.findByText('200 runs')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Load more' }))
    expect(await screen.findByText('300 runs')).toBeTruthy()
  })
})
