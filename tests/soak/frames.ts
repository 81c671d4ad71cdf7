/** How smooth the built page is while twenty sources are refreshed behind it: frames of its list while it is scrolled, beside the same without refreshes, in one run. */

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Motion, openSession, type Session } from '../../bench/ui/session.ts'
import { joinService } from '../../src/main/headless/join-service.ts'
import { startWebHost } from '../../src/main/headless/web-host.ts'
import { startService } from '../../src/main/service/host.ts'
import type { SourceSettings } from '../../src/shared/source.ts'
import { launchBrowser } from '../support/browser.ts'
import type { SoakPlan } from './plan.ts'

const seconds = 20
/** Six times as often as answers grow old by themselves. */
const refreshEveryMs = 10_000

/** Measures and prints. `script` is the soak's own bundle. */
export async function measureFrames(script: string, plan: SoakPlan): Promise<void> {
  const demo = fork(script, ['demo', JSON.stringify(plan)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const [sources] = (await once(demo, 'message')) as [SourceSettings[]]
  const service = await startService({
    mainDir: plan.mainDir,
    env: process.env,
    configPath: join(tmpdir(), `tracecraft-frames-none-${process.pid}.yaml`),
    environment: null,
    argumentSources: sources,
    info: { version: '0', carrier: 'browser', os: process.platform },
    logLevel: 'error',
  })
  const host = await startWebHost({
    pageDir: resolve(plan.mainDir, '../renderer'),
    port: 0,
    accept: (socket) => joinService(service, socket),
  })
  const browser = await launchBrowser()
  try {
    const session = await openSession(browser, host.url)
    await session.page.getByRole('grid', { name: 'Runs' }).locator('[role=row]').nth(15).waitFor()
    // Sources that are still listed for the first time are not what is measured.
    await session.page.waitForFunction(() => !/loading/i.test(document.querySelector('nav')?.textContent ?? ''), null, {
      timeout: 120_000,
    })
    console.log(`load of the machine ${loadavg()[0]?.toFixed(1)}`)
    for (let round = 1; round <= 2; round++) {
      print(`round ${round}, quiet     `, await session.watch(() => scroll(session, false)))
      print(`round ${round}, refreshing`, await session.watch(() => scroll(session, true)))
    }
    console.log(`load of the machine at the end ${loadavg()[0]?.toFixed(1)}`)
    await session.close()
  } finally {
    await browser.close()
    await host.close()
    await service.close()
    demo.disconnect()
  }
}

/** Up and down the list by the wheel; with a refresh of all sources every few seconds. */
async function scroll({ page }: Session, refreshing: boolean): Promise<void> {
  await page.getByRole('grid', { name: 'Runs' }).hover()
  const began = performance.now()
  let refreshed = -Infinity
  for (let n = 0; performance.now() - began < seconds * 1000; n++) {
    if (refreshing && performance.now() - refreshed > refreshEveryMs) {
      refreshed = performance.now()
      await page.keyboard.press('r')
    }
    await page.mouse.wheel(0, n % 40 < 20 ? 300 : -300)
    await page.evaluate(() => new Promise(requestAnimationFrame))
  }
}

function print(what: string, { p50, p95, max, busy }: Motion): void {
  const ms = (value: number) => `${value.toFixed(1)} ms`
  console.log(
    `${what}  frames p50 ${ms(p50)}, p95 ${ms(p95)}, longest ${ms(max)}, main thread ${Math.round(busy * 100)} %`,
  )
}
