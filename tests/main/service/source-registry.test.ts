import { describe, expect, it } from 'vitest'
import { SourceRegistry } from '../../../src/main/service/source-registry.ts'
import { parseSourceUrl } from '../../../src/shared/source.ts'
import { FakeStore } from '../../support/fake-store.ts'

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
