import { describe, expect, it } from 'vitest'
import { oneAtATime } from '../../../src/main/service/one-at-a-time.ts'
import { SourceRegistry } from '../../../src/main/service/source-registry.ts'
import { TraceService } from '../../../src/main/service/trace-service.ts'
import { failure } from '../../../src/shared/errors.ts'
import { parseSourceUrl } from '../../../src/shared/source.ts'
import { FakeStore, gate } from '../../support/fake-store.ts'
import { gather } from '../../support/gather.ts'

function setUp(whileSaving: (registry: SourceRegistry) => void = () => {}) {
  const saved: string[] = []
  const stores: FakeStore[] = []
  const registry: SourceRegistry = new SourceRegistry({
    keeper: {
      path: 'config.yaml',
      add: async (settings) => void saved.push(`add ${settings.name}`),
      update: async (name, settings) => {
        saved.push(`update ${name} ${settings.service}`)
        whileSaving(registry)
      },
      remove: async (name) => void saved.push(`remove ${name}`),
      setPaused: async (name, paused) => saved.push(`${paused ? 'pause' : 'resume'} ${name}`) > 0,
      reorder: async (names) => {
        saved.push(`reorder ${names.join(' ')}`)
        return names
      },
    },
    openStore: async () => {
      const store = new FakeStore()
      stores.push(store)
      return store
    },
  })
  return { registry, saved, stores }
}

const xray = (name: string, url = 'xray://us-east-1/') => ({ ...parseSourceUrl(url), name })

describe('the registry of sources', () => {
  it('gives each source an id that reads like its name and is unique', () => {
    const { registry } = setUp()
    registry.setAll('config', [xray('Prod · EU'), xray('prod-eu')])
    expect(registry.entries().map((entry) => entry.id)).toEqual(['prod-eu', 'prod-eu-2'])
  })

  it('keeps the store of a source that an edit of the file did not change, and closes the one that it did', async () => {
    const { registry, stores } = setUp()
    registry.setAll('config', [xray('a'), xray('b')])
    await registry.entry('a').store()
    await registry.entry('b').store()
    registry.setAll('config', [xray('b', 'xray://eu-west-1/'), xray('a')])
    expect(registry.entries().map((entry) => entry.id)).toEqual(['b', 'a'])
    expect(stores.map((store) => store.closed)).toEqual([false, true])
  })

  it('saves an added source only when asked', async () => {
    const { registry, saved } = setUp()
    expect((await registry.add(xray('kept'), true)).origin).toBe('config')
    expect((await registry.add(xray('brief'), false)).origin).toBe('argument')
    expect(saved).toEqual(['add kept'])
  })

  it('refuses wrong settings and a name that is taken', async () => {
    const { registry } = setUp()
    await registry.add(xray('a'), false)
    await expect(registry.add(xray('a'), false)).rejects.toMatchObject({
      info: { message: 'There is a source named "a" already.' },
    })
    await expect(registry.add({ ...xray('b'), lookbackHours: 0 }, false)).rejects.toMatchObject({
      info: { code: 'SETTINGS', cause: 'the look-back must be more than 0 hours.' },
    })
  })

  it('keeps the id and the place of a source whose settings change', async () => {
    const { registry, saved } = setUp()
    registry.setAll('config', [xray('a'), xray('b')])
    await registry.update('a', xray('a', 'xray://us-east-1/shop'), true)
    expect(registry.entries().map((entry) => entry.id)).toEqual(['a', 'b'])
    expect(saved).toEqual(['update a shop'])
  })

  it('keeps the id also when the watcher of the file sees the change first', async () => {
    const { registry } = setUp((during) => during.setAll('config', [xray('renamed')]))
    registry.setAll('config', [xray('a')])
    const state = await registry.update('a', xray('renamed'), true)
    expect(state.id).toBe('a')
    expect(registry.answer().sources).toEqual([state])
  })

  it('says so when the source was removed while its change was being saved', async () => {
    const { registry } = setUp((during) => during.setAll('config', []))
    registry.setAll('config', [xray('a')])
    await expect(registry.update('a', xray('b'), true)).rejects.toMatchObject({ info: { code: 'NOT_FOUND' } })
    expect(registry.entries()).toEqual([])
  })

  it('removes a source everywhere', async () => {
    const { registry, saved } = setUp()
    registry.setAll('config', [xray('a')])
    registry.setAll('demo', [xray('demo')])
    expect(await registry.remove('a')).toBe(true)
    expect(await registry.remove('demo')).toBe(true)
    expect(await registry.remove('nobody')).toBe(false)
    expect(saved).toEqual(['remove a'])
    expect(registry.entries()).toEqual([])
  })
})

