/** The real service and registry over one scripted store, for tests of what lies between the page and a store. */

import { DemoControl } from '../../src/main/service/demo-control.ts'
import type { RouterContext } from '../../src/main/service/router.ts'
import { SourceRegistry } from '../../src/main/service/source-registry.ts'
import { TraceService } from '../../src/main/service/trace-service.ts'
import { type Logger, silentLogger } from '../../src/main/log/log.ts'
import { parseSourceUrl } from '../../src/shared/source.ts'
import { FakeStore } from './fake-store.ts'
import { nothingFound } from './nothing-found.ts'

export function fakeService(log: Logger = silentLogger): {
  store: FakeStore
  registry: SourceRegistry
  context: RouterContext
  sourceId: string
} {
  const store = new FakeStore()
  const open = async () => store
  const keeper = {
    path: 'config.yaml',
    add: async () => {},
    update: async () => {},
    remove: async () => {},
    setPaused: async () => true,
    reorder: async (names: readonly string[]) => names,
  }
  const registry = new SourceRegistry({ keeper, openStore: open })
  registry.setAll('argument', [{ ...parseSourceUrl('xray://us-east-1/'), name: 'one' }])
  const service = new TraceService(registry, open)
  return {
    store,
    registry,
    sourceId: 'one',
    context: {
      service,
      demo: new DemoControl(registry, async () => ({ sources: [], close: async () => {} })),
      info: () => ({
        version: '0',
        carrier: 'browser',
        os: 'linux',
        demo: false,
        versions: { electron: null, chromium: null, node: '20' },
      }),
      diagnostics: () => 'TraceCraft diagnostics',
      commands: async function* (signal) {
        yield 'refresh'
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      },
      discover: nothingFound,
      signIn: async () => ({ who: 'ada@example.com' }),
      log,
    },
  }
}
