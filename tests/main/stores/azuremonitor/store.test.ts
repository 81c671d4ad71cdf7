import { afterEach, describe, expect, it } from 'vitest'
import { demoComponentId, demoForbiddenWorkspaceId } from '../../../../src/demo/azuremonitor/platform.ts'
import type { DemoTrace } from '../../../../src/demo/traffic/demo-trace.ts'
import { openAzureMonitorStore } from '../../../../src/main/stores/azuremonitor/store.ts'
import { NotImplementedError } from '../../../../src/shared/errors.ts'
import { microseconds } from '../../../../src/shared/units.ts'
import { allOf, type DemoStore, lastHours, never, noon, sourceOf, startDemoStore } from './demo-store.ts'
import { heldTraffic, spanId, traceId, traceOf } from './held-traffic.ts'

let demo: DemoStore | undefined

afterEach(async () => {
  await demo?.close()
  demo = undefined
})

async function over(...traces: DemoTrace[]): Promise<DemoStore> {
  return (demo = await startDemoStore(heldTraffic(traces)))
}

/** An agent run over two services: a request, an agent with its children's token sum, two models, a tool that fails. */
function agentRun(n: number, minutesAgo: number): DemoTrace {
  return traceOf(traceId(n), minutesAgo, [
    {
      id: spanId(1),
      name: 'POST /ask',
      kind: 'server',
      service: 'front',
      end: (noon - minutesAgo * 60_000) * 1000 + 9e6,
    },
    {
      id: spanId(2),
      parent: spanId(1),
      name: 'invoke_agent helper',
      attributes: {
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.agent.name': 'helper',
        'gen_ai.conversation.id': `session-${n}`,
        'gen_ai.usage.input_tokens': 300,
        'gen_ai.usage.output_tokens': 30,
      },
    },
    ...[3, 4].map((id) => ({
      id: spanId(id),
      parent: spanId(2),
      name: 'chat gpt-5',
      kind: 'client' as const,
      service: 'agent-b',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'gpt-5',
        'gen_ai.usage.input_tokens': 150,
        'gen_ai.usage.output_tokens': 15,
      },
    })),
    {
      id: spanId(5),
      parent: spanId(2),
      name: 'execute_tool search',
      status: 'error' as const,
      attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' },
      events: [
        {
          name: 'exception',
          at: (noon - minutesAgo * 60_000) * 1000 + 5000,
          attributes: {
            'exception.type': 'TimeoutError',
            'exception.message': 'search gave no answer',
            'exception.stacktrace': 'TimeoutError: search gave no answer\n  at search',
          },
        },
        { name: 'retrying', at: (noon - minutesAgo * 60_000) * 1000 + 4500, attributes: { attempt: 2 } },
      ],
    },
  ])
}