describe('ids', () => {
  it('are never taken from a source that stays by a new one of the same name', () => {
    const { registry } = setUp()
    registry.setAll('config', [xray('Prod'), xray('prod', 'xray://eu-west-1/')])
    expect(registry.entries().map((entry) => entry.id)).toEqual(['prod', 'prod-2'])
    // The first has gone from the file, and another of a like name stands before the one that stayed.
    registry.setAll('config', [xray('PROD', 'xray://us-west-2/'), xray('prod', 'xray://eu-west-1/')])
    expect(registry.entries().map((entry) => [entry.id, entry.settings.name])).toEqual([
      ['prod', 'PROD'],
      ['prod-2', 'prod'],
    ])
    registry.setAll('config', [xray('Prod 2', 'xray://us-west-2/'), xray('prod', 'xray://eu-west-1/')])
    expect(registry.entries().map((entry) => [entry.id, entry.settings.name])).toEqual([
      ['prod-2-2', 'Prod 2'],
      ['prod-2', 'prod'],
    ])
  })

  it('stay with a source whose settings are changed in the file', () => {
    const { registry } = setUp()
    registry.setAll('config', [xray('a', 'xray://us-east-1/'), xray('A', 'xray://us-east-2/')])
    registry.setAll('config', [xray('A', 'xray://us-west-2/'), xray('a', 'xray://us-west-1/')])
    expect(registry.entries().map((entry) => [entry.id, entry.settings.name])).toEqual([
      ['a-2', 'A'],
      ['a', 'a'],
    ])
    expect(registry.entries().map((entry) => entry.revision)).toEqual([1, 1])
  })
})

describe('the order of sources', () => {
  const ids = (registry: SourceRegistry) => registry.entries().map((entry) => entry.id)

  it('is written for those of the file, and kept in memory for the others', async () => {
    const { registry, saved } = setUp()
    registry.setAll('config', [xray('a'), xray('b')])
    registry.setAll('argument', [xray('x')])
    await registry.reorder(['x', 'b', 'a'])
    expect(ids(registry)).toEqual(['x', 'b', 'a'])
    expect(saved).toEqual(['reorder b a'])
    await registry.reorder(['b', 'x', 'a'])
    expect(saved).toHaveLength(1)
    registry.setAll('config', [xray('b'), xray('c'), xray('a')])
    expect(ids(registry)).toEqual(['b', 'x', 'c', 'a'])
  })

  it('has those that nobody named at its end', async () => {
    const { registry } = setUp()
    registry.setAll('config', [xray('a'), xray('b'), xray('c')])
    await registry.reorder(['c'])
    expect(ids(registry)).toEqual(['c', 'a', 'b'])
  })

  it('has sources of the file before those of the command line and of the demo', () => {
    const { registry } = setUp()
    registry.setAll('demo', [xray('demo')])
    registry.setAll('argument', [xray('x')])
    registry.setAll('config', [xray('a'), xray('b')])
    expect(ids(registry)).toEqual(['a', 'b', 'x', 'demo'])
  })
})

