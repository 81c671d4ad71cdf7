/** The page's parts over the real service and router in process, with a scripted store for each source. */

import { createRouterClient } from '@orpc/server'
import { QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { DemoControl } from '../../src/main/service/demo-control.ts'
import { router, type RouterContext } from '../../src/main/service/router.ts'
import { SourceRegistry, type WatchSignIn } from '../../src/main/service/source-registry.ts'
import { TraceService } from '../../src/main/service/trace-service.ts'
import { silentLogger } from '../../src/main/log/log.ts'
import type { TraceStore } from '../../src/main/stores/store.ts'
import type { PageCommand } from '../../src/shared/shell.ts'
import { parseSourceUrl, type SourceSettings } from '../../src/shared/source.ts'
import { ClientProvider } from '../../src/renderer/src/app/client-context.tsx'
import { makeQueryClient } from '../../src/renderer/src/app/query-client.ts'
import type { Client } from '../../src/renderer/src/client.ts'
import { TipProvider } from '../../src/renderer/src/ui/tooltip.tsx'
import { Toaster } from '../../src/renderer/src/ui/toaster.tsx'
import { nothingFound } from './nothing-found.ts'
import { FakeStore } from './fake-store.ts'

export interface PageService {
  readonly client: Client
  readonly registry: SourceRegistry
  /** The scripted store of a source, by the source's name. Made when first asked for. */
  readonly store: (name: string) => FakeStore
  /** What was written to the config file: `add staging`, `update staging`, `remove staging`. */
  readonly written: string[]
  /** Sends a command as the native menu would. */
  readonly command: (command: PageCommand) => void
}

/** Makes the service with these sources, given as source URLs, as if they came from the config file. `watchSignIn` stands in for the watch on token caches, `discover` for the look at this machine. */
export function pageService(
  urls: readonly string[],
  demoUrls: readonly string[] = [],
  watchSignIn?: WatchSignIn,
  discover: RouterContext['discover'] = nothingFound,
): PageService {
  const stores = new Map<string, FakeStore>()
  const store = (name: string) => {
    const known = stores.get(name) ?? new FakeStore()
    stores.set(name, known)
    return known
  }
  const open = async (settings: SourceSettings): Promise<TraceStore> => store(settings.name)
  const written: string[] = []
  const keeper = {
    path: '/home/ada/.tracecraft/config.yaml',
    add: async (settings: SourceSettings) => void written.push(`add ${settings.name}`),
    update: async (name: string) => void written.push(`update ${name}`),
    remove: async (name: string) => void written.push(`remove ${name}`),
    setPaused: async (name: string, paused: boolean) => written.push(`${paused ? 'pause' : 'resume'} ${name}`) > 0,
    reorder: async (names: readonly string[]) => {
      written.push(`reorder ${names.join(' ')}`)
      return names
    },
  }
  const registry = new SourceRegistry({ keeper, openStore: open, watchSignIn })
  registry.setAll(
    'config',
    urls.map((url) => parseSourceUrl(url)),
  )
  const service = new TraceService(registry, open)
  const demo = new DemoControl(registry, async () => ({
    sources: demoUrls.map((url) => parseSourceUrl(url)),
    close: async () => {},
  }))
  const commands = new EventTarget()
  const client: Client = createRouterClient(router, {
    context: {
      service,
      demo,
      info: () => ({
        version: '0.1.0',
        carrier: 'browser',
        os: 'Linux',
        demo: demo.running,
        versions: { electron: null, chromium: null, node: '20' },
      }),
      diagnostics: () => 'TraceCraft diagnostics',
      commands: (signal) => listen(commands, signal),
      discover,
      signIn: async () => ({ who: 'ada@example.com' }),
      log: silentLogger,
    },
  })
  return {
    client,
    registry,
    store,
    written,
    command: (command) => commands.dispatchEvent(new CustomEvent('command', { detail: command })),
  }
}

async function* listen(target: EventTarget, signal: AbortSignal): AsyncGenerator<PageCommand, void, undefined> {
  while (!signal.aborted) {
    const command = await new Promise<PageCommand | null>((resolve) => {
      target.addEventListener('command', (event) => resolve((event as CustomEvent<PageCommand>).detail), { once: true })
      signal.addEventListener('abort', () => resolve(null), { once: true })
    })
    if (command !== null) yield command
  }
}

/** Renders a part of the page over the service. */
export function renderPage(service: PageService, part: ReactNode) {
  return render(
    <TipProvider>
      <Toaster>
        <QueryClientProvider client={makeQueryClient()}>
          <ClientProvider client={service.client}>{part}</ClientProvider>
        </QueryClientProvider>
      </Toaster>
    </TipProvider>,
  )
}
