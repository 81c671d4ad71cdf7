/** `tracecraft serve`: the app in a browser. */

import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { failure, fix } from '../../../shared/errors.ts'
import { findConfig } from '../../config/find.ts'
import { createLogger, toStderr } from '../../log/log.ts'
import { logError } from '../../log/log-text.ts'
import { hostService } from '../../service/host.ts'
import type { Invocation } from '../args.ts'
import { joinService } from '../join-service.ts'
import { openBrowser } from '../open-browser.ts'
import type { Output } from '../output.ts'
import type { Session } from '../session.ts'
import { version } from '../version.ts'
import { startWebHost } from '../web-host.ts'

type ServeInvocation = Extract<Invocation, { command: 'serve' }>

/** Serves until the signal fires. The URL, with its one-time token, is the one line on stdout. The page that it opens follows `link` at first. Without sources to find no session is needed. */
export async function serve(
  asked: ServeInvocation,
  mainDir: string,
  session: Session | null,
  output: Output,
  signal: AbortSignal,
  link: string | null = null,
): Promise<void> {
  // Found here first, so that a wrong name ends the command and does not wait in a page.
  for (const word of asked.sources) await session?.source(word)
  const pageDir = join(mainDir, '../renderer')
  if (!existsSync(join(pageDir, 'index.html')))
    throw failure({
      code: 'SETTINGS',
      message: 'The page is not built.',
      cause: `There is no ${join(pageDir, 'index.html')}.`,
      fix: fix('Build it first:', 'npm run build'),
    })
  // Pages are served meanwhile, and answered when it is there.
  const { ready, ...service } = hostService(
    Promise.resolve({
      mainDir,
      env: process.env,
      configPath: session?.keeper.path ?? findConfig(process.cwd(), homedir()),
      environment: asked.env,
      argumentSources: (session?.registry.entries() ?? []).flatMap(({ origin, settings }) =>
        origin === 'argument' ? [settings] : [],
      ),
      info: { version, carrier: 'browser' as const, os: process.platform },
      logLevel: process.env['TRACECRAFT_DEBUG'] ? ('debug' as const) : ('error' as const),
    }),
  )
  const log = createLogger(toStderr, 'error')
  ready.catch((error: unknown) => log.log('error', 'service', logError(error)))
  const host = await startWebHost({ pageDir, port: asked.port, accept: (socket) => joinService(service, socket) })
  output.note('TraceCraft runs at this address, for this machine only, until Ctrl+C:')
  const address = link === null ? host.url : `${host.url}&open=${encodeURIComponent(link)}`
  output.data(address)
  if (asked.open) openBrowser(address, (problem) => output.note(problem))
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  await host.close()
  await service.close()
}
