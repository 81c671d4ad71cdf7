import { configure, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { defaultPreferences, usePreferences } from '../../src/renderer/src/app/preferences.ts'
import { RunView } from '../../src/renderer/src/features/timeline/run-view.tsx'
import { getLocation, navigate, type OpenRunRef } from '../../src/renderer/src/location.ts'
import type { Span } from '../../src/main/semantics/span.ts'
import { agentSpans, runTraceId, span, traceOf } from '../support/agent-spans.ts'
import { pageService, renderPage } from '../support/page-service.tsx'

// A busy machine may take longer than the usual second.
configure({ asyncUtilTimeout: 8000 })

const run: OpenRunRef = { sourceId: 'one', traceId: runTraceId, startedAt: null }

/** Opens the run with this step selected, and waits for its detail. */
async function openStep(stepId: string, spans: readonly Span[] = agentSpans()) {
  const service = pageService(['xray://us-east-1/?name=one'])
  const store = service.store('one')
  store.trace = () => traceOf(spans)
  navigate({ run, stepId })
  renderPage(service, <RunView run={run} />)
  const pane = await screen.findByRole('complementary', { name: 'Step detail' })
  await waitFor(() => expect(within(pane).queryByRole('status', { name: 'Reading the step' })).toBeNull())
  return { user: userEvent.setup(), pane, service, store }
}

function openTab(): string {
  return screen.getByRole('tab', { selected: true }).textContent?.replace(/\d+$/, '') ?? ''
}

/** A model call with this text as its answer. */
function answering(text: string): Span[] {
  const output = [{ role: 'assistant', parts: [{ type: 'text', content: text }], finish_reason: 'stop' }]
  return [
    span({
      spanId: '0000000000000001',
      name: 'chat model-a',
      ms: 10,
      values: { 'gen_ai.operation.name': 'chat', 'gen_ai.output.messages': JSON.stringify(output) },
    }),
  ]
}

beforeEach(() => {
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null)
  usePreferences.setState({ ...defaultPreferences, timeZone: 'utc' })
  navigate({ sourceId: null, run: null, stepId: null, tab: null })
})

describe('the detail of a step', () => {
  it('shows what it is: model, tokens, times', async () => {
    const { pane } = await openStep('0000000000000002')
    expect(within(pane).getByRole('heading', { name: 'chat model-a' })).toBeTruthy()
    const facts = Object.fromEntries(
      [...pane.querySelectorAll('dl')[0]!.children].map((one) => [
        one.querySelector('dt')!.textContent,
        one.querySelector('dd')!.textContent,
      ]),
    )
    expect(facts).toMatchObject({
      Start: '+100 ms',
      Duration: '1.00 s',
      Model: 'model-a',
      'Tokens in': '1,200',
      'Tokens out': '80',
      'Span id': '0000000000000002',
    })
    expect(facts).not.toHaveProperty('Cached')
  })

  it('shows a failure with its kind and message, and folds the stack', async () => {
    const { pane } = await openStep('0000000000000004')
    const block = within(pane).getByRole('region', { name: 'Error' })
    expect(block.textContent).toContain('HTTP 503')
    expect(block.textContent).toContain('upstream refused')
    expect(within(block).getByText('Stack trace').closest('details')?.open).toBe(false)
  })

  it('explains a placeholder by what is known of it', async () => {
    const { pane } = await openStep('dead00000000beef', agentSpans())
    expect(within(pane).getByRole('note').textContent).toContain('dead00000000beef')
    expect(within(pane).getByRole('note').textContent).toMatch(/does not\s+hold that span/)
  })

  it('shows the failure of its question with a way to try again', async () => {
    const service = pageService(['xray://us-east-1/?name=one'])
    service.store('one').trace = () => traceOf(agentSpans())
    const runs = new Proxy(service.client.runs, {
      get: (real, name) => (name === 'step' ? () => Promise.reject(new Error('gone')) : Reflect.get(real, name)),
    })
    const failing = new Proxy(service.client, {
      get: (real, name) => (name === 'runs' ? runs : Reflect.get(real, name)),
    })
    renderPage({ ...service, client: failing }, <RunView run={run} />)
    const alert = await screen.findByRole('alert')
    expect(within(alert).getByRole('button', { name: 'Try again' })).toBeTruthy()
    expect(screen.getByRole('treegrid')).toBeTruthy()
  })
})

