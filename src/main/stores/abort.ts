import { failure, type TraceCraftError } from '../../shared/errors.ts'

/** The error that every room rejects with when its caller went away. */
export function abortError(): TraceCraftError {
  return failure({ code: 'CANCELLED', message: 'The request was cancelled.' })
}
