import { useQueryClient } from '@tanstack/react-query'
import { act, configure, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { queryKeys } from '../../src/renderer/src/app/query-keys.ts'
import { defaultPreferences, usePreferences } from '../../src/renderer/src/app/preferences.ts'
import { RunView } from '../../src/renderer/src/features/timeline/run-view.tsx'
import { getLocation, navigate, type OpenRunRef } from '../../src/renderer/src/location.ts'
import { failure, fix } from '../../src/shared/errors.ts'
import { agentSpans, runTraceId, span, traceOf } from '../support/agent-spans.ts'
import { gate } from '../support/fake-store.ts'
import { pageService, renderPage } from '../support/page-service.tsx'

// A busy machine may take longer than the usual second.
configure({ asyncUtilTimeout: 8000 })

const run: OpenRunRef = { sourceId: 'one', traceId: runTraceId, startedAt: null }

/** Opens the run over the real service and hands out what a test drives it with. */
function open(spans = agentSpans()) {
  const service = pageService(['xray://us-east-1/?name=one'])
  const store = service.store('one')
  let current = spans
  store.trace = () => traceOf(current)
  /** Does what the page's own refresh does. */
  function Refresher() {
    const queryClient = useQueryClient()
    const refresh = async (): Promise<void> => {
      await service.client.sources.refresh({ ids: null })
      await queryClient.invalidateQueries({ queryKey: queryKeys.openRuns })
    }
    return <button onClick={() => void refresh()}>refresh everything</button>
  }
  navigate({ run })
  renderPage(
    service,
    <>
      <RunView run={run} />
      <Refresher />
    </>,
  )
  return {
    user: userEvent.setup(),
    store,
    answerWith: (next: typeof spans) => (current = next),
    refresh: () => act(async () => screen.getByRole('button', { name: 'refresh everything' }).click()),
  }
}

/** The rows of the tree, the header left out. */
async function rows(): Promise<HTMLElement[]> {
  const grid = await screen.findByRole('treegrid')
  return within(grid).getAllByRole('row').slice(1)
}

/** Names of the rows, indented by level. */
async function tree(): Promise<string[]> {
  return (await rows()).map(
    (row) => `${'  '.repeat(Number(row.ariaLevel ?? row.getAttribute('aria-level')) - 1)}${name(row)}`,
  )
}

function name(row: HTMLElement): string {
  return within(row).getAllByRole('gridcell')[0]!.querySelector('[class*="name"]')?.textContent ?? ''
}

function selectedName(): string {
  const row = document.querySelector<HTMLElement>('[role="row"][aria-selected="true"]')
  return row ? name(row) : ''
}

const whole = ['invoke_agent triage', '  chat model-a', '  search_orders', '    POST /orders', '  chat model-b']

beforeEach(() => {
  // jsdom has no canvas; the minimap's picture is looked at in a browser.
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null)
  usePreferences.setState({ ...defaultPreferences, timeZone: 'utc' })
  navigate({ sourceId: null, run: null, stepId: null, tab: null })
})

