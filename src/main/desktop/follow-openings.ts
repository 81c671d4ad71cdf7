/** Opens in the app what was asked for from outside. */

import { looksLikeAppLink, parseAppLink } from '../../shared/app-link.ts'
import { type Logger, silentLogger } from '../log/log.ts'
import type { ServiceHost } from '../service/host.ts'
import type { Environment } from '../stores/store-deps.ts'
import { argumentSources } from './arguments.ts'
import type { Openings } from './openings.ts'
import type { AppWindows } from './windows/windows.ts'

/**
 * Brings the app to the front for everything that is asked for: sources of a second command line are added, and links handed to the page of the window in front, which looks up what they name. `first` are this
 * start's own arguments, whose sources the service has already.
 */
export function followOpenings(
  openings: Openings,
  first: readonly string[],
  {
    windows,
    service,
    env,
    log,
  }: {
    windows: AppWindows
    service: Pick<ServiceHost, 'addSources'>
    env: Promise<Environment>
    log: Logger
  },
): void {
  const followLinks = (asked: readonly string[]) => {
    for (const text of asked.filter(looksLikeAppLink)) {
      const read = parseAppLink(text)
      windows.send(
        windows.show(),
        'link' in read ? { open: read.link } : { refused: 'The link could not be followed', why: read.problem },
      )
    }
  }
  const refused = (why: string) => windows.send(windows.show(), { refused: 'The source could not be added', why })
  followLinks(first)
  // Logged where the service took them.
  void env.then((given) => argumentSources(first, given, silentLogger, refused))
  openings.follow((asked) => {
    void env.then((given) => {
      const sources = argumentSources(asked, given, log, refused)
      if (sources.length > 0) service.addSources(sources)
    })
    windows.show()
    followLinks(asked)
  })
}
