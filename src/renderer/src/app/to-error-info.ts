import { ORPCError } from '@orpc/client'
import { type ErrorInfo, errorInfo, fix } from '../../../shared/errors.ts'

function isErrorInfo(value: unknown): value is ErrorInfo {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    'message' in value &&
    typeof value.code === 'string' &&
    typeof value.message === 'string'
  )
}

/**
 * What a screen can show of anything that was thrown. A failure of the contract carries its own ErrorInfo; everything else is INTERNAL, and only what this page
 * itself raised keeps its text.
 */
export function toErrorInfo(error: unknown): ErrorInfo {
  if (error instanceof ORPCError && isErrorInfo(error.data)) return error.data
  if (error instanceof Error && 'info' in error && isErrorInfo(error.info)) return error.info
  if (isAbort(error)) return errorInfo({ code: 'CANCELLED', message: 'The request was cancelled.' })
  return errorInfo({
    code: 'INTERNAL',
    message: 'Something went wrong in TraceCraft.',
    cause: 'This is a fault of the program, not of your source or credentials.',
    fix: fix('Try again. If it comes back, the log of the main process has the details.'),
    raw: error instanceof Error ? `${error.name}: ${error.message}` : null,
  })
}

/** Did the caller itself give up? Such an end is never shown as a failure. */
export function isAbort(error: unknown): boolean {
  if (error instanceof ORPCError && isErrorInfo(error.data)) return error.data.code === 'CANCELLED'
  // A DOMException is not everywhere an Error.
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError'
}