describe('a paused source', () => {
  const never = new AbortController().signal
  const ask = { sourceId: 'a', window: null, limit: 10, errorsOnly: false, filter: null }

  it('asks its platform nothing, is not called ill for it, and is asked again when it is resumed', async () => {
    const { registry, saved, stores } = setUp()
    registry.setAll('config', [xray('a')])
    const service = new TraceService(registry, async () => new FakeStore())
    const list = () => gather(service.listRuns(ask, never))
    expect((await registry.setPaused('a', true)).paused).toBe(true)
    await expect(list()).rejects.toMatchObject({ info: { code: 'SETTINGS', message: 'a is paused.' } })
    await expect(
      service.openRun({ sourceId: 'a', traceId: '1-68e0a3f1-0123456789abcdef01234567', startedAt: null }, never),
    ).rejects.toMatchObject({ info: { message: 'a is paused.' } })
    expect(stores[0]?.listCalls).toEqual([])
    expect(stores[0]?.getCalls).toEqual([])
    expect(registry.entry('a').state()).toMatchObject({ error: null, condition: 'idle', paused: true, revision: 0 })
    expect((await registry.setPaused('a', false)).revision).toBe(1)
    await list()
    expect(stores[0]?.listCalls).toHaveLength(1)
    expect(saved).toEqual(['pause a', 'resume a'])
  })

  it('still answers what is in memory', async () => {
    const { registry } = setUp()
    registry.setAll('config', [xray('a')])
    const service = new TraceService(registry, async () => new FakeStore())
    await gather(service.listRuns(ask, never))
    await registry.setPaused('a', true)
    // A refresh of everything leaves it alone.
    expect(service.refresh(null)).toBe(0)
    expect((await gather(service.listRuns(ask, never))).map((event) => event.kind)).toEqual(['end'])
  })

  it('is what the file says, and stays paused when its settings change', async () => {
    const { registry } = setUp()
    registry.setAll('config', [xray('a')], [], new Set(['a']))
    expect(registry.entry('a').state().paused).toBe(true)
    await registry.update('a', xray('a', 'xray://eu-west-1/'), true)
    expect(registry.entry('a').state().paused).toBe(true)
    registry.setAll('config', [xray('a', 'xray://eu-west-1/')], [], new Set())
    expect(registry.entry('a').state().paused).toBe(false)
  })
})

describe('a question that memory answers', () => {
  it('leaves the state of its source alone, so that no page is told of it', async () => {
    const { registry } = setUp()
    registry.setAll('argument', [xray('one')])
    const service = new TraceService(registry, async () => new FakeStore())
    const ref = { sourceId: 'one', traceId: '1-5759e988-bd862e3fe1be46a994272793', startedAt: null }
    const never = new AbortController().signal
    await service.openRun(ref, never)
    await new Promise((resolve) => setTimeout(resolve, 80))
    const told = new AbortController()
    const changes = gather(registry.changes(told.signal))
    expect(await service.exportRun({ ...ref, format: 'json', spanId: null }, never)).toContain(ref.traceId)
    await new Promise((resolve) => setTimeout(resolve, 80))
    told.abort()
    expect(await changes).toEqual([])
  })
})

describe('how a source stands', () => {
  it('is told by the order of its answers, whatever the clock was set to in between', async () => {
    const clock = { now: 5_000_000 }
    const store = new FakeStore()
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
      now: () => clock.now,
    })
    registry.setAll('argument', [xray('a')])
    const service = new TraceService(registry, async () => store)
    const never = new AbortController().signal
    const list = () =>
      gather(service.listRuns({ sourceId: 'a', window: null, limit: 10, errorsOnly: false, filter: null }, never))
    store.pages = [failure({ code: 'SERVER_ERROR', message: 'It broke.' })]
    await expect(list()).rejects.toThrow('It broke.')
    // An hour back: the answer that comes now bears an earlier time than the failure.
    clock.now -= 3_600_000
    store.pages = []
    await list()
    expect(registry.entry('a').state()).toMatchObject({ condition: 'ok', error: null, fetchedAt: clock.now })
  })
})

it('the same work asked for while it runs is done once more, for all who asked meanwhile', async () => {
  let runs = 0
  const gates = [gate(), gate(), gate()]
  const work = oneAtATime(() => gates[runs++]!.promise)
  const first = work()
  const [second, third] = [work(), work()]
  expect(runs).toBe(1)
  gates[0]!.open()
  await first
  gates[1]!.open()
  await Promise.all([second, third])
  expect(runs).toBe(2)
  const fourth = work()
  gates[2]!.open()
  await fourth
  expect(runs).toBe(3)
})
