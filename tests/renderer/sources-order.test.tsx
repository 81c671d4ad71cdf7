import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { useDialogs } from '../../src/renderer/src/app/dialogs.ts'
import { defaultPreferences, usePreferences } from '../../src/renderer/src/app/preferences.ts'
import { Shell } from '../../src/renderer/src/app/shell.tsx'
import { useListStore } from '../../src/renderer/src/features/runs/list-store.ts'
import { copyOf } from '../../src/renderer/src/features/sources/copy-of.ts'
import { consoleUrl } from '../../src/renderer/src/features/sources/source-console.ts'
import { sourceStatus } from '../../src/renderer/src/features/sources/source-status.ts'
import { navigate } from '../../src/renderer/src/location.ts'
import { failure } from '../../src/shared/errors.ts'
import { parseSourceUrl } from '../../src/shared/source.ts'
import { row } from '../support/fake-store.ts'
import { type PageService, pageService, renderPage } from '../support/page-service.tsx'

const now = Math.floor(Date.now() / 1000)
const three = ['xray://us-east-1/?name=one', 'datadog://us1/?name=two', 'cloudtrace://my-project/?name=three']

beforeEach(() => {
  useListStore.setState(useListStore.getInitialState())
  usePreferences.setState({ ...defaultPreferences, timeZone: 'utc' })
  useDialogs.setState({ dialog: null })
  navigate({ sourceId: null, run: null })
})

function open(service: PageService) {
  renderPage(service, <Shell />)
  return userEvent.setup()
}

const sidebar = () => within(screen.getByRole('navigation', { name: 'Sources' }))
const names = () =>
  sidebar()
    .getAllByRole('listitem')
    .map((item) => /one|two|three/.exec(item.textContent ?? '')?.[0])
const button = (name: string) => sidebar().getByText(name).closest('button')!

describe('the order of the sources', () => {
  it('is changed with Alt and the arrows; the source keeps the focus, and its place is said', async () => {
    const service = pageService(three)
    const user = open(service)
    await sidebar().findByText('three')
    button('three').focus()
    await user.keyboard('{Alt>}{ArrowUp}{/Alt}')
    expect(names()).toEqual(['one', 'three', 'two'])
    await waitFor(() => expect(service.written).toEqual(['reorder one three two']))
    expect(document.activeElement).toBe(button('three'))
    expect(sidebar().getByRole('status').textContent).toBe('three: place 2 of 3.')
    await user.keyboard('{Alt>}{ArrowUp}{ArrowUp}{ArrowUp}{/Alt}')
    expect(names()).toEqual(['three', 'one', 'two'])
    expect(service.registry.entries().map((entry) => entry.id)).toEqual(['three', 'one', 'two'])
  })

  it('is changed from the menu, which offers no way past an end', async () => {
    const service = pageService(three)
    const user = open(service)
    await user.click(await sidebar().findByRole('button', { name: 'Actions for one' }))
    expect((await screen.findByRole('menuitem', { name: /Move up/ })).getAttribute('aria-disabled')).toBe('true')
    await user.click(screen.getByRole('menuitem', { name: /Move down/ }))
    await waitFor(() => expect(names()).toEqual(['two', 'one', 'three']))
  })

  it('is changed by dragging, and shown where the source would come to stand', async () => {
    const service = pageService(three)
    open(service)
    await sidebar().findByText('three')
    const [one, , last] = sidebar().getAllByRole('listitem')
    const dataTransfer = { setData: vi.fn(), effectAllowed: '', dropEffect: '' }
    fireEvent.dragStart(one!, { dataTransfer })
    fireEvent.dragOver(last!, { dataTransfer, clientY: 1000 })
    expect(last!.dataset['drop']).toBe('after')
    fireEvent.drop(last!, { dataTransfer })
    await waitFor(() => expect(names()).toEqual(['two', 'three', 'one']))
    await waitFor(() => expect(service.written).toEqual(['reorder two three one']))
    expect(dataTransfer.setData).toHaveBeenCalledWith('text/plain', expect.stringContaining('xray://us-east-1/'))
  })
})

