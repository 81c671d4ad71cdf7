import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainXRay, type XRayPlace } from '../../../../src/main/stores/xray/explain.ts'
import { filterExpression } from '../../../../src/main/stores/xray/filter.ts'
import { retrievalRange } from '../../../../src/main/stores/xray/retrieval.ts'
import { runSummaryOf } from '../../../../src/main/stores/xray/summary.ts'
import { windowsOf } from '../../../../src/main/stores/xray/windows.ts'
import { failure } from '../../../../src/shared/errors.ts'
import { microseconds } from '../../../../src/shared/units.ts'

const task = { operation: 'GetTraceSummaries', doing: 'list traces' }
const place: XRayPlace = { region: 'us-east-1', endpoint: null, profile: null, renewal: null }

function sdkError(name: string, message: string, status?: number, more: object = {}): Error {
  return Object.assign(new Error(message), { name, ...(status && { $metadata: { httpStatusCode: status } }), ...more })
}

describe('an error of the SDK', () => {
  it.each([
    ['AccessDeniedException', 403, 'PERMISSION_DENIED'],
    ['ExpiredTokenException', 403, 'CREDENTIALS_EXPIRED'],
    ['UnrecognizedClientException', 403, 'CREDENTIALS_INVALID'],
    ['InvalidSignatureException', 403, 'CREDENTIALS_INVALID'],
    ['MissingAuthenticationTokenException', 403, 'CREDENTIALS_INVALID'],
    ['ThrottledException', 429, 'THROTTLED'],
    ['ThrottlingException', 400, 'THROTTLED'],
    ['InvalidRequestException', 400, 'BAD_REQUEST'],
    ['InternalFailure', 500, 'SERVER_ERROR'],
    ['SyntaxError', 503, 'BAD_ANSWER'],
    ['UnknownError', 401, 'CREDENTIALS_INVALID'],
    ['UnknownError', 403, 'PERMISSION_DENIED'],
    ['UnknownError', 404, 'BAD_REQUEST'],
    ['Surprise', undefined, 'INTERNAL'],
  ])('%s with HTTP %s is %s', (name, status, code) => {
    expect(explainXRay(sdkError(name, 'words', status), task, place)).toMatchObject({
      code,
      platform: 'xray',
      status: status ?? null,
    })
  })

  it.each([
    ['TimeoutError', 'ECONNRESET', 'UNREACHABLE'],
    ['TimeoutError', 'ETIMEDOUT', 'TIMED_OUT'],
    ['TimeoutError', undefined, 'TIMED_OUT'],
    ['Error', 'ECONNREFUSED', 'UNREACHABLE'],
    ['Error', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNREACHABLE'],
  ])('%s with code %s is %s', (name, code, expected) => {
    expect(explainXRay(sdkError(name, 'words', undefined, { code }), task, place).code).toBe(expected)
  })

  it('names the permission, and the profile in the command', () => {
    const info = explainXRay(sdkError('AccessDeniedException', 'no', 403), task, { ...place, profile: "my 'dev" })
    expect(info.cause).toContain('xray:GetTraceSummaries')
    expect(info.fix!.command).toBe(`aws sts get-caller-identity --profile 'my '\\''dev'`)
  })

  it('speaks of the service that was asked', () => {
    const sts = { operation: 'GetCallerIdentity', doing: 'say who', service: { title: 'AWS STS', prefix: 'sts' } }
    const info = explainXRay(sdkError('AccessDenied', 'no', 403), sts, place)
    expect(info.message).toBe('AWS STS refused to say who in us-east-1.')
    expect(info.cause).toContain('sts:GetCallerIdentity')
    expect(JSON.stringify(info)).not.toContain('xray:')
  })

  it('says how to sign in again', () => {
    const info = explainXRay(sdkError('ExpiredTokenException', 'no', 403), task, { ...place, profile: 'dev' })
    expect(info.fix!.command).toBe('aws sso login --profile dev')
  })

  it('hints at the region that was meant', () => {
    const lost = sdkError('Error', 'getaddrinfo ENOTFOUND', undefined, { code: 'ENOTFOUND' })
    expect(explainXRay(lost, task, { ...place, region: 'us-esat-1' }).cause).toContain('did you mean us-east-1?')
    expect(explainXRay(lost, task, place).message).toBe('X-Ray in us-east-1 cannot be reached.')
  })

  it('reads Retry-After in seconds', () => {
    const error = sdkError('ThrottledException', 'slow', 429, { $response: { headers: { 'Retry-After': '7' } } })
    expect(explainXRay(error, task, place).retryAfterMs).toBe(7000)
  })

  it('shows no secret', () => {
    const text = 'Signature=abcdef0123 of AKIAIOSFODNN7EXAMPLE with secret_access_key=wJalrXUtnFEMI/K7MDENG'
    const info = explainXRay(sdkError('InvalidRequestException', text, 400), task, place)
    expect(JSON.stringify(info)).not.toMatch(/AKIAIOSFODNN7EXAMPLE|abcdef0123|wJalrXUtnFEMI/)
  })

  it('that is ours already stays as it is', () => {
    const ours = failure({ code: 'CREDENTIALS_MISSING', message: 'none' })
    expect(explainXRay(ours, task, place)).toBe(ours.info)
  })
})

describe('the filter expression', () => {
  it('is absent where there is nothing to filter', () => {
    expect(filterExpression(null, false)).toBeNull()
  })

  it.each(['a"b', 'a\nb', 'a\\', 'x'.repeat(201)])('refuses %j', (service) => {
    expect(() => filterExpression(service, false)).toThrow(/cannot be the name of a service/)
  })

  it('keeps every character that a name may hold', () => {
    expect(filterExpression("a b_c.d:e/f%g&h#i=j+k\\l-m@n'é", false)).toBe(`service("a b_c.d:e/f%g&h#i=j+k\\l-m@n'é")`)
  })
})

describe('windows', () => {
  const day = 86_400_000
  const cut = (ms: number) => windowsOf({ from: microseconds(0), to: microseconds(ms * 1000) })

  it('meet without a gap, newest first', () => {
    const windows = cut(day)
    expect(windows).toHaveLength(4)
    for (let i = 1; i < windows.length; i++) expect(windows[i]!.to).toEqual(windows[i - 1]!.from)
    expect(windows[0]!.to.getTime()).toBe(day)
    expect(windows.at(-1)!.from.getTime()).toBe(0)
  })

  it('go no further back than X-Ray keeps traces', () => {
    expect(cut(400 * day)).toHaveLength(31 * 4)
  })

  it('are none for no time', () => {
    expect(cut(0)).toEqual([])
  })
})

describe('the time that a retrieval looks in', () => {
  const now = 1_790_000_000_000
  it('holds the start that the list knows, else the seconds of the id, else the last day', () => {
    const id = `1-${Math.floor(now / 1000 - 7200).toString(16)}-000000000000000000000000`
    const inside = (range: { from: Date; to: Date }, at: number) =>
      range.from.getTime() <= at && at <= range.to.getTime()
    expect(inside(retrievalRange(id, microseconds((now - 500_000) * 1000), now), now - 500_000)).toBe(true)
    expect(inside(retrievalRange(id, null, now), now - 7_200_000)).toBe(true)
    expect(retrievalRange('1-00000001-000000000000000000000000', null, now).to.getTime()).toBe(now)
  })
})

describe('a row of the list', () => {
  const at = new Date(1_790_000_000_000)

  it('is null without an id', () => {
    expect(runSummaryOf({})).toBeNull()
  })

  it('leaves open what the summary does not say', () => {
    expect(runSummaryOf({ Id: '1-6ab13b7c-7a5f426db02272676d9f3203' })).toMatchObject({
      name: '1-6ab13b7c-7a5f426db02272676d9f3203',
      status: 'unknown',
      startTime: null,
      endTime: null,
      durationMs: null,
      models: null,
      serviceName: null,
      error: null,
    })
  })

  it('shows the exception at the root of a fault', () => {
    const row = runSummaryOf({
      Id: 'x',
      StartTime: at,
      Duration: 1.5,
      HasFault: true,
      FaultRootCauses: [
        {
          Services: [{ Name: 'front' }, { Name: 'back', EntityPath: [{ Exceptions: [{ Name: 'E', Message: 'm' }] }] }],
        },
      ],
    })
    expect(row).toMatchObject({ status: 'error', error: 'E: m', durationMs: 1500, endTime: 1_790_000_001_500_000 })
  })

  it('comes of whatever a summary holds, as long as it has an id', () => {
    const fields = [
      'StartTime',
      'Duration',
      'HasFault',
      'IsPartial',
      'EntryPoint',
      'ServiceIds',
      'Annotations',
      'FaultRootCauses',
      'ErrorRootCauses',
    ]
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.jsonValue(), fc.jsonValue(), (field, value, inner) => {
        for (const strange of [value, [value], [{ Services: [{ EntityPath: inner }] }], { 'session.id': inner }])
          expect(runSummaryOf({ Id: 'x', HasFault: true, [field]: strange })?.cloudTraceId).toBe('x')
      }),
      { numRuns: 300 },
    )
  })

  it('reads annotations in either spelling', () => {
    const one = (value: string) => [{ AnnotationValue: { StringValue: value } }]
    const row = runSummaryOf({
      Id: 'x',
      Annotations: {
        gen_ai_request_model: [...one('a'), ...one('b'), ...one('a')],
        'gen_ai.agent.name': one('helper'),
        session_id: one('s'),
      },
    })
    expect(row).toMatchObject({ models: ['a', 'b'], agentName: 'helper', name: 'helper', sessionId: 's' })
  })
})
