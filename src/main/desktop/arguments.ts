/** What the app is started with, by the command line of this start or of a second one. */

import { looksLikeSourceUrl, parseSourceUrl, type SourceSettings } from '../../shared/source.ts'
import type { Logger } from '../log.ts'
import { logWord } from '../log-text.ts'
import { toErrorInfo } from '../service/error-info.ts'
import type { Environment } from '../stores/store-deps.ts'

/** The sources that arguments name by their URLs. One that cannot be read is logged and left out. */
export function argumentSources(args: readonly string[], env: Environment, log: Logger): SourceSettings[] {
  return args.filter(looksLikeSourceUrl).flatMap((text) => {
    try {
      return [parseSourceUrl(text, env['DD_SITE'] ?? null)]
    } catch (error) {
      log.log('error', 'argument', { code: logWord(toErrorInfo(error).code) })
      return []
    }
  })
}
