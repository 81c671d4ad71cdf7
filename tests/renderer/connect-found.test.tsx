import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { useDialogs } from '../../src/renderer/src/app/dialogs.ts'
import { Shell } from '../../src/renderer/src/app/shell.tsx'
import { foundSummary } from '../../src/renderer/src/features/connect/found-words.ts'
import { navigate } from '../../src/renderer/src/location.ts'
import type { ProbeStage } from '../../src/main/stores/store.ts'
import type { Discovery, FoundSignIn } from '../../src/shared/discovery.ts'
import { errorInfo, fix } from '../../src/shared/errors.ts'
import { pageService, renderPage } from '../support/page-service.tsx'

beforeEach(() => {
  useDialogs.setState({ dialog: null })
  navigate({ sourceId: null, run: null })
})

function found(name: string, rest: Partial<FoundSignIn> = {}): FoundSignIn {
  return {
    kind: 'profile',
    name,
    detail: null,
    state: 'ready',
    origin: '/home/ada/.aws/config',
    fills: { profile: name, region: 'eu-west-1' },
    fix: null,
    ...rest,
  }
}

const aws: Discovery = {
  platform: 'xray',
  found: [
    found('dev', { detail: 'SSO session corp · expires in 3 h' }),
    found('old', {
      state: 'expired',
      detail: 'SSO session corp · expired',
      fix: fix('Sign in.', 'aws sso login --profile old'),
    }),
    found('Container role', { kind: 'container', fills: {}, state: 'unknown' }),
  ],
  variables: [
    { name: 'AWS_PROFILE', set: true, value: 'dev', origin: 'login shell (/bin/zsh)' },
    { name: 'AWS_SECRET_ACCESS_KEY', set: true, value: null, origin: 'environment' },
    { name: 'AWS_REGION', set: false, value: null, origin: null },
  ],
  problem: null,
}
const google: Discovery = { platform: 'cloudtrace', found: [], variables: [], problem: null }
const datadog: Discovery = {
  platform: 'datadog',
  found: [],
  variables: [{ name: 'DD_APP_KEY', set: false, value: null, origin: null }],
  problem: null,
}

async function openDialog(discoveries: readonly Discovery[] = [aws, google, datadog]) {
  const service = pageService([], [], undefined, async function* () {
    yield* discoveries
  })
  renderPage(service, <Shell />)
  const user = userEvent.setup()
  await user.click((await screen.findAllByRole('button', { name: 'Add a source' }))[0]!)
  return { service, user, dialog: within(await screen.findByRole('dialog')) }
}

describe('what was found on this machine', () => {
  it('stands in the dialog before anything is asked, with its state in words, and fills the form when it is chosen', async () => {
    const { user, dialog } = await openDialog()
    const panel = within(await dialog.findByRole('region', { name: 'Found on this machine' }))
    expect(dialog.getByRole('radio', { name: /AWS X-Ray.*2 profiles, 1 signed out/ })).toBeTruthy()
    await user.click(await panel.findByRole('button', { name: /ready: ?dev.*expires in 3 h/ }))
    expect(dialog.getByLabelText<HTMLInputElement>('Profile').value).toBe('dev')
    expect(dialog.getByLabelText<HTMLInputElement>('Region').value).toBe('eu-west-1')
    expect(panel.getByRole('button', { name: /ready: ?dev/ }).getAttribute('aria-pressed')).toBe('true')
    expect(dialog.getAllByRole('status').map((one) => one.textContent)).toContain('dev was filled in.')
    expect(panel.getByRole('button', { name: /expired: ?old/ })).toBeTruthy()
    expect(panel.getByText('aws sso login --profile old')).toBeTruthy()
    // What fills nothing in is a fact and no button.
    expect(panel.queryByRole('button', { name: /Container role/ })).toBeNull()
    expect(panel.getByText('Container role')).toBeTruthy()
  })

  it('names each variable with its origin, and the value of none that is secret', async () => {
    const { user, dialog } = await openDialog()
    await user.click(await dialog.findByText('Environment: 2 of 3 variables set'))
    const rows = dialog.getAllByRole('row').map((one) => one.textContent)
    expect(rows).toContain('AWS_PROFILEdevlogin shell (/bin/zsh)')
    expect(rows).toContain('AWS_SECRET_ACCESS_KEYset, not shownenvironment')
    expect(rows).toContain('AWS_REGIONnot set')
  })

  it('says how to sign in where nothing was found', async () => {
    const { user, dialog } = await openDialog()
    await user.click(dialog.getByRole('radio', { name: /Cloud Trace/ }))
    const panel = within(await dialog.findByRole('region', { name: 'Found on this machine' }))
    expect(await panel.findByText('gcloud auth application-default login')).toBeTruthy()
  })

  it('never stands in the way: any profile can be typed, with a remark where it was not found', async () => {
    const { service, user, dialog } = await openDialog()
    await dialog.findByRole('button', { name: /ready: ?dev/ })
    await user.type(dialog.getByLabelText('Region'), 'us-east-1')
    await user.type(dialog.getByLabelText('Profile'), 'dve')
    expect(dialog.getByText(/No profile of this name was found on this machine; did you mean dev\?/)).toBeTruthy()
    await user.click(dialog.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(service.written).toEqual(['add xray://us-east-1/']))
  })

  it('says at the field that a key variable is not set', async () => {
    const { user, dialog } = await openDialog()
    await user.click(dialog.getByRole('radio', { name: /Datadog/ }))
    expect(await dialog.findByText('This variable is not set where TraceCraft was started.')).toBeTruthy()
  })

  it.each([
    [[found('a'), found('b', { state: 'expired' })], '2 profiles, 1 signed out', true],
    [[found('a', { state: 'expired' })], '1 profile, signed out', false],
    [[found('a@b.example', { kind: 'adc' })], 'a@b.example', true],
    [[found('Team', { kind: 'subscription' }), found('Lab', { kind: 'subscription' })], '2 subscriptions', true],
    [[found('DD_API_KEY', { kind: 'key', state: 'expired' })], 'DD_API_KEY, incomplete', false],
  ] as const)('is summed up on the card of its platform', (signIns, text, usable) => {
    expect(foundSummary({ ...aws, found: signIns })).toEqual({ text, usable })
    expect(foundSummary({ ...aws, found: [] })).toBeNull()
  })
})

