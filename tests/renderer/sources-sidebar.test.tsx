import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { useDialogs } from '../../src/renderer/src/app/dialogs.ts'
import { defaultPreferences, usePreferences } from '../../src/renderer/src/app/preferences.ts'
import { Shell } from '../../src/renderer/src/app/shell.tsx'
import { useListStore } from '../../src/renderer/src/features/runs/list-store.ts'
import { sourceStatus } from '../../src/renderer/src/features/sources/source-status.ts'
import { getLocation, navigate } from '../../src/renderer/src/location.ts'
import { failure } from '../../src/shared/errors.ts'
import { row } from '../support/fake-store.ts'
import { type PageService, pageService, renderPage } from '../support/page-service.tsx'

const now = Math.floor(Date.now() / 1000)

function open(service: PageService) {
  renderPage(service, <Shell />)
  return userEvent.setup()
}

function sidebar() {
  return within(screen.getByRole('navigation', { name: 'Sources' }))
}

beforeEach(() => {
  useListStore.setState(useListStore.getInitialState())
  usePreferences.setState({ ...defaultPreferences, timeZone: 'utc' })
  useDialogs.setState({ dialog: null })
  navigate({ sourceId: null, run: null })
})

describe('the first start', () => {
  it('welcomes, and starts the demo on request', async () => {
    const service = pageService([], ['xray://us-east-1/?name=demo-x', 'datadog://us1/?name=demo-d'])
    service.store('demo-x').pages = [{ runs: [row('a', now - 5)], notices: [] }]
    const user = open(service)
    await user.click((await screen.findAllByRole('button', { name: 'Explore the demo' })).at(-1)!)
    expect(await sidebar().findByText('demo-x')).toBeTruthy()
    expect(sidebar().getByText('demo-d')).toBeTruthy()
    expect(await screen.findByText('run a')).toBeTruthy()
  })

  it('lists what is wrong in the config, with its line', async () => {
    const service = pageService([])
    service.registry.setAll(
      'config',
      [],
      [
        {
          file: '/home/ada/.tracecraft/config.yaml',
          line: 12,
          message: 'Unknown key "xray_regon".',
          fix: 'Did you mean xray_region?',
        },
      ],
    )
    open(service)
    expect(await screen.findByText('Unknown key "xray_regon".')).toBeTruthy()
    expect(screen.getByText('.tracecraft/config.yaml, line 12')).toBeTruthy()
  })
})

describe('the sidebar', () => {
  it('says in words how each source stands', async () => {
    const service = pageService(['xray://us-east-1/?name=good', 'datadog://us1/?name=bad'])
    service.store('good').pages = [{ runs: [row('a', now - 5), row('b', now - 9)], notices: [] }]
    service.store('bad').pages = [failure({ code: 'CREDENTIALS_EXPIRED', message: 'Expired.' })]
    open(service)
    expect(await sidebar().findByText(/^ok · 2 runs · /)).toBeTruthy()
    expect(await sidebar().findByText('sign-in expired')).toBeTruthy()
  })

  it('shows one source alone when it is chosen, and all again', async () => {
    const service = pageService(['xray://us-east-1/?name=one', 'datadog://us1/?name=two'])
    service.store('one').pages = [{ runs: [row('a', now - 5)], notices: [] }]
    service.store('two').pages = [{ runs: [row('b', now - 9)], notices: [] }]
    const user = open(service)
    expect(await screen.findByText('run b')).toBeTruthy()
    await user.click(sidebar().getByText('one'))
    await waitFor(() => expect(screen.queryByText('run b')).toBeNull())
    expect(getLocation().sourceId).toBe('one')
    await user.keyboard('g0')
    expect(await screen.findByText('run b')).toBeTruthy()
    await user.keyboard('{Control>}2{/Control}')
    await waitFor(() => expect(getLocation().sourceId).toBe('two'))
  })

  it('refreshes one source alone from its menu', async () => {
    const service = pageService(['xray://us-east-1/?name=one', 'datadog://us1/?name=two'])
    const user = open(service)
    await waitFor(() => expect(service.store('two').listCalls).toHaveLength(1))
    await user.click(sidebar().getByRole('button', { name: 'Actions for one' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Refresh' }))
    await waitFor(() => expect(service.store('one').listCalls).toHaveLength(2))
    expect(service.store('two').listCalls).toHaveLength(1)
  })

  it('copies a source as YAML', async () => {
    const service = pageService(['xray://us-east-1/agent?name=one'])
    const user = open(service)
    const write = vi.spyOn(navigator.clipboard, 'writeText')
    await user.click(await sidebar().findByRole('button', { name: 'Actions for one' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Copy as YAML' }))
    await waitFor(() => expect(write).toHaveBeenCalledOnce())
    expect(write.mock.calls[0]?.[0]).toContain('xray_service_name: agent')
  })

  it('removes a source only after asking', async () => {
    const service = pageService(['xray://us-east-1/?name=one', 'datadog://us1/?name=two'])
    const user = open(service)
    await user.click(await sidebar().findByRole('button', { name: 'Actions for one' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Remove…' }))
    expect(service.written).toEqual([])
    await user.click(await screen.findByRole('button', { name: 'Remove' }))
    await waitFor(() => expect(service.written).toEqual(['remove one']))
    await waitFor(() => expect(sidebar().queryByText('one')).toBeNull())
  })

  it('can be put away and brought back', async () => {
    const user = open(pageService(['xray://us-east-1/?name=one']))
    await user.click(await screen.findByRole('button', { name: 'Hide the sidebar' }))
    expect(screen.queryByText('TraceCraft')).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Show the sidebar' }))
    expect(screen.getByText('TraceCraft')).toBeTruthy()
  })
})

describe('the words for a source', () => {
  it('say until when it is throttled, where that is known', () => {
    const [state] = pageService(['xray://us-east-1/?name=one']).registry.answer().sources
    const at = Date.UTC(2026, 0, 2, 3, 4, 5)
    const throttled = { ...state!, condition: 'throttled' as const }
    expect(sourceStatus(throttled, at, 'utc').text).toBe('throttled')
    const budget = { used: 1, units: 1, windowMs: 1000, freeAt: at }
    expect(sourceStatus({ ...throttled, budget }, at, 'utc').text).toBe('throttled until 03:04:05')
  })
})