describe('an opened run', () => {
  it('shows its steps as a tree, and a placeholder for a parent that is not in the trace', async () => {
    open()
    const shown = await tree()
    expect(shown.slice(0, 5)).toEqual(whole)
    expect(shown.at(-1)).toBe('  late worker')
    const [placeholder] = (await rows()).slice(5)
    expect(placeholder).toHaveProperty('ariaExpanded')
    expect(placeholder!.textContent).toContain('not in the trace')
  })

  it('tells level, place among siblings and state of each row to assistive technology', async () => {
    open()
    const [root, chat, tool] = await rows()
    expect(root!.getAttribute('aria-expanded')).toBe('true')
    expect(root!.getAttribute('aria-setsize')).toBe('2')
    expect(chat!.getAttribute('aria-level')).toBe('2')
    expect(tool!.getAttribute('aria-posinset')).toBe('2')
    expect(tool!.getAttribute('aria-setsize')).toBe('3')
    expect(chat!.hasAttribute('aria-expanded')).toBe(false)
    expect(screen.getByRole('treegrid').getAttribute('aria-rowcount')).toBe('8')
    expect((await rows()).filter((row) => row.tabIndex === 0)).toHaveLength(1)
  })

  it('prints the run’s figures with the zone, and says why it is less than whole', async () => {
    open()
    expect(await screen.findByText(/14 Nov 2023, 22:13:20\.000 UTC/)).toBeTruthy()
    expect(screen.getByText('4.00 s', { selector: '[class*="value"]' })).toBeTruthy()
    expect(screen.getByText(/1,200 → 80/, { selector: '[class*="value"]' })).toBeTruthy()
    expect(screen.getByText('model-a, model-b')).toBeTruthy()
    expect(screen.getByRole('note').textContent).toMatch(/parent/)
  })

  it('says that it is reading, then shows the failure whole, and tries again on demand', async () => {
    const held = gate()
    const service = pageService(['xray://us-east-1/?name=one'])
    const store = service.store('one')
    store.gate = held.promise
    store.trace = () =>
      failure({
        code: 'PERMISSION_DENIED',
        message: 'X-Ray refused to read the trace.',
        fix: fix('Attach the read policy.', 'aws iam attach-role-policy --role-name reader'),
      })
    const user = userEvent.setup()
    renderPage(service, <RunView run={run} />)
    expect(screen.getByRole('status', { name: 'Reading the run' })).toBeTruthy()
    held.open()
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('X-Ray refused to read the trace.')
    expect(alert.textContent).toContain('aws iam attach-role-policy')
    store.trace = () => traceOf(agentSpans())
    await user.click(within(alert).getByRole('button', { name: 'Try again' }))
    expect((await tree()).slice(0, 5)).toEqual(whole)
  })

  it('shows a run without steps as such', async () => {
    open([])
    expect(await screen.findByText('This run has no steps')).toBeTruthy()
  })

  it('copies the whole run as canonical JSON', async () => {
    const { user } = open()
    await rows()
    const write = vi.spyOn(navigator.clipboard, 'writeText')
    await user.keyboard('Y')
    await waitFor(() => expect(write).toHaveBeenCalled())
    const json = JSON.parse(write.mock.calls[0]![0]) as { cloud_trace_id: string; steps: unknown[] }
    expect(json.cloud_trace_id).toBe(runTraceId)
    expect(json.steps).toHaveLength(2)
  })
})

describe('walking the tree by keyboard', () => {
  it('moves by j and k, to the ends, and to siblings', async () => {
    const { user } = open()
    await rows()
    await user.keyboard('jj')
    expect(selectedName()).toBe('search_orders')
    await user.keyboard('.')
    expect(selectedName()).toBe('chat model-b')
    await user.keyboard(',k')
    expect(selectedName()).toBe('chat model-a')
    await user.keyboard('G')
    expect(selectedName()).toBe('late worker')
    await user.keyboard('gg')
    expect(selectedName()).toBe('invoke_agent triage')
  })

  it('folds and unfolds, goes to the parent and to the first child', async () => {
    const { user } = open()
    await rows()
    await user.keyboard('jjlh')
    expect(selectedName()).toBe('search_orders')
    await user.keyboard('h')
    expect(await tree()).not.toContain('    POST /orders')
    await user.keyboard('h')
    expect(selectedName()).toBe('invoke_agent triage')
    await user.keyboard('{{')
    expect(await tree()).toHaveLength(2)
    await user.keyboard(']')
    expect(await tree()).not.toContain('    POST /orders')
    await user.keyboard('}')
    expect((await tree()).slice(0, 5)).toEqual(whole)
  })

  it('keeps focus on the row of the selected step, also when its row was folded away', async () => {
    const { user } = open()
    await rows()
    await user.keyboard('jjj')
    expect(document.activeElement?.textContent).toContain('POST /orders')
    await user.keyboard('{{')
    expect(selectedName()).toBe('invoke_agent triage')
    expect(document.activeElement?.textContent).toContain('invoke_agent triage')
  })

  it('goes to the next error, even into a folded part, and marks errors on the folded ancestor', async () => {
    const { user } = open()
    await rows()
    await user.keyboard('{{')
    const root = (await rows())[0]!
    expect(within(root).getByRole('img', { name: /errors? below/ })).toBeTruthy()
    await user.keyboard('e')
    await waitFor(() => expect(selectedName()).toBe('POST /orders'))
  })

  it('leaves letters alone while the user types, and when single keys are switched off', async () => {
    const { user } = open()
    await rows()
    await user.click(screen.getByRole('textbox', { name: /Search steps/ }))
    await user.keyboard('jj')
    expect(selectedName()).toBe('invoke_agent triage')
    await user.keyboard('{Escape}')
    await act(async () => usePreferences.setState({ singleKeys: false }))
    await user.keyboard('j')
    expect(selectedName()).toBe('invoke_agent triage')
    await user.keyboard('{ArrowDown}')
    expect(selectedName()).toBe('chat model-a')
  })
})

