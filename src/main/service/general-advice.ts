/** What to say of a failure that is the same on every platform, where the store that met it knows nothing better. */

import { type ErrorCode, type ErrorInfo, fix, type Fix } from '../../shared/errors.ts'

const advice: Partial<Record<ErrorCode, { cause: string; fix: Fix }>> = {
  THROTTLED: {
    cause:
      'More requests were made than the platform allows in its window of time, by this app or by others with the same account.',
    fix: fix('Wait, or raise the cache time of the source, so that it asks less often.'),
  },
  UNREACHABLE: {
    cause: 'No connection to the platform could be made or kept.',
    fix: fix('Check the network, the VPN and any proxy (HTTPS_PROXY), then try again.'),
  },
  TIMED_OUT: {
    cause: 'The platform did not answer in time.',
    fix: fix('Try again, or ask for a shorter window.'),
  },
  SERVER_ERROR: {
    cause: 'The platform itself failed to answer.',
    fix: fix("Try again in a while; if it stays, look at the platform's status page."),
  },
  BAD_ANSWER: {
    cause:
      'Something answered that is not the platform: a proxy, a sign-in page of the network, or a connection that was cut.',
    fix: fix(
      'Open a web page to see whether the network asks you to sign in; check the proxy and the endpoint of the source.',
    ),
  },
  TOO_LARGE: {
    cause: 'The answer is larger than what can be read at once.',
    fix: fix('Ask for a shorter window, or name a service.'),
  },
}

/** The same failure, with the general cause and fix where it has none of its own. */
export function withGeneralAdvice(info: ErrorInfo): ErrorInfo {
  const general = advice[info.code]
  return general ? { ...info, cause: info.cause ?? general.cause, fix: info.fix ?? general.fix } : info
}
