/** X-Ray's forms: REST-JSON answers, errors by header and Message. */

import type { DemoAnswer, DemoErrorFault } from '../http/handler.ts'
import { retryAfterHeader } from '../http/retry-after-header.ts'
import { hash } from './hash.ts'

let answers = 0

function headers(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  answers += 1
  const id = hash(`request ${answers}`).toString(16).padStart(8, '0')
  return { 'content-type': 'application/json', 'x-amzn-requestid': `${id}-0000-4000-8000-${id}0000`, ...extra }
}

/** A right answer. */
export function ok(body: unknown): DemoAnswer {
  return { status: 200, headers: headers(), body }
}

/** An error of this name, as the service names it. */
export function refusal(
  status: number,
  name: string,
  message: string,
  extra: Readonly<Record<string, string>> = {},
): DemoAnswer {
  return { status, headers: headers({ 'x-amzn-errortype': name, ...extra }), body: { Message: message } }
}

/** A request that the service does not take. */
export function invalid(message: string): DemoAnswer {
  return refusal(400, 'InvalidRequestException', message)
}

/** Too many requests. */
export function throttled(retryAfter: number | null): DemoAnswer {
  return refusal(429, 'ThrottledException', 'Rate exceeded', retryAfterHeader(retryAfter))
}

/** The service in front of AWS throttles with 400 and names it in the body. */
function throttlingException(retryAfter: number | null): DemoAnswer {
  const answer = refusal(400, 'ThrottlingException', 'Rate exceeded', retryAfterHeader(retryAfter))
  return { ...answer, body: { __type: 'ThrottlingException', message: 'Rate exceeded' } }
}

/** The service's own form of a scripted fault. */
export function faultAnswer(fault: DemoErrorFault): DemoAnswer {
  switch (fault.kind) {
    case 'throttled':
      return fault.form === 'own'
        ? throttlingException(fault.retryAfter)
        : refusal(429, 'ThrottledException', 'Rate exceeded', retryAfterHeader(fault.retryAfter, fault.form))
    case 'not-yet-valid':
      return refusal(
        403,
        'InvalidSignatureException',
        'Signature not yet current: 20991231T000000Z is still later than 20261123T000000Z',
      )
    case 'too-large':
      return refusal(413, 'RequestEntityTooLargeException', 'The request is larger than what is answered.')
    case 'unauthenticated':
      return refusal(403, 'UnrecognizedClientException', 'The security token included in the request is invalid.')
    case 'expired':
      return refusal(403, 'ExpiredTokenException', 'The security token included in the request is expired')
    case 'forbidden':
      return refusal(
        403,
        'AccessDeniedException',
        'User: arn:aws:iam::123456789012:user/reader is not authorized to perform this action because no identity-based policy allows it',
      )
    case 'not-found':
      return refusal(404, 'UnknownOperationException', 'The operation is not known.')
    case 'server-error':
      return refusal(fault.status, 'InternalFailure', 'The request processing has failed because of an unknown error.')
  }
}
