import { describe, expect, it } from 'vitest'
import { scrub } from '../../src/main/scrub.ts'

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl'

describe('taking secrets out of a text', () => {
  it.each([
    ['a token of another scheme', 'proxy-authorization: Negotiate YIIabcdefghijkl', ['YIIabcdefghijkl']],
    ['a bearer token', `Authorization: Bearer ${jwt}`, [jwt, 'c2lnbmF0dXJl']],
    ['a JWT behind other letters', `session-${jwt}`, ['c2lnbmF0dXJl']],
    ['a Google access token', 'got ya29.a0AfB_byC-1234567890', ['a0AfB']],
    ['a Google refresh token', 'with 1//0gabcdefghijklmnopqrstuvwxyz012345', ['0gabcdef']],
    ['an AWS key id', 'The key AKIAIOSFODNN7EXAMPLE is unknown', ['AKIAIOSFODNN7EXAMPLE']],
    [
      'a signed URL',
      'https://x/?X-Amz-Signature=abcdef012345&X-Amz-Security-Token=FwoGZXIv',
      ['abcdef012345', 'FwoGZXIv'],
    ],
    ['keys in headers', `{'DD-APPLICATION-KEY': 'aaa111', "dd-api-key":"bbb222"}`, ['aaa111', 'bbb222']],
    ['a password with a quote', '{"password":"hun\\"ter2"}', ['hun', 'ter2']],
    ['JSON in JSON', String.raw`{"body":"{\"client_secret\":\"GOCSPX-abc\",\"a\":1}"}`, ['GOCSPX-abc']],
    ['JSON in JSON in JSON', String.raw`"{\"body\":\"{\\\"refresh_token\\\":\\\"0.AXoA-xyz\\\"}\"}"`, ['0.AXoA-xyz']],
    ['a form', 'grant_type=refresh_token&refresh_token=opaque123&client_secret=s3cr3t', ['opaque123', 's3cr3t']],
    [
      'user info in a URL',
      'proxy http://user:p@ss:word@proxy.example:3128/ refused',
      ['user', 'p@ss', 'ss:word', 'word@'],
    ],
    ['a private key that was cut', '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN', ['MIIEvQ']],
  ])('removes %s', (_what, text, secrets) => {
    const clean = scrub(text)
    for (const secret of secrets) expect(clean).not.toContain(secret)
  })

  it('leaves plain words as they are', () => {
    const text =
      'The trace 1-5759e988-bd862e3fe1be46a994272793 was not found at https://xray.us-east-1.amazonaws.com/Traces.'
    expect(scrub(text)).toBe(text)
  })

  // Each took seconds at this length when the patterns were tried anew from every character; the test's time limit is what notices.
  it.each(['a', '-', 'eyJ-', 'token', 'token:"', 'a://b:', '1//', '"'])(
    'reads a long text of %j in time that grows with its length only',
    (piece) => {
      const text = piece.repeat(Math.ceil(300_000 / piece.length))
      expect(scrub(text).length).toBeGreaterThan(0)
    },
  )
})
