import { describe, expect, it } from 'vitest'
import { DemoControl, type DemoHandle } from '../../../src/main/service/demo-control.ts'
import { SourceRegistry } from '../../../src/main/service/source-registry.ts'
import { parseSourceUrl } from '../../../src/shared/source.ts'
import { FakeStore } from '../../support/fake-store.ts'

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
  return { control, starts, handle, names, closed: () => closed }
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
