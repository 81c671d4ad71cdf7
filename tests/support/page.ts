/** Opens the app's page and notices everything that a console or a failed request would say. */

import type { Browser, Page } from 'playwright-core'
import { freshAddress } from './page-keys.ts'
import { watchPage } from './page-watch.ts'

export interface OpenPage {
  readonly page: Page
  /** Errors of the console and uncaught exceptions so far. */
  readonly faults: string[]
}

/** A page of its own, as often as it is called with the same address. What breaks its policy fails the test. */
export async function openPage(
  browser: Browser,
  url: string,
  options: { width?: number; height?: number; timezoneId?: string } = {},
): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    timezoneId: options.timezoneId ?? 'UTC',
    locale: 'en-GB',
  })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(error.message))
  page.setDefaultTimeout(20_000)
  await watchPage(page)
  await page.goto(await freshAddress(url))
  return { page, faults }
}

/** The rows of the list, without its head. */
export function runRows(page: Page) {
  return page.getByRole('grid', { name: 'Runs' }).locator('[role=row]:not([aria-rowindex="1"])')
}

/** The rows of the timeline, without its head. */
export function stepRows(page: Page) {
  return page.getByRole('treegrid', { name: 'Steps of the run' }).locator('[role=row]:not([aria-rowindex="1"])')
}

/** The row of a run whose name and agent contain this text. */
export function runNamed(page: Page, text: string | RegExp) {
  return runRows(page).filter({ hasText: text }).first()
}
