import { act, cleanup, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { provideActions } from '../../src/renderer/src/app/actions.ts'
import { Dialogs } from '../../src/renderer/src/app/dialog-host.tsx'
import { useDialogs } from '../../src/renderer/src/app/dialogs.ts'
import { runPageCommand, usePageCommand } from '../../src/renderer/src/app/page-commands.ts'
import { appLinkTo, shareLink, useLinkSources } from '../../src/renderer/src/app/share-link.ts'
import { filterFieldOf } from '../../src/renderer/src/features/detail/attribute-menu.tsx'
import { emptyLocation, getLocation, navigate } from '../../src/renderer/src/location.ts'
import { type AppLink, parseAppLink } from '../../src/shared/app-link.ts'
import { pageService, renderPage } from '../support/page-service.tsx'

afterEach(() => {
  cleanup()
  act(() => {
    useDialogs.getState().close()
    navigate(emptyLocation)
  })
  Reflect.deleteProperty(window, 'desktop')
})

const read = (text: string): AppLink => {
  const result = parseAppLink(text)
  if ('problem' in result) throw new Error(result.problem)
  return result.link
}

function Links() {
  useLinkSources()
  return <Dialogs />
}

describe('a link to a view', () => {
  it('opens the app at the same run and step, naming its source by the place', async () => {
    const service = pageService(['xray://us-east-1/agent?name=prod'])
    renderPage(service, <Links />)
    const { sources } = await service.client.sources.list()
    const run = { sourceId: sources[0]!.id, traceId: '1-68e0a3f1-0123456789abcdef01234567', startedAt: null }
    await waitFor(() => expect(read(appLinkTo({ run })).source).toBe('xray://us-east-1/agent'))
    expect(read(appLinkTo({ run, stepId: 'abc', tab: 'input', face: 'flame' }))).toMatchObject({
      trace: run.traceId,
      step: 'abc',
      tab: 'input',
      face: 'flame',
      q: null,
    })
    const view = { ...emptyLocation.view, filter: 'model:gpt', errorsOnly: true }
    expect(read(appLinkTo({ sourceId: run.sourceId, view }))).toMatchObject({
      q: 'model:gpt',
      errors: '1',
      trace: null,
    })
  })

  it('is this page’s address in a browser, and one that opens the app in the app', () => {
    expect(shareLink({})).toMatch(/^http:/)
    Reflect.set(window, 'desktop', true)
    expect(shareLink({})).toBe('tracecraft://open')
  })

  it('leads to its run when it is followed, in whatever form the id is written', async () => {
    const service = pageService(['xray://us-east-1/agent?name=prod'])
    renderPage(service, <Links />)
    act(() =>
      runPageCommand({ open: read('tracecraft://open?source=prod&trace=68e0a3f10123456789abcdef01234567&face=flame') }),
    )
    await waitFor(() => expect(getLocation().run?.traceId).toBe('1-68e0a3f1-0123456789abcdef01234567'))
    expect(getLocation().face).toBe('flame')
    expect(useDialogs.getState().dialog).toBeNull()
  })

  it('that names only a trace looks for it in all sources', async () => {
    renderPage(pageService(['xray://us-east-1/?name=prod']), <Links />)
    act(() => runPageCommand({ open: read('tracecraft://open?trace=68e0a3f10123456789abcdef01234567') }))
    expect(await screen.findByRole('dialog', { name: 'Open by trace id' })).toBeDefined()
  })

  it('asks which source is meant where several read the place', async () => {
    renderPage(
      pageService(['xray://us-east-1/a?name=one', 'xray://us-east-1/b?name=two', 'datadog://us1/?name=three']),
      <Links />,
    )
    act(() => runPageCommand({ open: read('tracecraft://open?source=xray%3A%2F%2Fus-east-1%2F') }))
    await screen.findByRole('dialog', { name: 'Open the link in which source?' })
    expect(screen.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
      expect.stringContaining('one'),
      expect.stringContaining('two'),
    ])
  })
})

describe('a command of the menu', () => {
  const done = vi.fn<() => void>()
  beforeEach(() => done.mockClear())

  function Find() {
    usePageCommand('find', done)
    return null
  }

  it('does nothing behind a dialog, and acts again when it is closed', () => {
    render(<Find />)
    const stop = provideActions(() => [{ id: 'x', label: 'X', group: 'Everywhere', keys: [], run: done }])
    useDialogs.getState().open({ kind: 'settings' })
    runPageCommand('find')
    runPageCommand({ action: 'x' })
    expect(done).not.toHaveBeenCalled()
    useDialogs.getState().close()
    runPageCommand('find')
    runPageCommand({ action: 'x' })
    expect(done).toHaveBeenCalledTimes(2)
    stop()
  })
})

describe('an attribute', () => {
  const provenance = [
    { field: 'modelName', origin: 'labels["gen_ai.request.model"]', rule: '' },
    { field: 'toolName', origin: 'labels["tool"]', rule: '' },
  ]
  const field = (key: string, value: unknown, origin = `labels["${key}"]`) =>
    filterFieldOf({ key, value: value as string, origin }, { provenance })

  it('narrows the list where the filter language has a field for it', () => {
    expect(field('gen_ai.request.model', 'gpt-5')).toBe('model')
    expect(field('tool', 'search')).toBe('tool')
    expect(field('gen_ai_agent_name', 'support')).toBe('agent')
    expect(field('session.id', 's1')).toBe('session')
    expect(field('deployment.environment', 'production')).toBe('env')
  })

  it('offers no filter for anything else', () => {
    expect(field('http.method', 'GET')).toBeNull()
    expect(field('session.id', 17)).toBeNull()
    expect(field('session.id', '')).toBeNull()
    expect(field('session.id', 'x'.repeat(300))).toBeNull()
  })
})
