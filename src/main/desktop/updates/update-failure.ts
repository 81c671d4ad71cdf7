/** Why an update could not be found or fetched, in plain words. The error's own text may hold headers and paths, and goes to the log only. */

import { TraceCraftError } from '../../../shared/errors.ts'

/** One or two sentences for a dialog. */
export function explainUpdateFailure(error: unknown): string {
  if (error instanceof TraceCraftError) return error.message
  const { code, statusCode, message } = error as { code?: unknown; statusCode?: unknown; message?: unknown }
  if (code === 'UNSIGNED_FEED') return 'The update feed is not signed by the maker of this app. Nothing was downloaded.'
  if (code === 'ERR_CHECKSUM_MISMATCH')
    return 'The downloaded file is not the one that the update feed names. It was deleted.'
  if (code === 'ERR_UPDATER_INVALID_SIGNATURE')
    return 'The downloaded installer is not signed by the maker of this app. It was deleted.'
  if (statusCode === 404) return 'The update feed has no release for this system.'
  if (typeof code === 'string' && /^ERR_UPDATER_(?:INVALID|NO|ZIP)_/.test(code))
    return 'The update feed does not say what it must say of a release.'
  if (typeof statusCode === 'number' && statusCode > 0) return `The update feed answered with status ${statusCode}.`
  if (
    /net::ERR_|E(?:CONN|NOTFOUND|AI_AGAIN|TIMEDOUT|HOSTUNREACH)|timed? ?out/i.test(`${String(code)} ${String(message)}`)
  )
    return 'The update feed could not be reached.'
  return 'The update could not be read or fetched. The log has the details.'
}
