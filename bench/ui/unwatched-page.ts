/**
 * A page that the measuring browser opens without recording its network. The debugger hands each message of a socket to whoever records it, and a copy of ten
 * megabytes on its way to another process keeps the page's next frame waiting: tens of milliseconds that are the bench's own. Playwright records the network of
 * every page it opens, so this page lives in a browser context that Playwright does not know.
 */

import type { Browser, CDPSession } from 'playwright-core'
import { freshAddress } from '../../tests/support/page-keys.ts'
import { installClock } from './page-clock.ts'

type Send = (method: string, params?: object) => Promise<{ [key: string]: unknown }>

/** Opens the address, and tells the time in ms from the answer in hand to the painted frame with its first rows. */
export async function measureOpening(browser: Browser, address: string): Promise<number> {
  const root = await browser.newBrowserCDPSession()
  const { browserContextId } = await root.send('Target.createBrowserContext')
  try {
    const { targetId } = await root.send('Target.createTarget', {
      url: 'about:blank',
      browserContextId,
      width: 1440,
      height: 900,
    })
    const { sessionId } = await root.send('Target.attachToTarget', { targetId })
    const send = within(root, sessionId)
    await send('Page.enable')
    await send('Page.addScriptToEvaluateOnNewDocument', { source: `(${installClock.toString()})()` })
    await send('Page.navigate', { url: await freshAddress(address) })
    // The address of the page before is gone once the clock of this one stands.
    await evaluate(send, '(async () => { while (!window.bench) await new Promise((go) => setTimeout(go, 20)) })()')
    const time = await evaluate(send, `window.bench.untilPainted('["rows"]', 'answer')`)
    if (typeof time !== 'number') throw new Error('The page gave no time')
    return time
  } finally {
    await root.send('Target.disposeBrowserContext', { browserContextId })
    await root.detach()
  }
}

async function evaluate(send: Send, expression: string): Promise<unknown> {
  const { result, exceptionDetails } = await send('Runtime.evaluate', {
    expression,
    awaitPromise: true,
    returnByValue: true,
  })
  if (exceptionDetails) throw new Error(`The page failed: ${JSON.stringify(exceptionDetails)}`)
  return (result as { value?: unknown }).value
}

/** Speaks with one target through the browser's own session. */
function within(root: CDPSession, sessionId: string): Send {
  let last = 0
  const waiting = new Map<
    number,
    { done: (value: { [key: string]: unknown }) => void; failed: (error: Error) => void }
  >()
  root.on('Target.receivedMessageFromTarget', ({ sessionId: from, message }) => {
    if (from !== sessionId) return
    const answer = JSON.parse(message) as {
      id?: number
      result?: { [key: string]: unknown }
      error?: { message: string }
    }
    const asked = waiting.get(answer.id ?? 0)
    waiting.delete(answer.id ?? 0)
    if (answer.error) asked?.failed(new Error(answer.error.message))
    else asked?.done(answer.result ?? {})
  })
  return (method, params = {}) =>
    new Promise((done, failed) => {
      const id = ++last
      waiting.set(id, { done, failed })
      root
        .send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params }) })
        .catch(failed)
    })
}
