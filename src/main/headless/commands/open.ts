/** `tracecraft open`: the app at a link, in a browser. Where Electron is at hand, bin/tracecraft.mjs opens the desktop app instead, once this has checked what it is given. */

import { printAppLink } from '../../../shared/app-link.ts'
import type { Invocation } from '../args.ts'
import type { Output } from '../output.ts'
import type { Session } from '../session.ts'
import { serve } from './serve.ts'

type OpenInvocation = Extract<Invocation, { command: 'open' }>

/** Serves until the signal fires, at the link or else at the first source; with `check` only finds out whether that could be done. */
export async function open(
  asked: OpenInvocation,
  mainDir: string,
  session: Session,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const [first] = await Promise.all(asked.sources.map((word) => session.source(word)))
  if (asked.check) return
  const link = asked.link ?? (first ? printAppLink({ source: first.settings.name }) : null)
  await serve({ ...asked, command: 'serve', port: 0, open: true }, mainDir, session, output, signal, link)
}
