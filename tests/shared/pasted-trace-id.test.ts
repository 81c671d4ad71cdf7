import { describe, expect, it } from 'vitest'
import { idInText, possibleIds } from '../../src/shared/pasted-trace-id.ts'

const w3c = '6553f10000112233445566778899aabb'
const xray = '1-6553f100-00112233445566778899aabb'
const uuid = '6553f100-0011-2233-4455-66778899aabb'

describe('a pasted text', () => {
  it.each([
    [xray],
    [`Root=${xray};Parent=53995c3f42cd8ad8;Sampled=1`],
    [`https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#xray:traces/${xray}`],
  ])('%s names a trace of X-Ray', (text) => {
    expect(idInText(text)).toBe(xray)
  })

  it.each([
    [`  "${w3c}" `],
    [`trace_id: ${w3c}`],
    [`trace_id=${w3c} level=info msg="tool failed"`],
    [`2026-11-22T12:00:01Z traceparent 00-${w3c}-00f067aa0ba902b7-01 sent`],
    [`00-${w3c}-00f067aa0ba902b7-01`],
    [`${w3c}/123456789;o=1`],
    [`projects/my-project/traces/${w3c}`],
    [`https://console.cloud.google.com/traces/list?project=p&tid=${w3c}`],
    [`https://console.cloud.google.com/traces/explorer;traceId=${w3c};duration=PT1H?project=p`],
    [`https://app.datadoghq.com/apm/trace/${w3c}?spanID=1`],
    [`https://portal.azure.com/#blade/x/%257B%2522operationId%2522%253A%2522${w3c}%2522%257D`],
  ])('%s names a trace by its W3C id', (text) => {
    expect(idInText(text)).toBe(w3c)
  })

  it('is asked of the platforms that can have it, in their own form', () => {
    for (const text of [w3c, uuid, xray, w3c.toUpperCase()]) {
      expect(possibleIds('xray', text)).toEqual([xray])
      expect(possibleIds('cloudtrace', text)).toEqual([w3c])
      expect(possibleIds('azuremonitor', text)).toEqual([w3c])
      expect(possibleIds('datadog', text)).toEqual([w3c])
    }
  })

  it('of decimals is asked of Datadog alone, without losing a digit', () => {
    const decimal = '12345678901234567891'
    expect(possibleIds('datadog', decimal)).toEqual([decimal])
    expect(possibleIds('datadog', 'https://app.datadoghq.eu/apm/trace/12345678901234567891')).toEqual([decimal])
    for (const platform of ['xray', 'cloudtrace', 'azuremonitor'] as const)
      expect(possibleIds(platform, decimal)).toEqual([])
  })

  it('of 64 bits in hex is a decimal at Datadog, padded or not, and of sixteen digits both', () => {
    expect(possibleIds('datadog', 'ab54a98ceb1f0ad3')).toEqual(['12345678901234567891'])
    expect(possibleIds('datadog', `${'0'.repeat(16)}ab54a98ceb1f0ad3`)).toEqual([
      '12345678901234567891',
      `${'0'.repeat(16)}ab54a98ceb1f0ad3`,
    ])
    expect(possibleIds('datadog', '1234567890123456')).toEqual(['1234567890123456', '1311768467284833366'])
  })

  it('that is no id is asked of nobody', () => {
    for (const text of ['checkout fails', 'hello', '', '0'.repeat(32), 'https://example.com/', '-1', '99'.repeat(30)])
      for (const platform of ['xray', 'cloudtrace', 'datadog', 'azuremonitor'] as const)
        expect(possibleIds(platform, text), `${platform} ${text}`).toEqual([])
  })

  it('of a classic kind is asked of Azure', () => {
    expect(possibleIds('azuremonitor', '|5f3a.7b_')).toEqual(['|5f3a.7b_'])
    expect(possibleIds('xray', '|5f3a.7b_')).toEqual([])
  })
})
