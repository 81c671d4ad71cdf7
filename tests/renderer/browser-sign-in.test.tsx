import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { BrowserSignIn } from '../../src/renderer/src/features/sources/browser-sign-in.tsx'
import { errorInfo } from '../../src/shared/errors.ts'
import { pageService, renderPage } from '../support/page-service.tsx'

const urls = ['azuremonitor://7d1f1a8e-0000-4000-8000-0123456789ab/', 'xray://us-east-1/']
const revisions = async (service: ReturnType<typeof pageService>) =>
  (await service.client.sources.list()).sources.map(({ revision }) => revision)

describe('signing in in the browser', () => {
  it('is offered where an Azure sign-in is missing; afterwards all Azure sources are asked anew, and no others', async () => {
    const service = pageService(urls)
    renderPage(
      service,
      <BrowserSignIn
        info={errorInfo({ code: 'CREDENTIALS_MISSING', platform: 'azuremonitor', message: 'No sign-in.' })}
      />,
    )
    expect(await revisions(service)).toEqual([0, 0])
    await userEvent.setup().click(screen.getByRole('button', { name: 'Sign in in the browser' }))
    expect(await screen.findByText('Signed in to Azure as ada@example.com')).toBeTruthy()
    expect(await revisions(service)).toEqual([1, 0])
  })

  it('is not offered for other failures, nor for platforms that sign in by a command', () => {
    const service = pageService(urls)
    renderPage(
      service,
      <>
        <BrowserSignIn
          info={errorInfo({ code: 'PERMISSION_DENIED', platform: 'azuremonitor', message: 'No right.' })}
        />
        <BrowserSignIn info={errorInfo({ code: 'CREDENTIALS_EXPIRED', platform: 'xray', message: 'Expired.' })} />
      </>,
    )
    expect(screen.queryByRole('button', { name: /sign in/i })).toBeNull()
  })
})
