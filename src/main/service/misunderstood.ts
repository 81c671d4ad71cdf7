/** What is said of a question that the contract's schemas refuse. */

import { ORPCError, ValidationError } from '@orpc/server'
import { errorInfo, fix } from '../../shared/errors.ts'

const mostIssues = 3
const longestPlace = 80

/** The refusal in the contract's own form, with what is wrong and where, but never with what was sent; null for any other error. */
export function misunderstood(error: unknown, path: readonly string[]): ORPCError<string, unknown> | null {
  if (!(error instanceof ORPCError) || error.defined || error.code !== 'BAD_REQUEST') return null
  const issues = error.cause instanceof ValidationError ? error.cause.issues : []
  const told = issues.slice(0, mostIssues).map(({ message, path: at = [] }) => {
    const place = at.map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
    return place === '' ? message : `${place.slice(0, longestPlace)}: ${message}`
  })
  const data = errorInfo({
    code: 'BAD_REQUEST',
    message: `The question ${path.join('.')} was not understood.`,
    cause: told.length > 0 ? `${told.join('; ')}.` : null,
    fix: fix('Reload the page: it may be of another version than the program.'),
  })
  return new ORPCError('BAD_REQUEST', { message: data.message, data, cause: error })
}
