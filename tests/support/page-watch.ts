/**
 * Watches every page that a journey opens, and takes down when one broke the page's policy, asked for something that is not on this machine, threw, or complained on its
 * console. So the policy is held against each face of the app that any journey shows.
 */

import type { BrowserContext, Page } from 'playwright-core'

/** What the pages of this file did that they must not do, since it was last looked at (page-verdict.ts). */
export const broken: string[] = []

/** What a page says when a service was stopped on purpose: the browser of its socket, and the contract's client of a question that it takes back. */
const serviceGone =
  /^WebSocket connection to 'ws:\/\/127\.0\.0\.1:\d+\/(?:rpc|address)' failed|^Cannot send message, WebSocket is not open\.$/

/** Addresses of this machine, and those that name no machine. `tracecraft.localhost` is where the stand-in leads the app's own scheme. */
const local =
  /^(?:(?:https?|wss?):\/\/(?:127\.0\.0\.1|tracecraft\.localhost)(?::\d+)?\/|data:|blob:|about:|chrome-error:)/

/** Runs in the page. */
function tellViolations(): void {
  document.addEventListener('securitypolicyviolation', (event) => {
    const { __policyBroken: tell } = window as unknown as { __policyBroken: (what: string) => void }
    tell(
      `${event.effectiveDirective} refused ${event.blockedURI} ${event.sample} (${event.sourceFile}:${event.lineNumber})`,
    )
  })
}

/** Takes down what a page's console and its uncaught errors tell. */
function watchConsole(page: Page): void {
  page.on('console', (message) => {
    const [text, { url }] = [message.text(), message.location()]
    // A picture that came damaged within a message is told of in the page.
    const damaged = text.startsWith('Failed to load resource') && url.startsWith('data:image/')
    if (message.type() === 'error' && !damaged && !serviceGone.test(text))
      broken.push(`console: ${text} (${url.slice(0, 200)})`)
  })
  page.on('pageerror', ({ message }) => {
    if (!serviceGone.test(message)) broken.push(`thrown: ${message}`)
  })
}

/** Begins to watch. Before the page's first address, so that nothing is missed. */
export async function watchPage(page: Page, context: BrowserContext = page.context()): Promise<void> {
  const note = (what: string) => void broken.push(what)
  await page.exposeBinding('__policyBroken', (_source, what: string) => note(`policy: ${what}`))
  await page.addInitScript(tellViolations)
  watchWhatIsSaid(page, context)
}

/**
 * The same for a page that another program opened, such as a window of the desktop app under its stand-in: a breach of the policy is seen by what Chromium says of it. Nothing is bound into the
 * page, because two programs that both do so take each other's calls.
 */
export function watchWhatIsSaid(page: Page, context: BrowserContext = page.context()): void {
  const note = (what: string) => void broken.push(what)
  watchConsole(page)
  context.on('request', (request) => {
    if (!local.test(request.url())) note(`asked for ${request.url()}`)
  })
}
