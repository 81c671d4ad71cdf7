import { ORPCError } from '@orpc/client'
import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { ConnectionProvider } from '../../src/renderer/src/app/connection-provider.tsx'
import { useDialogs } from '../../src/renderer/src/app/dialogs.ts'
import { defaultPreferences, usePreferences } from '../../src/renderer/src/app/preferences.ts'
import { Shell } from '../../src/renderer/src/app/shell.tsx'
import { applyTheme } from '../../src/renderer/src/app/theme.ts'
import { formatAge, formatClock, formatDateTime } from '../../src/renderer/src/app/time-format.ts'
import { toErrorInfo } from '../../src/renderer/src/app/to-error-info.ts'
import type { Connection } from '../../src/renderer/src/client.ts'
import { useListStore } from '../../src/renderer/src/features/runs/list-store.ts'
import { getLocation, navigate } from '../../src/renderer/src/location.ts'
import { errorInfo } from '../../src/shared/errors.ts'
import { microseconds } from '../../src/shared/units.ts'
import { row } from '../support/fake-store.ts'
import { pageService, renderPage } from '../support/page-service.tsx'

beforeEach(() => {
  useListStore.setState(useListStore.getInitialState())
  usePreferences.setState({ ...defaultPreferences })
  useDialogs.setState({ dialog: null })
  navigate({ sourceId: null, run: null })
})

describe('the connection', () => {
  it('says why there is none, and connects again on request', async () => {
    const { client } = pageService([])
    let attempts = 0
    const connect = (): Promise<Connection> => {
      attempts += 1
      return attempts === 1
        ? Promise.reject(new Error('This address lacks its one-time token.'))
        : Promise.resolve({ client, closed: new Promise(() => {}) })
    }
    render(<ConnectionProvider connectBy={connect}>here</ConnectionProvider>)
    expect(await screen.findByText('This address lacks its one-time token.')).toBeTruthy()
    await userEvent.setup().click(screen.getByRole('button', { name: 'Connect again' }))
    expect(await screen.findByText('here')).toBeTruthy()
  })

  it('gives way to a screen that says so when the service goes', async () => {
    const { client } = pageService([])
    let close!: (reason: string) => void
    const closed = new Promise<string>((resolve) => (close = resolve))
    const connect = () => Promise.resolve({ client, closed })
    render(<ConnectionProvider connectBy={connect}>here</ConnectionProvider>)
    expect(await screen.findByText('here')).toBeTruthy()
    close('The TraceCraft service has stopped.')
    expect(await screen.findByText('The TraceCraft service has stopped.')).toBeTruthy()
    expect(screen.queryByText('here')).toBeNull()
  })
})

describe('errors on their way to a screen', () => {
  it('keep what the service said', () => {
    const info = errorInfo({ code: 'THROTTLED', message: 'Too many requests.', retryAfterMs: 1000 })
    expect(toErrorInfo(new ORPCError('THROTTLED', { data: info }))).toBe(info)
  })

  it('are INTERNAL when they are anything else', () => {
    expect(toErrorInfo(new ORPCError('WHATEVER')).code).toBe('INTERNAL')
    expect(toErrorInfo('text').code).toBe('INTERNAL')
    expect(toErrorInfo(new DOMException('gone', 'AbortError')).code).toBe('CANCELLED')
  })
})

describe('times', () => {
  const at = microseconds(Date.UTC(2026, 10, 2, 3, 4, 5, 678) * 1000)

  it('are printed with their zone', () => {
    expect(formatDateTime(at, 'utc')).toBe('2 Nov 2026, 03:04:05.678 UTC')
    expect(formatClock(at, 'utc')).toBe('03:04:05')
    expect(formatDateTime(null, 'utc')).toBe('–')
  })

  it('have ages in words', () => {
    expect([500, 12_000, 240_000, 3 * 3.6e6, 72 * 3.6e6].map(formatAge)).toEqual([
      'just now',
      '12 s ago',
      '4 min ago',
      '3 h ago',
      '3 d ago',
    ])
  })
})

describe('settings', () => {
  it('change the theme at once and are remembered', async () => {
    const stop = usePreferences.subscribe((preferences) => applyTheme(preferences.theme, preferences.contrast))
    renderPage(pageService([]), <Shell />)
    const user = userEvent.setup()
    await screen.findByRole('main')
    await user.keyboard('{Control>},{/Control}')
    await user.click(await screen.findByRole('radio', { name: 'Dark' }))
    expect(document.documentElement.dataset['theme']).toBe('dark')
    expect(localStorage.getItem('tracecraft.preferences')).toContain('"theme":"dark"')
    stop()
  })
})

describe('keys', () => {
  it('are shown by ? from the same table that binds them', async () => {
    renderPage(pageService([]), <Shell />)
    const user = userEvent.setup()
    await screen.findByRole('main')
    await user.keyboard('?')
    const dialog = within(await screen.findByRole('dialog'))
    expect(dialog.getByText('Errors only')).toBeTruthy()
    expect(dialog.getByText('Open a run by its trace id')).toBeTruthy()
    // The timeline's part of the page is loaded for its keys, which takes a moment.
    expect(await dialog.findByText('Next error', {}, { timeout: 20_000 })).toBeTruthy()
  })

  it('belong to the text field while the user types', async () => {
    const service = pageService(['xray://us-east-1/?name=one'])
    renderPage(service, <Shell />)
    const user = userEvent.setup()
    await user.type(await screen.findByLabelText('Filter runs'), 'e?rj')
    expect(useListStore.getState()).toMatchObject({ filter: 'e?rj', errorsOnly: false })
    expect(useDialogs.getState().dialog).toBeNull()
  })

  it('open a run by an id in any form, in the source that its form tells', async () => {
    const service = pageService(['xray://us-east-1/?name=one', 'datadog://us1/?name=two'])
    service.store('one').pages = [{ runs: [row('a', Date.now() / 1000)], notices: [] }]
    renderPage(service, <Shell />)
    const user = userEvent.setup()
    await screen.findByText('run a')
    await user.keyboard('{Control>}o{/Control}')
    await user.type(await screen.findByLabelText('Trace id'), '1234567890123456789')
    await user.keyboard('{Enter}')
    await waitFor(() => expect(getLocation().run).toMatchObject({ sourceId: 'two', traceId: '1234567890123456789' }))
  })
})

describe('assistive technology', () => {
  it.each(['welcome', 'list', 'connect', 'settings'] as const)(
    'finds no serious fault on the screen: %s',
    async (screenName) => {
      const service = pageService(
        screenName === 'welcome' ? [] : ['xray://us-east-1/?name=one', 'datadog://us1/?name=two'],
      )
      service.store('one').pages = [
        { runs: [row('a', Date.now() / 1000), row('b', Date.now() / 1000 - 5)], notices: [] },
      ]
      renderPage(service, <Shell />)
      const user = userEvent.setup()
      if (screenName === 'welcome') await screen.findByText(/See what your agents did/)
      else await screen.findByText('run a')
      if (screenName === 'connect') await user.click(screen.getByRole('button', { name: 'Add a source' }))
      if (screenName === 'settings') await user.click(screen.getByRole('button', { name: 'Settings' }))
      // Colours need a real browser: jsdom has no layout to find what lies behind a text.
      const { violations } = await axe.run(document.body, {
        rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
      })
      const serious = violations.filter((one) => one.impact === 'serious' || one.impact === 'critical')
      expect(serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)).toEqual([])
    },
  )
})
