/** The words and the JSON of `tracecraft doctor` over scripted stages; that the stages are the platforms' own is tested end to end. */

import { describe, expect, it } from 'vitest'
import { doctor } from '../../../src/main/headless/commands/doctor.ts'
import { sources } from '../../../src/main/headless/commands/sources.ts'
import type { Output } from '../../../src/main/headless/output.ts'
import { styleFor } from '../../../src/main/headless/print/style.ts'
import type { Session } from '../../../src/main/headless/session.ts'
import { noConfig } from '../../../src/main/config/read.ts'
import { TraceService } from '../../../src/main/service/trace-service.ts'
import type { ProbeStage } from '../../../src/main/stores/store.ts'
import { errorInfo, fix } from '../../../src/shared/errors.ts'
import { parseSourceUrl } from '../../../src/shared/source.ts'
import { fakeService } from '../../support/fake-service.ts'

const never = new AbortController().signal

function stage(rest: Partial<ProbeStage> & Pick<ProbeStage, 'id' | 'title' | 'state'>): ProbeStage {
  return { detail: null, durationMs: 12, error: null, ...rest }
}

function setUp(url: string, stages: readonly ProbeStage[]) {
  const { store, registry } = fakeService()
  registry.setAll('argument', [])
  registry.setAll('config', [{ ...parseSourceUrl(url), name: 'shop' }], [], new Set(['shop']))
  store.probe = async function* probe() {
    yield* stages
  }
  const lines: string[] = []
  const output: Output = {
    style: styleFor(false),
    noteStyle: styleFor(false),
    data: (line) => void lines.push(line),
    json: (json) => void lines.push(json),
    note: () => {},
    noteJson: () => {},
    notices: () => {},
  }
  const service = new TraceService(registry, async () => store)
  const session = { registry, service, keeper: { path: 'config.yaml' }, config: noConfig } as unknown as Session
  const common = { config: null, env: null, color: false, timeoutMs: null }
  const run = (format: 'table' | 'json') =>
    doctor({ command: 'doctor', sources: [], format, ...common }, session, output, never)
  const list = (format: 'table' | 'json') => sources({ command: 'sources', format, ...common }, session, output)
  return { lines, run, list }
}

const hint = errorInfo({
  code: 'NOT_FOUND',
  message: 'Nothing in us-east-1.',
  cause: 'There are 214 traces in us-west-2.',
  fix: fix('Set the region to us-west-2.', 'tracecraft doctor xray://us-west-2/'),
})

describe('tracecraft doctor', () => {
  it('prints each stage with its time and who one is, a hint as a remark with its fix, and exits 0', async () => {
    const { lines, run } = setUp('xray://us-east-1/', [
      stage({ id: 'identity', title: 'Identity', state: 'running', durationMs: null }),
      stage({ id: 'identity', title: 'Identity', state: 'passed', detail: 'arn:aws:iam::123456789012:user/ada' }),
      stage({ id: 'sample', title: 'Newest traces', state: 'warned', detail: 'No traces', error: hint }),
    ])
    expect(await run('table')).toBe(0)
    expect(lines).toEqual([
      'shop  xray://us-east-1/?name=shop  paused',
      '  ✓ Identity  arn:aws:iam::123456789012:user/ada  12 ms',
      '  ! Newest traces  No traces  12 ms',
      '      remark: Nothing in us-east-1.',
      '        why: There are 214 traces in us-west-2.',
      '        fix: Set the region to us-west-2.',
      '             tracecraft doctor xray://us-west-2/',
      '',
    ])
  })

  it('says the same as JSON', async () => {
    const { lines, run } = setUp('xray://us-east-1/', [
      stage({ id: 'sample', title: 'Newest traces', state: 'warned', detail: 'No traces', error: hint }),
    ])
    await run('json')
    expect(JSON.parse(lines.join('\n'))).toEqual({
      ok: true,
      sources: [
        {
          source: 'xray://us-east-1/?name=shop',
          name: 'shop',
          ok: true,
          paused: true,
          warning: null,
          stages: [
            {
              id: 'sample',
              title: 'Newest traces',
              state: 'warned',
              detail: 'No traces',
              duration_ms: 12,
              error: { code: 'NOT_FOUND', message: hint.message, cause: hint.cause, fix: hint.fix },
            },
          ],
        },
      ],
    })
  })

  it('warns where credentials would go with an endpoint that is not the platform’s', async () => {
    const { lines, run } = setUp('datadog://us1/?endpoint=https://proxy.example', [])
    await run('table')
    expect(lines[1]).toBe(
      '  ! Credentials for Datadog APM will be sent to proxy.example, which is not a host of that platform.',
    )
  })

  it('exits with the code of what failed', async () => {
    const error = errorInfo({ code: 'PERMISSION_DENIED', message: 'X-Ray refused.' })
    const { lines, run } = setUp('xray://us-east-1/', [
      stage({ id: 'permission', title: 'List traces', state: 'failed', error }),
    ])
    expect(await run('table')).toBe(4)
    expect(lines).toContain('      error: X-Ray refused.')
  })
})

it('tracecraft sources says which are paused', () => {
  const { lines, list } = setUp('xray://us-east-1/', [])
  list('table')
  expect(lines[0]).toBe('shop  xray://us-east-1/?name=shop  paused')
  lines.length = 0
  list('json')
  expect(JSON.parse(lines.join('\n'))).toMatchObject({ sources: [{ name: 'shop', paused: true }] })
})
