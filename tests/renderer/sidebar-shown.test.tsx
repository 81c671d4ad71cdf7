import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defaultPreferences, usePreferences } from '../../src/renderer/src/app/preferences.ts'
import { Shell } from '../../src/renderer/src/app/shell.tsx'
import { pageService, renderPage } from '../support/page-service.tsx'

function windowIs(narrow: boolean): void {
  const plain = window.matchMedia.bind(window)
  vi.spyOn(window, 'matchMedia').mockImplementation((query) =>
    Object.assign(plain(query), { matches: narrow && query.includes('max-width: 760px') }),
  )
}

beforeEach(() => usePreferences.setState({ ...defaultPreferences }))
afterEach(() => vi.restoreAllMocks())

describe('the sidebar', () => {
  it('stands aside in a narrow window until it is asked for, and leaves the choice for wide ones alone', async () => {
    windowIs(true)
    renderPage(pageService(['xray://us-east-1/']), <Shell />)
    const user = userEvent.setup()
    await user.click(await screen.findByRole('button', { name: 'Show the sidebar' }))
    await user.click(await screen.findByRole('button', { name: 'Hide the sidebar' }))
    expect(await screen.findByRole('button', { name: 'Show the sidebar' })).toBeTruthy()
    expect(usePreferences.getState().sidebarCollapsed).toBe(false)
  })

  it('stays as it was left in a wide window', async () => {
    windowIs(false)
    renderPage(pageService(['xray://us-east-1/']), <Shell />)
    await userEvent.setup().click(await screen.findByRole('button', { name: 'Hide the sidebar' }))
    expect(await screen.findByRole('button', { name: 'Show the sidebar' })).toBeTruthy()
    expect(usePreferences.getState().sidebarCollapsed).toBe(true)
  })
})
