import type { ErrorCode } from '../../shared/errors.ts'

/** The exit code of each kind of failure, for scripts. 0 is done, also for partial data. */
export const exitCodeOf: Record<ErrorCode, number> = {
  INTERNAL: 1,
  CANCELLED: 1,
  SETTINGS: 2,
  BAD_REQUEST: 2,
  CREDENTIALS_MISSING: 3,
  CREDENTIALS_EXPIRED: 3,
  CREDENTIALS_INVALID: 3,
  PERMISSION_DENIED: 4,
  THROTTLED: 5,
  UNREACHABLE: 6,
  TIMED_OUT: 6,
  SERVER_ERROR: 6,
  BAD_ANSWER: 6,
  TOO_LARGE: 6,
  NOT_FOUND: 7,
}
