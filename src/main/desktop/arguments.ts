/** What the app is started with: source URLs and links, by the command line of this start or of a second one. Nothing else of a command line is looked at. */

import { looksLikeAppLink } from '../../shared/app-link.ts'
import { isPlatform } from '../../shared/platform.ts'
import { parseSourceUrl, type SourceSettings } from '../../shared/source.ts'
import type { Logger } from '../log/log.ts'
import { logWord } from '../log/log-text.ts'
import { toErrorInfo } from '../service/error-info.ts'
import type { Environment } from '../stores/store-deps.ts'

const longest = 8000
const most = 100

/** The source URLs and links among arguments or whatever another start sent, which may be anything. Options are never among them. */
export function openableArguments(args: unknown): string[] {
  if (!Array.isArray(args)) return []
  return args
    .slice(0, most)
    .filter((arg): arg is string => typeof arg === 'string' && arg.length <= longest)
    .filter((arg) => looksLikeAppLink(arg) || isSourceUrl(arg))
}

function isSourceUrl(text: string): boolean {
  const scheme = /^([a-z]+):\/\//i.exec(text)?.[1]
  return scheme !== undefined && isPlatform(scheme.toLowerCase())
}

/** The sources that arguments name by their URLs. One that cannot be read is logged, told to `refused` in a sentence, and left out. */
export function argumentSources(
  args: readonly string[],
  env: Environment,
  log: Logger,
  refused: (why: string) => void = () => {},
): SourceSettings[] {
  return args.filter(isSourceUrl).flatMap((text) => {
    try {
      return [parseSourceUrl(text, env['DD_SITE'] ?? null)]
    } catch (error) {
      const { code, message, cause } = toErrorInfo(error)
      log.log('error', 'argument', { code: logWord(code) })
      refused([message, cause].filter(Boolean).join(' '))
      return []
    }
  })
}
