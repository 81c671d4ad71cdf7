/** `tracecraft serve`: the app in a browser. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { RPCHandler } from '@orpc/server/ws'
import { failure, fix } from '../../../shared/errors.ts'
import { router } from '../../service/router.ts'
import { toErrorInfo } from '../../service/error-info.ts'
import type { Invocation } from '../args.ts'
import { openBrowser } from '../open-browser.ts'
import type { Output } from '../output.ts'
import type { Session } from '../session.ts'
import { startWebHost } from '../web-host.ts'

type ServeInvocation = Extract<Invocation, { command: 'serve' }>

/** Serves the built page of `pageDir` until the signal fires. The URL, with its one-time token, is the one line on stdout. */
export async function serve(
  asked: ServeInvocation,
  pageDir: string,
  session: Session,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  for (const word of asked.sources) await session.source(word)
  if (!existsSync(join(pageDir, 'index.html')))
    throw failure({ code: 'SETTINGS', message: 'The page is not built.', fix: fix('Build it first:', 'npm run build') })
  const handler = new RPCHandler(router)
  const host = await startWebHost({
    pageDir,
    port: asked.port,
    accept: (socket) => void handler.upgrade(socket, { context: session.context }),
  })
  const stopWatching = session.keeper.watch(() => {
    session.keeper.load().then(
      (content) => session.registry.setAll('config', content.sources, content.problems),
      (error: unknown) => output.note(toErrorInfo(error).message),
    )
  })
  output.note('TraceCraft runs at this address, for this machine only, until Ctrl+C:')
  output.data(host.url)
  if (asked.open) openBrowser(host.url, (problem) => output.note(problem))
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  stopWatching()
  await host.close()
}