describe('a paused source', () => {
  it('asks nothing, keeps what was read, says so, and is asked again when it is resumed', async () => {
    const service = pageService(three.slice(0, 2))
    service.store('one').pages = [{ runs: [row('a', now - 5)], notices: [] }]
    const user = open(service)
    expect(await screen.findByText('run a')).toBeTruthy()
    await user.click(sidebar().getByRole('button', { name: 'Actions for one' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Pause' }))
    expect(await sidebar().findByText(/^paused · 1 run · /)).toBeTruthy()
    expect(service.written).toEqual(['pause one'])
    expect(screen.getByText('run a')).toBeTruthy()
    await user.keyboard('{Control>}r{/Control}')
    await waitFor(() => expect(service.store('two').listCalls).toHaveLength(2))
    expect(service.store('one').listCalls).toHaveLength(1)
    expect(screen.queryByRole('alert')).toBeNull()
    await user.click(sidebar().getByRole('button', { name: 'Actions for one' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Resume' }))
    await waitFor(() => expect(sidebar().getAllByText(/^ok · /)).toHaveLength(2))
    // Within its time, what was read is still good; the next refresh asks.
    await user.keyboard('{Control>}r{/Control}')
    await waitFor(() => expect(service.store('one').listCalls.length).toBeGreaterThan(1))
  })

  it('is the reason that is given where it alone could bring runs', async () => {
    const service = pageService(three.slice(0, 1))
    await service.registry.setPaused('one', true)
    const user = open(service)
    expect(await screen.findByText('one is paused')).toBeTruthy()
    expect(service.store('one').listCalls).toEqual([])
    await user.click(screen.getByRole('button', { name: 'Resume' }))
    await waitFor(() => expect(service.store('one').listCalls).toHaveLength(1))
  })
})

describe('a source whose sign-in is gone', () => {
  it('says that it waits, and shows its runs by itself when the sign-in arrives', async () => {
    let arrive = () => {}
    const service = pageService(three.slice(0, 2), [], (_settings, changed) => {
      arrive = changed
      return { close: () => {} }
    })
    service.store('one').pages = [failure({ code: 'CREDENTIALS_EXPIRED', message: 'The sign-in has expired.' })]
    service.store('two').pages = [{ runs: [row('b', now - 5)], notices: [] }]
    open(service)
    expect(await sidebar().findByText('sign-in expired · waiting for sign-in')).toBeTruthy()
    expect(await screen.findByText('run b')).toBeTruthy()
    service.store('one').pages = [{ runs: [row('a', now - 5)], notices: [] }]
    arrive()
    expect(await screen.findByText('run a')).toBeTruthy()
    await waitFor(() => expect(sidebar().getAllByText(/^ok · 1 run · /)).toHaveLength(2))
    expect(screen.queryByRole('alert')).toBeNull()
  })
})

describe('duplicating a source', () => {
  it('opens the dialog with the same settings under another name', async () => {
    const service = pageService(['xray://us-east-1/agent?name=one&profile=dev'])
    const user = open(service)
    await user.click(await sidebar().findByRole('button', { name: 'Actions for one' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Duplicate…' }))
    const dialog = within(await screen.findByRole('dialog'))
    expect(dialog.getByLabelText<HTMLInputElement>('Name').value).toBe('one copy')
    expect(dialog.getByLabelText<HTMLInputElement>('Service').value).toBe('agent')
    await user.click(dialog.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(service.written).toEqual(['add one copy']))
  })

  it('finds a name that is free', () => {
    const settings = { ...parseSourceUrl('datadog://us1/'), name: 'x' }
    expect(copyOf(settings, ['x']).name).toBe('x copy')
    expect(copyOf({ ...settings, name: 'x copy' }, ['x', 'x copy', 'x copy 2']).name).toBe('x copy 3')
  })
})

describe('the words for a source', () => {
  const [state] = pageService(['xray://us-east-1/?name=one&ttl=60']).registry.answer().sources
  const at = Date.UTC(2026, 0, 2)
  const fresh = { ...state!, condition: 'ok' as const, runCount: 3, fetchedAt: at - 30_000 }

  it('call it stale when what is shown is well past its time', () => {
    expect(sourceStatus(fresh, at, 'utc')).toEqual({ tone: 'ok', text: 'ok · 3 runs · 30 s ago' })
    expect(sourceStatus({ ...fresh, fetchedAt: at - 600_000 }, at, 'utc')).toEqual({
      tone: 'warn',
      text: 'stale · 3 runs · 10 min ago',
    })
  })

  it('put its being paused before everything else', () => {
    const failed = { ...fresh, condition: 'failed' as const, paused: true }
    expect(sourceStatus(failed, at, 'utc')).toEqual({ tone: 'idle', text: 'paused · 3 runs · 30 s ago' })
  })
})

describe("the platform's own page of a source", () => {
  it.each([
    [
      'xray://eu-west-1/a',
      'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#xray:traces/query',
    ],
    [
      'xray://cn-north-1/',
      'https://cn-north-1.console.amazonaws.cn/cloudwatch/home?region=cn-north-1#xray:traces/query',
    ],
    ['cloudtrace://my-project/', 'https://console.cloud.google.com/traces/list?project=my-project'],
    ['datadog://us1/shop', 'https://app.datadoghq.com/apm/traces?query=service%3Ashop'],
    ['datadog://us5/', 'https://us5.datadoghq.com/apm/traces'],
    ['datadog://eu1/', 'https://app.datadoghq.eu/apm/traces'],
    ['azuremonitor://00000000-0000-0000-0000-000000000000/', null],
    ['datadog://us1/?endpoint=https://proxy.example', null],
  ])('of %s', (url, page) => {
    expect(consoleUrl(parseSourceUrl(url))).toBe(page)
  })
})