describe('list', () => {
  it('gives runs with their totals in one request, newest first', async () => {
    const { open, server } = await over(agentRun(1, 30), agentRun(2, 10), agentRun(3, 20))
    const { runs } = await allOf(open().list(lastHours(1), never))
    expect(server.requests).toHaveLength(1)
    expect(runs.map((run) => run.cloudTraceId)).toEqual([traceId(2), traceId(3), traceId(1)])
    expect(runs[0]).toMatchObject({
      cloudProvider: 'azure',
      name: 'POST /ask',
      // The tool failed, and the run above it went well.
      status: 'ok',
      startTime: (noon - 600_000) * 1000,
      endTime: (noon - 600_000) * 1000 + 9e6,
      durationMs: 9000,
      errorCount: 1,
      error: null,
      stepCount: 5,
      models: ['gpt-5'],
      agentName: 'helper',
      sessionId: 'session-2',
      serviceName: 'front',
    })
  })

  it('counts a failure once however many steps pass it on, and says the root’s words or the first there are', async () => {
    const error = { status: 'error' as const }
    const passedOn = traceOf(traceId(1), 5, [
      { id: spanId(1), kind: 'server', ...error, attributes: { 'error.type': '502' } },
      { id: spanId(2), parent: spanId(1), ...error, attributes: { 'error.message': 'no tariff' } },
      { id: spanId(3), parent: spanId(2), ...error, attributes: { 'error.message': 'no tariff' } },
    ])
    const orphan = traceOf(traceId(2), 9, [{ id: spanId(1) }, { id: spanId(2), parent: spanId(99), ...error }])
    const { open } = await over(passedOn, orphan)
    const { runs } = await allOf(open().list(lastHours(1), never))
    expect(runs.map(({ status, errorCount, error: words }) => [status, errorCount, words])).toEqual([
      ['error', 1, 'no tariff'],
      ['error', 1, null],
    ])
  })

  it('finds failures that only an attribute tells', async () => {
    const told = traceOf(traceId(1), 5, [{ id: spanId(1), attributes: { 'error.type': 'timeout' } }])
    const { open } = await over(told, traceOf(traceId(2), 6, [{ id: spanId(1) }]))
    const { runs } = await allOf(open().list({ ...lastHours(1), errorsOnly: true }, never))
    expect(runs.map((run) => [run.cloudTraceId, run.status, run.error])).toEqual([[traceId(1), 'error', 'timeout']])
  })

  it('counts tokens once, however the agent repeats what its models used', async () => {
    const { open } = await over(agentRun(1, 5))
    const { runs } = await allOf(open().list(lastHours(1), never))
    expect(runs[0]!.totalTokens).toBe(330)
  })

  it('takes the agent’s tokens where no model step has any, and says nothing where nobody has', async () => {
    const agentOnly = traceOf(traceId(1), 5, [
      { id: spanId(1), attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.usage.input_tokens': 40 } },
      { id: spanId(2), parent: spanId(1) },
    ])
    const { open } = await over(agentOnly, traceOf(traceId(2), 9, [{ id: spanId(1) }]))
    const { runs } = await allOf(open().list(lastHours(1), never))
    expect(runs.map((run) => run.totalTokens)).toEqual([40, null])
  })

  it('keeps whole traces that touch the service', async () => {
    const { open } = await over(agentRun(1, 30), traceOf(traceId(9), 10, [{ id: spanId(1), service: 'other' }]))
    const { runs } = await allOf(open({ service: 'agent-b' }).list(lastHours(1), never))
    expect(runs).toHaveLength(1)
    expect(runs[0]).toMatchObject({ cloudTraceId: traceId(1), stepCount: 5, name: 'POST /ask' })
  })

  it('matches the service exactly, case included', async () => {
    const { open } = await over(agentRun(1, 30))
    expect((await allOf(open({ service: 'Agent-B' }).list(lastHours(1), never))).runs).toEqual([])
  })

  it('asks the platform for failed runs only, and leaves out exceptions that were only noted', async () => {
    const fine = traceOf(traceId(2), 10, [{ id: spanId(1) }])
    const noted = traceOf(traceId(3), 12, [
      {
        id: spanId(1),
        events: [{ name: 'exception', at: noon * 1000 - 12 * 6e7, attributes: { 'exception.type': 'E' } }],
      },
    ])
    const { open, server } = await over(agentRun(1, 30), fine, noted)
    const store = open()
    const { runs } = await allOf(store.list({ ...lastHours(1), errorsOnly: true }, never))
    expect(runs.map((run) => run.cloudTraceId)).toEqual([traceId(1)])
    expect(server.requests[0]!.body).toContain('Failing')
    const all = await allOf(store.list(lastHours(1), never))
    expect(all.runs.find((run) => run.cloudTraceId === traceId(3))).toMatchObject({ status: 'ok', errorCount: 0 })
  })

  it('finds a failed run by its service also when another service failed', async () => {
    const { open } = await over(agentRun(1, 30))
    const query = { ...lastHours(1), errorsOnly: true }
    expect((await allOf(open({ service: 'agent-b' }).list(query, never))).runs).toHaveLength(1)
  })

  it('goes on page by page without losing or repeating a run, equal start times included', async () => {
    const many = Array.from({ length: 620 }, (_, i) => traceOf(traceId(i), 5 + Math.floor(i / 40), [{ id: spanId(i) }]))
    const { open, server } = await over(...many)
    const { runs, pages } = await allOf(open().list(lastHours(1), never))
    expect(new Set(runs.map((run) => run.cloudTraceId)).size).toBe(620)
    expect(runs).toHaveLength(620)
    expect(pages).toBe(3)
    expect(server.requests).toHaveLength(3)
    const starts = runs.map((run) => run.startTime!)
    expect(starts).toEqual(starts.toSorted((a, b) => b - a))
  })

  it('costs no further request when the caller stops pulling', async () => {
    const many = Array.from({ length: 300 }, (_, i) => traceOf(traceId(i), 5, [{ id: spanId(i) }]))
    const { open, server } = await over(...many)
    for await (const page of open().list(lastHours(1), never)) {
      expect(page.runs).toHaveLength(250)
      break
    }
    expect(server.requests).toHaveLength(1)
  })

  it('lists a run that crosses the edge of a slice or of the window once, with its true start and all its steps', async () => {
    const crossing = (n: number, minutesAgo: number) =>
      traceOf(traceId(n), minutesAgo, [
        { id: spanId(1), start: (noon - minutesAgo * 60_000) * 1000, end: (noon - minutesAgo * 60_000) * 1000 + 6e8 },
        { id: spanId(2), parent: spanId(1), start: (noon - (minutesAgo - 8) * 60_000) * 1000, end: noon * 1000 },
      ])
    const { open } = await over(crossing(1, 6 * 60 + 4), crossing(2, 20 * 60 + 4))
    const { runs } = await allOf(open().list(lastHours(20), never))
    expect(runs.map((run) => [run.cloudTraceId, run.startTime, run.stepCount])).toEqual([
      [traceId(1), (noon - (6 * 60 + 4) * 60_000) * 1000, 2],
      [traceId(2), (noon - (20 * 60 + 4) * 60_000) * 1000, 2],
    ])
  })

  it('says that part of the rows is missing when the platform says so', async () => {
    const { open, server } = await over(agentRun(1, 30), agentRun(2, 10), agentRun(3, 20))
    server.addFault({ kind: 'partial' })
    const { runs, notices } = await allOf(open().list(lastHours(1), never))
    expect(runs.length).toBeGreaterThan(0)
    expect(notices).toEqual([
      expect.objectContaining({ code: 'partial', message: expect.stringContaining('exceed the set limit') }),
    ])
  })

  it('is empty, and no error, for a workspace that never had a row', async () => {
    const { open } = await over()
    expect((await allOf(open().list(lastHours(1), never))).runs).toEqual([])
  })
})

describe('get', () => {
  it('opens a run in one request, exceptions and messages attached to their span', async () => {
    const { open, server } = await over(agentRun(1, 30))
    const trace = await open().get(traceId(1), { startedAt: microseconds((noon - 30 * 60_000) * 1000) }, never)
    expect(server.requests).toHaveLength(1)
    expect(trace).toMatchObject({ platform: 'azuremonitor', nativeId: traceId(1), complete: true, notices: [] })
    expect(trace.spans).toHaveLength(5)
    const tool = trace.spans.find((span) => span.name === 'execute_tool search')!
    expect(tool.failure).toMatchObject({
      type: 'TimeoutError',
      message: 'search gave no answer',
      stack: 'TimeoutError: search gave no answer\n  at search',
    })
    expect(tool.events.map((event) => [event.name, event.isException])).toEqual([
      ['retrying', false],
      ['exception', true],
    ])
    expect(tool.events[0]!.attributes).toHaveProperty('attempt')
    const chat = trace.spans.find((span) => span.name === 'chat gpt-5')!
    expect(Number(chat.attributes.get('gen_ai.usage.input_tokens'))).toBe(150)
  })

  it('finds a run without a hint, and with one that is days off', async () => {
    const { open } = await over(agentRun(1, 30))
    const store = open()
    for (const startedAt of [null, microseconds((noon - 5 * 86_400_000) * 1000)])
      expect((await store.get(traceId(1), { startedAt }, never)).spans).toHaveLength(5)
  })

  it('reads further when a run goes on past the range that was asked', async () => {
    const long = traceOf(traceId(1), 600, [
      { id: spanId(1), end: (noon - 60_000) * 1000 },
      { id: spanId(2), parent: spanId(1), start: (noon - 120_000) * 1000, end: (noon - 90_000) * 1000 },
    ])
    const { open } = await over(long)
    const trace = await open().get(traceId(1), { startedAt: microseconds((noon - 36_000_000) * 1000) }, never)
    expect(trace.spans).toHaveLength(2)
  })

  it('keeps the rows of a partial answer and says why they are not all', async () => {
    const cut = { ...agentRun(1, 30), cut: true }
    const { open } = await over(cut)
    const trace = await open().get(traceId(1), { startedAt: null }, never)
    expect(trace.complete).toBe(false)
    expect(trace.spans.length).toBeGreaterThan(0)
    expect(trace.notices).toContainEqual(
      expect.objectContaining({ code: 'partial', message: expect.stringContaining('exceed the set limit') }),
    )
  })

  it('rejects with NOT_FOUND for a run that is not there', async () => {
    const { open } = await over(agentRun(1, 30))
    await expect(open().get(traceId(77), { startedAt: null }, never)).rejects.toMatchObject({
      info: { code: 'NOT_FOUND', platform: 'azuremonitor' },
    })
  })
})

describe('values that try to be KQL', () => {
  const attempts = [
    '" or 1 == 1 //',
    '"; AppTraces | take 10 //',
    'x\\" or true',
    '\\',
    "'; drop",
    'a\nb | union AppTraces',
    '") or (1 == 1',
  ]

  it.each(attempts)('as service name %j match nothing but themselves', async (service) => {
    const { open, server } = await over(agentRun(1, 30), traceOf(traceId(2), 10, [{ id: spanId(1), service }]))
    const { runs } = await allOf(open({ service }).list(lastHours(1), never))
    expect(runs.map((run) => run.cloudTraceId)).toEqual([traceId(2)])
    expect(server.requests.map((request) => request.status)).toEqual([200])
  })

  it.each(attempts)('as trace id %j find nothing', async (id) => {
    const { open, server } = await over(agentRun(1, 30))
    await expect(open().get(id, { startedAt: null }, never)).rejects.toMatchObject({ info: { code: 'NOT_FOUND' } })
    expect(server.requests.every((request) => request.status === 200)).toBe(true)
  })
})

describe('an Application Insights resource in place of a workspace', () => {
  it('is listed and opened under the classic names', async () => {
    const { open, server } = await over(agentRun(1, 30))
    const store = open({ workspaceId: '', resourceId: demoComponentId })
    const { runs } = await allOf(store.list({ ...lastHours(1), errorsOnly: true }, never))
    expect(runs[0]).toMatchObject({ cloudTraceId: traceId(1), totalTokens: 330, errorCount: 1, stepCount: 5 })
    const trace = await store.get(traceId(1), { startedAt: null }, never)
    expect(trace.spans).toHaveLength(5)
    const tool = trace.spans.find((span) => span.name === 'execute_tool search')!
    expect(tool.failure).toMatchObject({ type: 'TimeoutError', message: 'search gave no answer' })
    expect(tool.service).toBe('agent-a')
    expect(server.requests[0]!.path).toMatch(/^\/v1\/subscriptions\/.*\/components\/agents\/query$/)
  })
})

describe('reading only', () => {
  it('refuses to save and to delete in the words of the reference', async () => {
    const { open } = await over()
    const store = open()
    for (const attempt of [store.save(), store.delete()]) {
      await expect(attempt).rejects.toBeInstanceOf(NotImplementedError)
      await expect(attempt).rejects.toThrow('AzureMonitorTraceStore is read-only')
    }
  })

  it('sends nothing but read calls, whatever is asked', async () => {
    const { open, server } = await over(agentRun(1, 30))
    const store = open()
    await allOf(store.list(lastHours(30), never))
    await store.get(traceId(1), { startedAt: null }, never)
    for await (const stage of store.probe(never)) expect(stage.state).not.toBe('failed')
    expect(server.requests.length).toBeGreaterThan(3)
    expect(server.requests.every((request) => request.read && request.operation === 'Query')).toBe(true)
  })

  it('counts its requests in the budget', async () => {
    const { open, server } = await over(agentRun(1, 30))
    const store = open()
    await allOf(store.list(lastHours(1), never))
    expect(store.budget.state()).toMatchObject({
      used: server.requests.length,
      limit: { units: 200, windowMs: 30_000 },
    })
  })
})

describe('openAzureMonitorStore', () => {
  const deps = { env: {}, now: () => noon }

  it('takes the workspace from the environment when the source names none', async () => {
    const { server } = await over(agentRun(1, 30))
    const env = { AZURE_MONITOR_WORKSPACE_ID: sourceOf(null).workspaceId.toUpperCase() }
    const store = openAzureMonitorStore(sourceOf(server.url, { workspaceId: '' }), { ...deps, env })
    expect((await allOf(store.list(lastHours(1), never))).runs).toHaveLength(1)
  })

  it.each([
    ['no workspace at all', { workspaceId: '' }, 'AZURE_MONITOR_WORKSPACE_ID'],
    ['a connection string', { workspaceId: 'InstrumentationKey=1;IngestionEndpoint=x' }, 'connection string'],
    ['a bad resource id', { workspaceId: '', resourceId: '/subscriptions/x' }, 'is not the id'],
    ['plain http beyond the machine', { endpoint: 'http://example.com' }, 'plain http'],
  ])('refuses %s with SETTINGS', (_name, changes, words) => {
    expect(() => openAzureMonitorStore(sourceOf(null, changes), deps)).toThrow(
      expect.objectContaining({
        info: expect.objectContaining({ code: 'SETTINGS', message: expect.stringContaining(words) }),
      }),
    )
  })
})

describe('probe', () => {
  async function stagesOf(changes: Parameters<DemoStore['open']>[0], ...traces: DemoTrace[]) {
    const { open } = await over(...traces)
    const stages = []
    for await (const stage of open(changes).probe(never)) if (stage.state !== 'running') stages.push(stage)
    return Object.fromEntries(stages.map((stage) => [stage.id, stage]))
  }

  it('says how many traces there are and how old the newest is', async () => {
    const stages = await stagesOf({}, agentRun(1, 30))
    expect(stages.credentials!.state).toBe('skipped')
    expect(stages.permission!.state).toBe('passed')
    expect(stages.sample).toMatchObject({ state: 'passed', detail: expect.stringContaining('newest 30 m 00 s ago') })
  })

  it('finds a service that is written in another case', async () => {
    const stages = await stagesOf({ service: 'Agent-B' }, agentRun(1, 30))
    expect(stages.sample).toMatchObject({
      state: 'warned',
      detail: 'no rows of "Agent-B" in the last 1h',
      error: {
        code: 'SETTINGS',
        message: 'There is no service "Agent-B" in the last 1h; there is "agent-b".',
        fix: { text: 'Set the service to "agent-b", or leave it empty for all services.' },
      },
    })
  })

  it('names the services that are there when the given one is not', async () => {
    const stages = await stagesOf({ service: 'nobody' }, agentRun(1, 30))
    expect(stages.sample!.error!.message).toContain('"front"')
  })

  it('finds rows that are older than the look-back, with a service and without', async () => {
    for (const service of [null, 'agent-b']) {
      const stages = await stagesOf({ service }, agentRun(1, 180))
      expect(stages.sample).toMatchObject({
        state: 'warned',
        error: {
          code: 'SETTINGS',
          message: expect.stringMatching(/in the last 1h; the newest is (3 h 00 m|2 h 59 m|179 m .*) old/) as string,
          fix: { text: expect.stringMatching(/Set the look-back to (3|6)h/) as string },
        },
      })
    }
  })

  it('warns of an empty workspace', async () => {
    expect((await stagesOf({})).sample).toMatchObject({
      state: 'warned',
      error: { code: 'NOT_FOUND', fix: { text: expect.stringContaining('exporter sends to workspace') as string } },
    })
  })

  it('fails at the permission and skips the sample where reading is forbidden', async () => {
    const stages = await stagesOf({ workspaceId: demoForbiddenWorkspaceId }, agentRun(1, 30))
    expect(stages.reach!.state).toBe('passed')
    expect(stages.permission).toMatchObject({ state: 'failed', error: { code: 'PERMISSION_DENIED' } })
    expect(stages.sample!.state).toBe('skipped')
  })

  it('fails at the reach where nobody listens', async () => {
    const store = openAzureMonitorStore(
      sourceOf('http://127.0.0.1:1'),
      { env: {}, now: () => noon },
      { maxAttempts: 1 },
    )
    const stages = []
    for await (const stage of store.probe(never)) if (stage.state !== 'running') stages.push(stage)
    expect(stages.find((stage) => stage.id === 'reach')).toMatchObject({
      state: 'failed',
      error: { code: 'UNREACHABLE' },
    })
    expect(stages.filter((stage) => stage.state === 'skipped').map((stage) => stage.id)).toContain('permission')
  })
})