describe('the tabs', () => {
  it('opens the tab of the key, keeps it for the next step, and puts it into the link', async () => {
    const { user } = await openStep('0000000000000002')
    expect(openTab()).toBe('Messages')
    await user.keyboard('a')
    expect(openTab()).toBe('Attributes')
    expect(getLocation().tab).toBe('attributes')
    await user.keyboard('j')
    await waitFor(() => expect(screen.getByRole('heading', { level: 2, name: 'search_orders' })).toBeTruthy())
    await waitFor(() => expect(openTab()).toBe('Attributes'))
    await user.keyboard('o')
    expect(openTab()).toBe('Output')
    await user.keyboard('r')
    expect(openTab()).toBe('Raw')
    await user.keyboard('i')
    expect(openTab()).toBe('Input')
  })

  it('walks through the tabs by Tab and arrows, and lets go after the last', async () => {
    const { user } = await openStep('0000000000000002')
    await user.keyboard('jk{Enter}')
    expect(document.activeElement?.getAttribute('role')).toBe('tab')
    await user.tab()
    expect(openTab()).toBe('Input')
    await user.keyboard('{ArrowLeft}')
    expect(openTab()).toBe('Messages')
    await user.keyboard('{End}')
    expect(openTab()).toBe('Raw')
    await user.tab()
    expect(document.activeElement?.getAttribute('role')).not.toBe('tab')
  })

  it('comes back to the row by Escape', async () => {
    const { user } = await openStep('0000000000000002')
    await user.keyboard('jk{Enter}')
    await user.keyboard('{Escape}')
    expect(document.activeElement?.getAttribute('role')).toBe('row')
    expect(getLocation().run).not.toBeNull()
  })

  it('shows input in place of messages where a step has none', async () => {
    await openStep('0000000000000003')
    expect(openTab()).toBe('Input')
    expect(screen.queryByRole('tab', { name: /Messages/ })).toBeNull()
    expect(screen.getByText('No input was recorded for this step.')).toBeTruthy()
  })
})

describe('messages', () => {
  it('puts a tool’s result beside the call that asked for it, once', async () => {
    await openStep('0000000000000005')
    const call = await screen.findByRole('region', { name: 'Call of search_orders' })
    expect(call.textContent).toContain('order')
    expect(call.textContent).toContain('late')
    expect(screen.queryByRole('region', { name: 'Result of search_orders' })).toBeNull()
    const spoken = screen.getAllByRole('article').map((one) => one.getAttribute('aria-label'))
    expect(spoken).toEqual(['User message', 'Assistant message', 'Assistant message'])
  })

  it('draws Markdown, or the text letter by letter', async () => {
    const { user } = await openStep('0000000000000002')
    expect((await screen.findByText('4471', { selector: 'strong' })).textContent).toBe('4471')
    await user.click(screen.getByRole('radio', { name: 'Text' }))
    expect(screen.getByText('Where is order **4471**?')).toBeTruthy()
  })

  it('never makes elements of HTML in a text, never loads a picture, and opens links outside', async () => {
    const text =
      'Look: <img src=x onerror=alert(1)> <script>alert(1)</script> ![chart](https://example.com/c.png) [docs](https://example.com) [bad](javascript:alert(1))'
    const { pane } = await openStep('0000000000000001', answering(text))
    const docs = await screen.findByRole('link', { name: 'docs' })
    expect(docs.getAttribute('target')).toBe('_blank')
    expect(docs.getAttribute('rel')).toContain('noreferrer')
    expect(pane.querySelector('img, script, iframe')).toBeNull()
    expect(pane.textContent).toContain('<script>')
    for (const link of pane.querySelectorAll('a')) expect(link.getAttribute('href')).toMatch(/^https:/)
  })

  it('lets right-to-left text run its own way', async () => {
    const { pane } = await openStep('0000000000000001', answering('שלום עולם'))
    const said = await within(pane).findByText('שלום עולם')
    expect(said.closest('[dir="auto"]')).not.toBeNull()
  })

  it('folds a long text and shows all of it on demand', async () => {
    const long = `${'word '.repeat(2000)}the very end`
    const { user, pane } = await openStep('0000000000000001', answering(long))
    const more = await within(pane).findByRole('button', { name: /Show all 10,012 characters/ })
    expect(pane.textContent).not.toContain('the very end')
    await user.click(more)
    expect(pane.textContent).toContain('the very end')
  })
})

