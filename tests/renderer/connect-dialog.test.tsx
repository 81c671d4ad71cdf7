import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { useDialogs } from '../../src/renderer/src/app/dialogs.ts'
import { defaultPreferences, usePreferences } from '../../src/renderer/src/app/preferences.ts'
import { Shell } from '../../src/renderer/src/app/shell.tsx'
import { useListStore } from '../../src/renderer/src/features/runs/list-store.ts'
import { getLocation, navigate } from '../../src/renderer/src/location.ts'
import type { ProbeStage } from '../../src/main/stores/store.ts'
import { errorInfo, fix } from '../../src/shared/errors.ts'
import { gate } from '../support/fake-store.ts'
import { type PageService, pageService, renderPage } from '../support/page-service.tsx'

beforeEach(() => {
  useListStore.setState(useListStore.getInitialState())
  usePreferences.setState({ ...defaultPreferences })
  useDialogs.setState({ dialog: null })
  navigate({ sourceId: null, run: null })
})

async function openDialog(service: PageService) {
  renderPage(service, <Shell />)
  const user = userEvent.setup()
  await user.click((await screen.findAllByRole('button', { name: 'Add a source' }))[0]!)
  const dialog = within(await screen.findByRole('dialog'))
  return { user, dialog }
}

function stage(rest: Partial<ProbeStage> & Pick<ProbeStage, 'id' | 'title' | 'state'>): ProbeStage {
  return { detail: null, durationMs: null, error: null, ...rest }
}

describe('adding a source', () => {
  it('saves what the form says, and opens it', async () => {
    const service = pageService([])
    const { user, dialog } = await openDialog(service)
    await user.click(dialog.getByRole('radio', { name: /Datadog/ }))
    await user.clear(dialog.getByLabelText('Site'))
    await user.type(dialog.getByLabelText('Site'), 'eu1')
    await user.type(dialog.getByLabelText('Service'), 'checkout')
    await user.type(dialog.getByLabelText('Name'), 'prod')
    await user.click(dialog.getByText('More settings'))
    await user.click(dialog.getByRole('radio', { name: 'red' }))
    await user.click(dialog.getByRole('button', { name: 'Save and open' }))
    await waitFor(() => expect(service.written).toEqual(['add prod']))
    expect(service.registry.entries()[0]?.settings).toMatchObject({
      type: 'datadog',
      site: 'eu1',
      service: 'checkout',
      color: 'red',
    })
    await waitFor(() => expect(getLocation().sourceId).toBe('prod'))
    expect(screen.queryByRole('dialog', { name: 'Add a source' })).toBeNull()
  })

  it('fills the form from a pasted URL and shows it as URL and YAML', async () => {
    const { user, dialog } = await openDialog(pageService([]))
    await user.click(dialog.getByLabelText('Paste to fill the form'))
    await user.paste('cloudtrace://my-project/agent?lookback=6h')
    expect(dialog.getByLabelText<HTMLInputElement>('Project id').value).toBe('my-project')
    expect(dialog.getByLabelText<HTMLInputElement>('Look back').value).toBe('6h')
    expect(dialog.getByText('cloudtrace://my-project/agent?lookback=6h')).toBeTruthy()
    await user.click(dialog.getByRole('radio', { name: 'YAML' }))
    expect(dialog.getByText(/cloudtrace_project_id: my-project/)).toBeTruthy()
  })

  it('says at the field what is wrong, and neither saves nor tests until it is mended', async () => {
    const service = pageService([])
    const { user, dialog } = await openDialog(service)
    await user.type(dialog.getByLabelText('Region'), 'us-est-1')
    await user.click(dialog.getByRole('button', { name: 'Save' }))
    expect(dialog.getByText(/did you mean us-east-1\?/)).toBeTruthy()
    expect(dialog.getByLabelText('Region').getAttribute('aria-invalid')).toBe('true')
    expect(service.written).toEqual([])
  })

  it('has no field for a secret', async () => {
    const { user, dialog } = await openDialog(pageService([]))
    for (const platform of [/X-Ray/, /Cloud Trace/, /Azure/, /Datadog/]) {
      await user.click(dialog.getByRole('radio', { name: platform }))
      expect(document.querySelectorAll('input[type=password]')).toHaveLength(0)
      expect(dialog.queryByLabelText(/secret|password|token|access key/i)).toBeNull()
    }
  })
})

