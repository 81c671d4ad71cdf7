import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { describe, expect, it } from 'vitest'
import { AnswerTooLarge, answerLimits, countingStream, tooLarge } from '../../../src/main/stores/answer-limit.ts'
import { explainLogsError } from '../../../src/main/stores/azuremonitor/explain.ts'
import { explainCloudTrace } from '../../../src/main/stores/cloudtrace/explain.ts'
import { CursorTrail } from '../../../src/main/stores/cursor-trail.ts'
import { explainer } from '../../../src/main/stores/datadog/explain.ts'
import { ServerClock } from '../../../src/main/stores/server-clock.ts'
import { explainXRay } from '../../../src/main/stores/xray/explain.ts'
import { type DatadogSource, parseSourceUrl } from '../../../src/shared/source.ts'

describe('the bytes of an answer', () => {
  const read = async (sizes: readonly number[], limit: number) => {
    const got: Buffer[] = []
    const source = Readable.from(sizes.map((size) => Buffer.alloc(size)))
    await pipeline(source, countingStream(limit), async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) got.push(chunk)
    })
    return Buffer.concat(got).length
  }

  it('pass whole up to the limit', async () => {
    expect(await read([40, 60], 100)).toBe(100)
  })

  it('end with the first beyond it', async () => {
    await expect(read([40, 61], 100)).rejects.toBeInstanceOf(AnswerTooLarge)
  })

  it('are told in words, with what to do', () => {
    const info = tooLarge('azuremonitor', 'list runs', new AnswerTooLarge(answerLimits.pageBytes))
    expect(info).toMatchObject({ code: 'TOO_LARGE', platform: 'azuremonitor' })
    expect(info.message).toBe('The answer of Azure Monitor is too large to list runs.')
    expect(info.cause).toContain('64 MB')
    expect(info.fix?.text).toContain('shorter time')
  })
})

describe('the tokens of a list’s pages', () => {
  it('are followed to their end without a word', () => {
    const trail = new CursorTrail()
    expect([trail.next('a', 5), trail.next('b', 5), trail.next(null, 5)]).toEqual(['a', 'b', null])
    expect(trail.notices('X-Ray')).toEqual([])
  })

  it('that lead in a circle end the list, which says that it was cut', () => {
    const trail = new CursorTrail()
    expect([trail.next('a', 5), trail.next('b', 5), trail.next('a', 5)]).toEqual(['a', 'b', null])
    expect(trail.notices('X-Ray')).toMatchObject([{ code: 'truncated' }])
  })

  it('may bring nothing for a while, and not for ever', () => {
    const trail = new CursorTrail()
    const pages = Array.from({ length: 1000 }, (_, n) => trail.next(`page ${n}`, n === 50 ? 1 : 0))
    expect(pages.indexOf(null)).toBe(250)
    expect(trail.notices('X-Ray')[0]?.message).toContain('200 pages in a row')
  })
})

describe('the clock of a platform', () => {
  const at = (offsetMs: number) => new Date(Date.now() + offsetMs).toUTCString()
  const said = (offsetMs: number, age: string | null = null) => {
    const clock = new ServerClock('datadog')
    clock.observe(at(offsetMs), age)
    return clock.notices().map(({ code, message }) => `${code}: ${message}`)
  }

  it('that agrees with this machine’s is not spoken of', () => {
    expect(said(4 * 60_000)).toEqual([])
    expect(said(-4 * 60_000)).toEqual([])
  })

  it('that does not is told with how far and which way', () => {
    expect(said(-24 * 3_600_000)[0]).toMatch(/^clock-skew: .*about 24 hours ahead of the clock of Datadog APM/)
    expect(said(20 * 60_000)[0]).toMatch(/about 20 minutes behind the clock/)
    expect(said(-72 * 3_600_000)[0]).toMatch(/about 3 days ahead/)
  })

  it('is not read from an answer that a cache kept, nor from one without a date', () => {
    expect(said(-24 * 3_600_000, '86400')).toEqual([])
    const clock = new ServerClock('xray')
    clock.observe(null)
    clock.observe('soon')
    expect(clock.notices()).toEqual([])
  })

  it('is forgotten with the next answer that agrees', () => {
    const clock = new ServerClock('xray')
    clock.observe(at(-24 * 3_600_000))
    clock.observe(at(0))
    expect(clock.notices()).toEqual([])
  })
})

describe('a certificate for another name', () => {
  const code = 'ERR_TLS_CERT_ALTNAME_INVALID'
  const error = Object.assign(new Error("Hostname/IP does not match certificate's altnames"), { code })
  const datadog = parseSourceUrl('datadog://us1/') as DatadogSource

  it.each([
    [
      'X-Ray',
      () =>
        explainXRay(
          error,
          { operation: 'GetTraceSummaries', doing: 'list traces' },
          { region: 'us-east-1', endpoint: null, profile: null, renewal: null },
        ),
    ],
    [
      'Cloud Trace',
      () =>
        explainCloudTrace(error, {
          what: 'list',
          project: 'p',
          traceId: null,
          host: 'cloudtrace.googleapis.com',
          serviceAccount: null,
          credentialType: null,
          maxAnswerBytes: 1,
        }),
    ],
    [
      'Azure Monitor',
      () => explainLogsError(error, 'list runs', { workspaceId: 'w', resourceId: null, principal: null }),
    ],
    ['Datadog', () => explainer(datadog)(error, 'to search spans')],
  ])('at %s is a way that is not trusted, with the way out', (_name, explain) => {
    const info = explain()
    expect(info.code).toBe('UNREACHABLE')
    expect(info.cause).toContain(code)
    expect(`${info.fix?.text} ${info.fix?.command}`).toContain('NODE_EXTRA_CA_CERTS')
  })
})
