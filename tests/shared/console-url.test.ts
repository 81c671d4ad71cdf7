import { describe, expect, it } from 'vitest'
import { consoleAddress } from '../../src/shared/console-url.ts'
import { idInText } from '../../src/shared/pasted-trace-id.ts'
import { parseSourceUrl } from '../../src/shared/source.ts'
import { microseconds } from '../../src/shared/units.ts'

const w3c = '6553f10000112233445566778899aabb'
const xray = '1-6553f100-00112233445566778899aabb'

function open(source: string, traceId = w3c, start: number | null = 1_700_000_000_000_000) {
  return consoleAddress(parseSourceUrl(source), {
    traceId,
    startTime: start === null ? null : microseconds(start),
    endTime: null,
  })
}
const url = (...given: Parameters<typeof open>) => {
  const found = open(...given)
  return found.kind === 'address' ? found.url : found
}

describe('the address of a trace in its platform’s console', () => {
  it('of X-Ray lies at the domain of the region’s partition', () => {
    expect(url('xray://eu-central-1/', xray)).toBe(
      `https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#xray:traces/${xray}`,
    )
    expect(url('xray://cn-north-1/', xray)).toContain('https://cn-north-1.console.amazonaws.cn/')
    expect(url('xray://us-gov-west-1/', xray)).toContain('https://us-gov-west-1.console.amazonaws-us-gov.com/')
  })

  it('of Cloud Trace names the trace and the project', () => {
    expect(url('cloudtrace://my-project/')).toBe(
      `https://console.cloud.google.com/traces/explorer;traceId=${w3c}?project=my-project`,
    )
  })

  it('of Datadog lies at the site’s own host', () => {
    expect(url('datadog://us1/')).toBe(`https://app.datadoghq.com/apm/trace/${w3c}`)
    expect(url('datadog://eu1/')).toBe(`https://app.datadoghq.eu/apm/trace/${w3c}`)
    expect(url('datadog://us5/', '12345678901234567891')).toBe(
      'https://us5.datadoghq.com/apm/trace/12345678901234567891',
    )
    expect(url('datadog://us1-fed/')).toContain('https://app.ddog-gov.com/')
  })

  it('of Azure is a query for the operation, where the resource is known', () => {
    const component = '/subscriptions/s/resourceGroups/g/providers/microsoft.insights/components/app'
    const found = url(`azuremonitor://${component}`)
    expect(found).toMatch(
      /^https:\/\/portal\.azure\.com\/#blade\/Microsoft_OperationsManagementSuite_Workspace\/Logs\.ReactView\//,
    )
    expect(decodeURIComponent(found as string)).toContain(`where operation_Id == "${w3c}"`)
    expect(decodeURIComponent(found as string)).toContain('/timespan/2023-11-14T21:13:20.000Z/2023-11-14T23:13:20.000Z')
    expect(idInText(found as string)).toBe(w3c)
  })

  it('is not guessed where the source does not tell enough', () => {
    expect(open('azuremonitor://00000000-0000-0000-0000-000000000000/')).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('GUID') as string,
    })
    expect(open('cloudtrace://my-project/', 'not-hex')).toMatchObject({ kind: 'unknown' })
  })

  it('is none for a demo', () => {
    expect(open('xray://us-east-1/?endpoint=http://127.0.0.1:4000')).toEqual({ kind: 'none' })
    expect(open('datadog://us1/?endpoint=http://localhost:4000/x')).toEqual({ kind: 'none' })
  })

  it('takes an id into a query as a literal, whatever it holds', () => {
    const component = '/subscriptions/s/resourceGroups/g/providers/microsoft.insights/components/app'
    expect(decodeURIComponent(url(`azuremonitor://${component}`, 'a" | project x') as string)).toContain(
      'operation_Id == "a\\" | project x"',
    )
  })
})