describe('attributes and raw', () => {
  it('lists every attribute with where the platform had it, and finds among them', async () => {
    const { user } = await openStep('0000000000000002')
    await user.keyboard('a')
    const table = screen.getByRole('table', { name: 'Attributes' })
    expect(within(table).getByRole('rowheader', { name: 'metadata.default' })).toBeTruthy()
    expect(within(table).getByTitle('metadata.default["gen_ai.request.model"]')).toBeTruthy()
    const all = within(table).getAllByRole('row').length
    await user.type(screen.getByRole('textbox', { name: 'Search attributes' }), 'output_tokens')
    await waitFor(() => expect(within(table).getAllByRole('row').length).toBeLessThan(all))
    expect(table.textContent).toContain('80')
  })

  it('says from which key and by which rule each field was read', async () => {
    const { user } = await openStep('0000000000000002')
    await user.keyboard('a')
    await user.click(screen.getByText('Where the fields come from'))
    const section = screen.getByText('Where the fields come from').closest('details')!
    expect(section.open).toBe(true)
    expect(section.textContent).toContain('gen_ai.request.model')
  })

  it('shows the platform’s document as it came, and copies it', async () => {
    const { user, pane } = await openStep('0000000000000002')
    await user.keyboard('r')
    const raw = within(pane).getByRole('region', { name: 'Raw document' })
    expect(raw.textContent).toContain('"id": "0000000000000002"')
    const write = vi.spyOn(navigator.clipboard, 'writeText')
    await user.click(within(pane).getByRole('button', { name: 'Copy document' }))
    expect(JSON.parse(write.mock.calls[0]![0])).toMatchObject({ name: 'chat model-a' })
  })

  it('draws only a part of a document of many lines', async () => {
    const big = span({
      spanId: '0000000000000001',
      name: 'big',
      ms: 1,
      raw: { list: Array.from({ length: 50_000 }, (_, k) => k) },
    })
    const { user, pane } = await openStep('0000000000000001', [big])
    await user.keyboard('r')
    const raw = within(pane).getByRole('region', { name: 'Raw document' })
    expect(within(pane).getByText(/^First [\d,]+ lines of [\d,]+ characters/)).toBeTruthy()
    await user.click(within(pane).getByRole('button', { name: 'Load all' }))
    await waitFor(() => expect(within(pane).getByText(/50,00\d lines/)).toBeTruthy())
    expect(raw.textContent.split('\n').length).toBeLessThan(500)
  })
})

describe('long payloads', () => {
  const long = Array.from({ length: 30_000 }, (_, i) => `line ${i}`).join('\n')

  it('are shown by their beginning at once, and loaded to their end on demand', async () => {
    const { user, pane } = await openStep('0000000000000001', answering(long))
    await user.click(await within(pane).findByRole('button', { name: /Show all 318,889 characters/ }))
    expect(pane.textContent).toContain('65,536 of 318,889 characters')
    expect(pane.textContent).not.toContain('line 29999')
    await user.click(within(pane).getByRole('button', { name: 'Load all' }))
    await waitFor(() => expect(pane.textContent).toContain('line 29999'))
    expect(within(pane).queryByRole('button', { name: 'Load all' })).toBeNull()
  })

  it('are copied whole, though only a part is on screen', async () => {
    const tool = span({
      spanId: '0000000000000001',
      name: 'execute_tool read',
      ms: 1,
      values: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.call.result': JSON.stringify({ file: { text: long }, ok: true }),
      },
    })
    const { user, pane } = await openStep('0000000000000001', [tool])
    await user.keyboard('o')
    const write = vi.spyOn(navigator.clipboard, 'writeText')
    write.mockClear()
    await user.click(within(pane).getByRole('button', { name: 'Copy file' }))
    await waitFor(() => expect(write).toHaveBeenCalled())
    expect(JSON.parse(write.mock.calls[0]![0])).toEqual({ text: long })
  })

  it('that could not be read say so, and may be tried again', async () => {
    const service = pageService(['xray://us-east-1/?name=one'])
    service.store('one').trace = () => traceOf(answering(long))
    let failing = true
    const runs = new Proxy(service.client.runs, {
      get: (real, name) =>
        name === 'stepText' && failing ? () => Promise.reject(new Error('gone')) : Reflect.get(real, name),
    })
    const client = new Proxy(service.client, {
      get: (real, name) => (name === 'runs' ? runs : Reflect.get(real, name)),
    })
    navigate({ run, stepId: '0000000000000001' })
    renderPage({ ...service, client }, <RunView run={run} />)
    const user = userEvent.setup()
    await user.click(await screen.findByRole('button', { name: /Show all/ }))
    await user.click(screen.getByRole('button', { name: 'Load all' }))
    expect(await screen.findByText(/the rest could not be read/)).toBeTruthy()
    failing = false
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    expect(await screen.findByText(/line 29999/)).toBeTruthy()
  })
})

