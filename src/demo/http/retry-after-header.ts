/** The Retry-After header of so many seconds, in seconds or as an HTTP date; no header for null. */
export function retryAfterHeader(seconds: number | null, form: string = 'seconds'): Record<string, string> {
  if (seconds === null) return {}
  return {
    // A date has whole seconds: rounded up, so that it never says less.
    'retry-after':
      form === 'date' ? new Date(Math.ceil(Date.now() / 1000 + seconds) * 1000).toUTCString() : String(seconds),
  }
}
