// The Chromium whose pages stand in for the windows' contents: the test's own, when it says where it listens, else one for this program.

import { chromium } from 'playwright-core'

let browser = null
let context = null

/** The pages of one app share their storage. */
export function contextOfApp() {
  return (context ??= open())
}

async function open() {
  browser = process.env.STAND_IN_BROWSER
    ? await chromium.connectOverCDP(process.env.STAND_IN_BROWSER)
    : await chromium.launch({
        executablePath: process.env.CHROMIUM_PATH,
        headless: true,
        args: JSON.parse(process.env.STAND_IN_BROWSER_ARGS ?? '[]'),
        // Signals are the app's to answer.
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
      })
  return browser.newContext()
}

export async function endBrowser() {
  if (context === null) return
  await (await context).close().catch(() => {})
  await browser?.close().catch(() => {})
}
