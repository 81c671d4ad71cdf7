/** A failure for stderr: what failed, why in plain words, and the command that fixes it. */

import type { ErrorInfo } from '../../../shared/errors.ts'
import { safeText } from './safe-text.ts'
import type { Style } from './style.ts'

/** The lines for a person. */
export function failureLines(info: ErrorInfo, style: Style): string[] {
  const lines = [`${style.red('error:')} ${safeText(info.message)}`]
  if (info.cause) lines.push(`${style.dim('  why:')} ${safeText(info.cause)}`)
  if (info.fix) {
    lines.push(`${style.dim('  fix:')} ${safeText(info.fix.text)}`)
    for (const line of info.fix.command?.split('\n') ?? []) lines.push(`       ${style.cyan(safeText(line))}`)
    if (info.fix.url) lines.push(`       ${safeText(info.fix.url)}`)
  }
  if (info.retryAfterMs !== null)
    lines.push(`${style.dim('  wait:')} ${Math.ceil(info.retryAfterMs / 1000)} s, as the platform asks`)
  return lines
}

/** The object for a program: the last line of stderr with --format json. */
export function failureJson(info: ErrorInfo): string {
  const fix = info.fix ? [info.fix.text, info.fix.command].filter(Boolean).join(' ') : null
  return JSON.stringify({
    error: {
      code: info.code,
      platform: info.platform,
      message: info.message,
      cause: info.cause,
      fix,
      retry_after_ms: info.retryAfterMs,
    },
  })
}
