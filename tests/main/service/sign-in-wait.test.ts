import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SourceRegistry } from '../../../src/main/service/source-registry.ts'
import { TraceService } from '../../../src/main/service/trace-service.ts'
import type { ErrorCode } from '../../../src/shared/errors.ts'
import { failure } from '../../../src/shared/errors.ts'
import { parseSourceUrl } from '../../../src/shared/source.ts'
import { FakeStore } from '../../support/fake-store.ts'
import { gather } from '../../support/gather.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** One source whose sign-in is watched by a stand-in: `arrive` is what a changed token cache would do. */
function setUp() {
  const store = new FakeStore()
  const watches: { changed: () => void; closed: boolean }[] = []
  const registry = new SourceRegistry({
    keeper: {
      path: 'config.yaml',
      add: async () => {},
      update: async () => {},
      remove: async () => {},
      setPaused: async () => true,
      reorder: async (names) => names,
    },
    openStore: async () => store,
    watchSignIn: (_settings, changed) => {
      const watch = { changed, closed: false }
      watches.push(watch)
      return { close: () => void (watch.closed = true) }
    },
  })
  const settings = { ...parseSourceUrl('xray://us-east-1/'), name: 'a' }
  registry.setAll('config', [settings])
  const service = new TraceService(registry, async () => store)
  const list = async () => {
    const ask = { sourceId: 'a', window: null, limit: 10, errorsOnly: false, filter: null }
    await gather(service.listRuns(ask, new AbortController().signal)).catch(() => {})
    return registry.entry('a').state()
  }
  const fails = (code: ErrorCode) => (store.pages = [failure({ code, message: 'No.' })])
  return { registry, store, watches, settings, list, fails, arrive: () => watches.at(-1)?.changed() }
}

describe('a source whose sign-in is gone', () => {
  it.each(['CREDENTIALS_MISSING', 'CREDENTIALS_EXPIRED', 'CREDENTIALS_INVALID'] as const)(
    'waits for one after %s, and forgets everything when one arrives',
    async (code) => {
      const { list, fails, arrive, registry, store } = setUp()
      fails(code)
      expect(await list()).toMatchObject({ awaitsSignIn: true, condition: 'failed', revision: 0 })
      arrive()
      await vi.advanceTimersByTimeAsync(0)
      expect(registry.entry('a').state()).toMatchObject({ error: null, revision: 1 })
      expect(store.invalidated).toBe(1)
    },
  )

  it('stops waiting when a request succeeds', async () => {
    const { list, fails, arrive, watches, store } = setUp()
    fails('CREDENTIALS_EXPIRED')
    await list()
    arrive()
    await vi.advanceTimersByTimeAsync(1)
    store.pages = []
    expect(await list()).toMatchObject({ awaitsSignIn: false, condition: 'ok' })
    expect(watches.map((one) => one.closed)).toEqual([true])
  })

  it('goes back to waiting when the sign-in does not help, and asks ever more seldom', async () => {
    const { list, fails, arrive, registry, watches } = setUp()
    fails('CREDENTIALS_EXPIRED')
    await list()
    const waited: number[] = []
    for (let n = 0; n < 6; n++) {
      const { revision } = registry.entry('a').state()
      const began = Date.now()
      // A signing-in tool that writes into its cache at every request: each retry looks like a change.
      arrive()
      while (registry.entry('a').state().revision === revision) {
        arrive()
        await vi.advanceTimersByTimeAsync(100)
      }
      waited.push(Math.round((Date.now() - began) / 1000))
      expect(await list()).toMatchObject({ awaitsSignIn: true, condition: 'failed' })
    }
    expect(waited).toEqual([0, 1, 2, 4, 8, 16])
    expect(watches).toHaveLength(1)
  })

  it('does not wait after a failure that no sign-in mends', async () => {
    const { list, fails, watches } = setUp()
    fails('PERMISSION_DENIED')
    expect((await list()).awaitsSignIn).toBe(false)
    expect(watches).toEqual([])
  })

  it('is not called well by an answer that was read before the failure', async () => {
    const { registry } = setUp()
    const entry = registry.entry('a')
    const before = Date.now()
    await vi.advanceTimersByTimeAsync(1000)
    entry.begin().done({ error: failure({ code: 'CREDENTIALS_EXPIRED', message: 'No.' }).info })
    entry.begin().done({ fetchedAt: before, order: 0 })
    expect(entry.state()).toMatchObject({ awaitsSignIn: true, condition: 'failed' })
  })

  it.each(['paused', 'changed', 'removed', 'closed'])('is not watched for any longer once it is %s', async (how) => {
    const { registry, list, fails, watches, settings, arrive, store } = setUp()
    fails('CREDENTIALS_EXPIRED')
    await list()
    arrive()
    if (how === 'paused') await registry.setPaused('a', true)
    if (how === 'changed') await registry.update('a', { ...settings, service: 'x' }, false)
    if (how === 'removed') await registry.remove('a')
    if (how === 'closed') registry.close()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(watches.map((one) => one.closed)).toEqual([true])
    // Closing a store forgets what is cached; nothing else did.
    expect(store.invalidated).toBe(how === 'paused' ? 0 : 1)
  })

  it('says so in a new revision to who watches the sources', async () => {
    const { registry, list, fails, arrive } = setUp()
    fails('CREDENTIALS_EXPIRED')
    await list()
    const stop = new AbortController()
    const changes = registry.changes(stop.signal)
    const next = changes.next()
    arrive()
    await vi.advanceTimersByTimeAsync(100)
    expect((await next).value?.sources[0]).toMatchObject({ revision: 1, error: null, awaitsSignIn: true })
    stop.abort()
  })
})