describe('what leads out of a step', () => {
  it('a picture that came with the message is drawn, one on the network is only a link', async () => {
    const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
    const content = [
      { type: 'image_url', image_url: { url: `data:image/png;base64,${pixel}` } },
      { type: 'image_url', image_url: { url: 'https://example.com/remote.png' } },
      { type: 'image_url', image_url: { url: `data:image/svg+xml;base64,${btoa('<svg onload="x"/>')}` } },
    ]
    const values = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.input.messages': JSON.stringify([{ role: 'user', content }]),
    }
    const { pane } = await openStep('0000000000000001', [
      span({ spanId: '0000000000000001', name: 'chat', ms: 1, values }),
    ])
    const drawn = await within(pane).findAllByRole('img', { name: /Picture of the message/ })
    expect(drawn.map((one) => one.getAttribute('src'))).toEqual([`data:image/png;base64,${pixel}`])
    expect(within(pane).getByRole('link', { name: 'Open the link' }).getAttribute('href')).toBe(
      'https://example.com/remote.png',
    )
  })

  it('a link to a step of this run selects it, one to another trace opens that', async () => {
    const spans = agentSpans().map((one) =>
      one.spanId === '0000000000000002'
        ? {
            ...one,
            links: [
              { traceId: '6553f10000112233445566778899aabb', spanId: '0000000000000004', kind: null },
              { traceId: '1-6553f100-bbbbbbbbbbbbbbbbbbbbbbbb', spanId: null, kind: 'follows' },
            ],
          }
        : one,
    )
    const { user, pane } = await openStep('0000000000000002', spans)
    await user.keyboard('a')
    const links = within(pane).getByRole('region', { name: 'Links' })
    await user.click(within(links).getByTitle('Go to this step'))
    expect(await within(pane).findByRole('heading', { level: 2, name: 'POST /orders' })).toBeTruthy()
    await user.keyboard('k')
    await user.keyboard('k')
    const again = await within(pane).findByRole('region', { name: 'Links' })
    await user.click(within(again).getByTitle('Open this trace in the same source'))
    expect(getLocation().run?.traceId).toBe('1-6553f100-bbbbbbbbbbbbbbbbbbbbbbbb')
  })

  it('the step is copied with all below it in each form', async () => {
    const { user, pane } = await openStep('0000000000000003')
    const write = vi.spyOn(navigator.clipboard, 'writeText')
    for (const [name, seen] of [
      ['Copy with all below as JSON', /"children":\[\{.*POST \/orders/],
      ['Copy with all below as OTLP JSON', /^\{"resourceSpans"/],
      ['Copy with all below as Markdown', /^# search_orders/],
    ] as const) {
      write.mockClear()
      await user.click(within(pane).getByRole('button', { name: 'Copy this step' }))
      await user.click(await screen.findByRole('menuitem', { name }))
      await waitFor(() => expect(write).toHaveBeenCalled())
      expect(write.mock.calls[0]![0]).toMatch(seen)
    }
  })
})

describe('the times', () => {
  it('are told since the start, as the time of day, or as how long ago', async () => {
    const { user, pane } = await openStep('0000000000000002')
    const start = () => pane.querySelector('dl dd')!.textContent
    expect(start()).toBe('+100 ms')
    await user.click(within(pane).getByRole('button', { name: 'Times: Since start' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Time of day' }))
    expect(start()).toBe('14 Nov 2023, 22:13:20.100 UTC')
    await user.click(within(pane).getByRole('button', { name: 'Times: Time of day' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Ago' }))
    expect(start()).toMatch(/^\d+ d ago$/)
    await user.click(within(pane).getByRole('button', { name: 'Times: Ago' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Since start' }))
  })
})

describe('a key pressed while the step is still being read', () => {
  it('opens its tab when the step is there', async () => {
    const service = pageService(['xray://us-east-1/?name=one'])
    service.store('one').trace = () => traceOf(agentSpans())
    let answer = (): void => {}
    const waiting = new Promise<void>((resolve) => (answer = resolve))
    const runs = new Proxy(service.client.runs, {
      get: (real, name) =>
        name === 'step'
          ? async (...given: Parameters<typeof service.client.runs.step>) => {
              await waiting
              return service.client.runs.step(...given)
            }
          : Reflect.get(real, name),
    })
    const client = new Proxy(service.client, {
      get: (real, name) => (name === 'runs' ? runs : Reflect.get(real, name)),
    })
    navigate({ run, stepId: '0000000000000002' })
    renderPage({ ...service, client }, <RunView run={run} />)
    await screen.findByRole('status', { name: 'Reading the step' })
    await userEvent.setup().keyboard('i')
    answer()
    await screen.findByRole('tablist')
    expect(openTab()).toBe('Input')
  })
})
