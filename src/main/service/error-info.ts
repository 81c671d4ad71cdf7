import { type ErrorInfo, errorInfo, TraceCraftError } from '../../shared/errors.ts'
import type { Platform } from '../../shared/platform.ts'
import { withGeneralAdvice } from './general-advice.ts'

/** What was thrown first, behind what was made of it on the way. For the log alone. */
export function originOf(error: unknown): unknown {
  return error instanceof TraceCraftError && error.cause !== undefined ? originOf(error.cause) : error
}

/**
 * Whatever was thrown, as an ErrorInfo that may leave the service. Only our own errors carry their text; anything else is a fault of this program and shows
 * its name alone, because an unknown error's text may hold anything.
 */
export function toErrorInfo(error: unknown, platform: Platform | null = null): ErrorInfo {
  if (error instanceof TraceCraftError) return withGeneralAdvice(error.info)
  if (error instanceof Error && error.name === 'AbortError')
    return errorInfo({ code: 'CANCELLED', message: 'The request was cancelled.', platform })
  return errorInfo({
    code: 'INTERNAL',
    platform,
    message: 'TraceCraft itself failed here.',
    cause: `An unexpected ${error instanceof Error ? error.name : typeof error} was thrown; the log says where.`,
  })
}