describe('a secret in a field', () => {
  it('is taken out at once, and said with its kind', async () => {
    const { user, dialog } = await openDialog()
    const service = dialog.getByLabelText<HTMLInputElement>('Service')
    await user.click(service)
    await user.paste(['AKIA', 'IOSFODNN7EXAMPLE'].join(''))
    expect(service.value).toBe('')
    expect(dialog.getByText(/This is an AWS access key.*It was not kept\./)).toBeTruthy()
    expect(service.getAttribute('aria-invalid')).toBe('true')
    await user.type(service, 'my-agent')
    expect(service.value).toBe('my-agent')
    expect(dialog.queryByText(/not kept/)).toBeNull()
  })

  it('is told by name where it is a connection string in place of a workspace id', async () => {
    const { user, dialog } = await openDialog()
    await user.click(dialog.getByRole('radio', { name: /Azure/ }))
    const workspace = dialog.getByLabelText<HTMLInputElement>('Workspace id')
    await user.click(workspace)
    await user.paste('InstrumentationKey=0a;IngestionEndpoint=https://x.example/')
    expect(workspace.value).toBe('')
    expect(
      dialog.getByText(/This is an Application Insights connection string; the workspace id is a GUID/),
    ).toBeTruthy()
  })

  it('leaves the paste box, too', async () => {
    const { user, dialog } = await openDialog()
    const box = dialog.getByLabelText<HTMLTextAreaElement>('Paste to fill the form')
    await user.click(box)
    await user.paste(['-----BEGIN', 'PRIVATE KEY-----'].join(' '))
    expect(box.value).toBe('')
    expect(dialog.getByText(/This is a private key/).getAttribute('role')).toBe('status')
  })
})

describe('the rights that a source needs', () => {
  it('stand in the dialog with what each is for, and are offered where a test finds that they are missing', async () => {
    const { service, user, dialog } = await openDialog()
    service.store('xray://us-east-1/').probe = async function* probe(): AsyncGenerator<ProbeStage, void, undefined> {
      const error = errorInfo({ code: 'PERMISSION_DENIED', message: 'X-Ray refused.', raw: 'AccessDenied' })
      yield { id: 'permission', title: 'Permissions', state: 'failed', detail: null, durationMs: 3, error }
    }
    await user.type(dialog.getByLabelText('Region'), 'us-east-1{Enter}')
    expect(await dialog.findByText(/The test failed\. Permissions: not passed\./)).toBeTruthy()
    await user.click(dialog.getByRole('button', { name: 'Copy the least rights' }))
    expect(await navigator.clipboard.readText()).toContain('"xray:GetTraceSummaries"')
    await user.click(dialog.getByText('Rights it needs'))
    expect(dialog.getByText('list runs')).toBeTruthy()
  })

  it('are not offered where the stage is only remarked on; its way out is', async () => {
    const { service, user, dialog } = await openDialog()
    service.store('xray://us-east-1/').probe = async function* probe(): AsyncGenerator<ProbeStage, void, undefined> {
      const error = errorInfo({ code: 'NOT_FOUND', message: 'Nothing in us-east-1.', fix: fix('Look in us-west-2.') })
      yield { id: 'sample', title: 'Newest traces', state: 'warned', detail: null, durationMs: 3, error }
    }
    await user.type(dialog.getByLabelText('Region'), 'us-east-1')
    await user.click(dialog.getByRole('button', { name: 'Test' }))
    expect(await dialog.findByText('Look in us-west-2.')).toBeTruthy()
    expect(dialog.getByText(/^Connected in .*, with a remark\.$/)).toBeTruthy()
    expect(dialog.queryByRole('button', { name: 'Copy the least rights' })).toBeNull()
  })
})

describe('a form that cannot be saved yet', () => {
  it('puts the focus on the field that is in the way', async () => {
    const { user, dialog } = await openDialog()
    await user.click(dialog.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(document.activeElement).toBe(dialog.getByLabelText('Region')))
  })
})

it('production is offered its colour', async () => {
  const { user, dialog } = await openDialog()
  await user.type(dialog.getByLabelText('Name'), 'shop prod')
  await user.click(dialog.getByRole('button', { name: 'Production? Mark it red' }))
  expect(dialog.getByRole('radio', { name: 'red' }).getAttribute('aria-checked')).toBe('true')
})
