import { describe, expect, it } from 'vitest'
import { DemoControl, type DemoHandle } from '../../../src/main/service/demo-control.ts'
import { SourceRegistry } from '../../../src/main/service/source-registry.ts'
import { parseSourceUrl } from '../../../src/shared/source.ts'
import { FakeStore } from '../../support/fake-store.ts'

const never = new AbortController().signal

function setUp() {
  const registry = new SourceRegistry({
    keeper: {
      path: 'config.yaml',
      add: async () => {},
      update: async () => {},
      remove: async () => {},
      setPaused: async () => true,
      reorder: async (names) => names,
    },
    openStore: async () => new FakeStore(),
  })
  const starts: { resolve: (handle: DemoHandle) => void; reject: (error: Error) => void }[] = []
  const control = new DemoControl(
    registry,
    () => new Promise<DemoHandle>((resolve, reject) => void starts.push({ resolve, reject })),
  )
  let closed = 0
  const handle: DemoHandle = {
    sources: [{ ...parseSourceUrl('xray://us-east-1/'), name: 'demo' }],
    close: async () => void closed++,
  }
  const names = () => registry.entries().map((entry) => entry.settings.name)
  return { control, starts, handle, names, entries: () => registry.entries(), closed: () => closed }
}

describe('the demo', () => {
  it('shows no sources when it was stopped while it was starting', async () => {
    const { control, starts, handle, names, closed } = setUp()
    const started = control.start()
    const stopped = control.stop()
    starts[0]!.resolve(handle)
    await Promise.all([started, stopped])
    expect(names()).toEqual([])
    expect(closed()).toBe(1)
    expect(control.running).toBe(false)
  })

  it('that dies leaves its sources, which say so and ask nothing, until it is started again', async () => {
    const { control, starts, handle, names, entries } = setUp()
    let die!: () => void
    const ended = new Promise<void>((resolve) => (die = resolve))
    const started = control.start()
    starts[0]!.resolve({ ...handle, ended })
    await started
    die()
    await ended
    await Promise.resolve()
    expect([control.running, names()]).toEqual([false, ['demo']])
    const [entry] = entries()
    expect(entry!.state()).toMatchObject({
      condition: 'failed',
      error: { message: 'The demo has ended.', fix: { text: expect.stringContaining('Explore the demo') as string } },
    })
    const listing = (await entry!.store()).list({ window: { lookbackMs: 1000 }, errorsOnly: false, limit: 1 }, never)
    await expect(listing.next()).rejects.toMatchObject({ info: { message: 'The demo has ended.' } })
    const again = control.start()
    starts[1]!.resolve({ ...handle, sources: [{ ...handle.sources[0]!, endpoint: 'http://127.0.0.1:1' }] })
    await again
    expect(entries()[0]!.state()).toMatchObject({ condition: 'idle', error: null })
  })

  it('stops without a failure when it could not be started, and may be started again', async () => {
    const { control, starts, handle, names } = setUp()
    const started = control.start()
    const stopped = control.stop()
    starts[0]!.reject(new Error('no port'))
    await expect(started).rejects.toThrow('no port')
    await stopped
    const again = control.start()
    starts[1]!.resolve(handle)
    await again
    expect(names()).toEqual(['demo'])
  })
})