describe('testing a connection', () => {
  it('shows each stage as it comes, with its time, and the way out of the one that failed', async () => {
    const service = pageService([])
    const name = 'xray://us-east-1/'
    const held = gate()
    service.store(name).probe = async function* probe() {
      yield stage({ id: 'credentials', title: 'Credentials', state: 'running' })
      yield stage({ id: 'credentials', title: 'Credentials', state: 'passed', detail: 'profile dev', durationMs: 12 })
      yield stage({ id: 'permission', title: 'xray:GetTraceSummaries', state: 'running' })
      await held.promise
      const error = errorInfo({
        code: 'PERMISSION_DENIED',
        message: 'X-Ray refused to list traces.',
        fix: fix('Attach the policy.', 'aws iam attach-role-policy'),
      })
      yield stage({ id: 'permission', title: 'xray:GetTraceSummaries', state: 'failed', durationMs: 30, error })
    }
    const { user, dialog } = await openDialog(service)
    await user.type(dialog.getByLabelText('Region'), 'us-east-1')
    await user.click(dialog.getByRole('button', { name: 'Test' }))
    expect(await dialog.findByText('profile dev')).toBeTruthy()
    expect(dialog.getByText('12.0 ms')).toBeTruthy()
    expect(dialog.getByText('Testing: xray:GetTraceSummaries…')).toBeTruthy()
    held.open()
    expect(await dialog.findByText('aws iam attach-role-policy')).toBeTruthy()
    expect(dialog.getByText(/The test failed/)).toBeTruthy()
    await user.click(dialog.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(service.written).toEqual([`add ${name}`]))
  })

  it('can be cancelled', async () => {
    const service = pageService([])
    const held = gate()
    service.store('xray://us-east-1/').probe = async function* probe() {
      yield stage({ id: 'credentials', title: 'Credentials', state: 'running' })
      await held.promise
    }
    const { user, dialog } = await openDialog(service)
    await user.type(dialog.getByLabelText('Region'), 'us-east-1')
    await user.click(dialog.getByRole('button', { name: 'Test' }))
    await dialog.findByText('Credentials')
    await user.click(dialog.getByRole('button', { name: 'Cancel the test' }))
    expect(dialog.getByText('The test was cancelled.')).toBeTruthy()
    expect(dialog.getByRole('button', { name: 'Test' })).toBeTruthy()
    held.open()
  })

  it('forgets a result when the settings change', async () => {
    const { user, dialog } = await openDialog(pageService([]))
    await user.type(dialog.getByLabelText('Region'), 'us-east-1')
    await user.click(dialog.getByRole('button', { name: 'Test' }))
    expect(await dialog.findByText(/^Connected in/)).toBeTruthy()
    await user.type(dialog.getByLabelText('Service'), 'x')
    expect(dialog.queryByText(/^Connected in/)).toBeNull()
  })
})

describe('editing a source', () => {
  it('starts from its settings and writes them back under the same id', async () => {
    const service = pageService(['xray://us-east-1/agent?name=one', 'datadog://us1/?name=two'])
    renderPage(service, <Shell />)
    const user = userEvent.setup()
    await user.click(await screen.findByRole('button', { name: 'Actions for one' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Edit…' }))
    const dialog = within(await screen.findByRole('dialog'))
    const service_ = dialog.getByLabelText<HTMLInputElement>('Service')
    expect(service_.value).toBe('agent')
    await user.clear(service_)
    await user.type(service_, 'Agent')
    await user.click(dialog.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(service.written).toEqual(['update one']))
    expect(service.registry.entry('one').settings.service).toBe('Agent')
  })

  it('refuses the name of another source', async () => {
    const service = pageService(['xray://us-east-1/?name=one', 'datadog://us1/?name=two'])
    renderPage(service, <Shell />)
    const user = userEvent.setup()
    await user.click(await screen.findByRole('button', { name: 'Actions for one' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Edit…' }))
    const dialog = within(await screen.findByRole('dialog'))
    await user.clear(dialog.getByLabelText('Name'))
    await user.type(dialog.getByLabelText('Name'), 'two')
    await user.click(dialog.getByRole('button', { name: 'Save' }))
    expect(dialog.getByText(/already a source called/)).toBeTruthy()
    expect(service.written).toEqual([])
  })
})