describe('searching the steps', () => {
  it('marks what matches, goes from hit to hit, hides the rest on demand, and brings the folding back', async () => {
    const { user } = open()
    await rows()
    await user.keyboard('jjh')
    const folded = await tree()
    await user.type(screen.getByRole('textbox', { name: /Search steps/ }), 'POST')
    expect(screen.queryByText('POST', { selector: 'mark' })).toBeNull()
    await user.keyboard('{Enter}')
    expect(selectedName()).toBe('POST /orders')
    expect(screen.getByText('POST', { selector: 'mark' })).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Show matches only' }))
    expect(await tree()).toEqual(['invoke_agent triage', '  search_orders', '    POST /orders'])
    await user.click(screen.getByRole('button', { name: 'Show matches only' }))
    await user.keyboard('gg')
    await user.click(screen.getByRole('textbox', { name: /Search steps/ }))
    await user.keyboard('{Escape}')
    await waitFor(async () => expect(await tree()).toEqual(folded))
  })

  it('finds by model, and says when nothing matches', async () => {
    const { user } = open()
    await rows()
    const field = screen.getByRole('textbox', { name: /Search steps/ })
    await user.type(field, 'model-b')
    await waitFor(() => expect(within(screen.getByRole('search')).getByRole('status').textContent).toBe('1'))
    await user.clear(field)
    await user.type(field, 'nothing like it')
    await waitFor(() => expect(within(screen.getByRole('search')).getByRole('status').textContent).toBe('no match'))
  })
})

describe('a search beyond names', () => {
  it('takes in what the service finds in inputs and attributes, says where, and counts it', async () => {
    const { user } = open()
    await rows()
    const field = screen.getByRole('textbox', { name: /Search steps/ })
    await user.type(field, 'gen_ai')
    const status = () => within(screen.getByRole('search')).getByRole('status').textContent
    await waitFor(() => expect(status()).toMatch(/of 4$/))
    expect(screen.getAllByText(/^in (attribute|input|output)$/).length).toBeGreaterThan(0)
    expect(document.querySelectorAll('[role="row"][data-dimmed]').length).toBeGreaterThan(0)
    await user.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByText(/^in (attribute|input|output)$/)).toBeNull())
    expect(document.querySelectorAll('[role="row"][data-dimmed]')).toHaveLength(0)
  })
})

describe('runs of alike steps', () => {
  const alike = () => [
    span({ spanId: '0000000000000001', name: 'agent', ms: 100 }),
    ...[2, 3, 4, 5].map((n) =>
      span({ spanId: `000000000000000${n}`, parentSpanId: '0000000000000001', name: 'search_web', at: n * 10, ms: 5 }),
    ),
    span({ spanId: '0000000000000009', parentSpanId: '0000000000000001', name: 'answer', at: 80, ms: 5 }),
  ]

  it('stand in one row with their number and figures, and unfold by the keys and by a click', async () => {
    const { user } = open(alike())
    expect(await tree()).toEqual(['agent', '  search_web', '  answer'])
    const group = (await rows())[1]!
    expect(group.textContent).toContain('×4')
    expect(group.getAttribute('aria-expanded')).toBe('false')
    expect(within(group).getByLabelText('total 20.0 ms, p50 5.00 ms, max 5.00 ms')).toBeTruthy()
    await user.keyboard('jl')
    expect(await tree()).toHaveLength(6)
    await user.keyboard('jjh')
    expect(await tree()).toHaveLength(3)
    expect(selectedName()).toBe('search_web')
    await user.click((await rows())[1]!.querySelector('[data-fold]')!)
    expect(await tree()).toHaveLength(6)
  })

  it('are unfolded by going to one of them', async () => {
    const { user } = open(alike())
    await rows()
    await user.type(screen.getByRole('textbox', { name: /Search steps/ }), 'search_web')
    await user.keyboard('{Enter}{Enter}')
    expect(await tree()).toHaveLength(6)
  })

  it('stay as they were over a refresh', async () => {
    const { user, answerWith, refresh } = open(alike())
    await rows()
    await user.keyboard('jl')
    answerWith([
      ...alike(),
      span({ spanId: '000000000000000a', parentSpanId: '0000000000000001', name: 'last', at: 95, ms: 1 }),
    ])
    await refresh()
    await waitFor(async () => expect(await tree()).toContain('  last'))
    expect(await tree()).toHaveLength(7)
  })
})

describe('where the time went', () => {
  it('is said in words, and leads to the step that took most of it', async () => {
    const { user } = open()
    await rows()
    const budget = await screen.findByRole('group', { name: 'Where the time went' })
    const part = await within(budget).findByRole('button', { name: /waiting for models/ })
    part.focus()
    await user.keyboard('{Enter}')
    expect(selectedName()).toMatch(/^chat/)
  })
})

describe('what bars show', () => {
  it('is chosen by c and t, and remembered', async () => {
    const { user } = open()
    await rows()
    await user.keyboard('ct')
    expect(screen.getByRole('button', { name: /Critical path/ }).getAttribute('aria-pressed')).toBe('true')
    expect(screen.getByRole('list', { name: 'Colour by service' })).toBeTruthy()
    expect(localStorage.getItem('tracecraft.timeline.view')).toBe('service critical')
    await user.keyboard('ttt')
    expect(screen.queryByRole('list', { name: /Colour by/ })).toBeNull()
  })

  it('stands in words for those who cannot see it', async () => {
    open()
    const [root, , tool] = await rows()
    expect(within(root!).getByLabelText(/starts at 0 µs, takes 4\.00 s/)).toBeTruthy()
    expect(within(tool!).getByLabelText(/starts at .*, takes /)).toBeTruthy()
  })

  it('is told by a card that Space opens and closes', async () => {
    const { user } = open()
    await rows()
    await user.keyboard('j[Space]')
    expect(screen.getByText('Starts at')).toBeTruthy()
    await user.keyboard('[Space]')
    expect(screen.queryByText('Starts at')).toBeNull()
  })
})

describe('a refresh', () => {
  it('keeps selection and folding, and shows what is new', async () => {
    const { user, answerWith, refresh } = open()
    await rows()
    await user.keyboard('jjh')
    const more = span({
      spanId: '0000000000000009',
      parentSpanId: '0000000000000001',
      name: 'chat model-c',
      at: 50,
      ms: 20,
    })
    answerWith([...agentSpans(), more])
    await refresh()
    await waitFor(async () => expect(await tree()).toContain('  chat model-c'))
    expect(selectedName()).toBe('search_orders')
    expect(await tree()).not.toContain('    POST /orders')
  })

  it('keeps the old run on screen when it fails, with the reason above it', async () => {
    const { store, refresh } = open()
    await screen.findByRole('tablist')
    store.trace = () => failure({ code: 'UNREACHABLE', message: 'X-Ray cannot be reached.' })
    await refresh()
    expect((await screen.findByRole('alert')).textContent).toContain('X-Ray cannot be reached.')
    expect((await tree()).slice(0, 5)).toEqual(whole)
  })

  it('draws a running step up to the time of the fetch and says that it goes on', async () => {
    open([
      span({ spanId: '0000000000000001', name: 'agent', running: true }),
      span({ spanId: '0000000000000002', parentSpanId: '0000000000000001', name: 'done', ms: 10 }),
    ])
    const [root] = await rows()
    expect(within(root!).getByRole('img', { name: 'Still running' })).toBeTruthy()
    expect(screen.getByText('Running', { selector: '[data-status]' })).toBeTruthy()
    expect(screen.getByText(/so far$/)).toBeTruthy()
  })
})

describe('the link', () => {
  it('opens the step that it names', async () => {
    navigate({ run, stepId: '0000000000000004' })
    const service = pageService(['xray://us-east-1/?name=one'])
    service.store('one').trace = () => traceOf(agentSpans())
    renderPage(service, <RunView run={run} />)
    await waitFor(() => expect(selectedName()).toBe('POST /orders'))
  })

  it('names the root once it is clicked, though it was selected without a link', async () => {
    const { user } = open()
    const [root] = await rows()
    expect(root?.getAttribute('aria-selected')).toBe('true')
    expect(getLocation().stepId).toBeNull()
    await user.click(root!)
    await waitFor(() => expect(getLocation().stepId).toBe('0000000000000001'))
  })

  it('follows the selection once it rests', async () => {
    const { user } = open()
    await rows()
    await user.keyboard('j')
    await waitFor(() => expect(getLocation().stepId).toBe('0000000000000002'))
  })
})
