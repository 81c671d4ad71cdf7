// The service in a thread of its own: an SDK parses a platform's answer in one go, which for a large trace would hold the main process for longer than a window may stall.

import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { PageCommand, ShellNote } from '../../shared/shell.ts'
import type { SourceSettings } from '../../shared/source.ts'
import { runService, type ServiceOptions } from './run-service.ts'

/** What the main process says to the thread. */
export type ThreadMessage =
  | { readonly kind: 'connect'; readonly pageId: number; readonly port: MessagePort }
  | { readonly kind: 'command'; readonly pageId: number; readonly command: PageCommand }
  | { readonly kind: 'add-sources'; readonly sources: readonly SourceSettings[] }
  | { readonly kind: 'close' }

/** What the thread says to the main process: once that it is ready, then what pages tell their shell. */
export type ThreadNews =
  | { readonly kind: 'ready' }
  | { readonly kind: 'note'; readonly pageId: number; readonly note: ShellNote }

if (parentPort) {
  const host = parentPort
  const say = (news: ThreadNews) => host.postMessage(news)
  const service = await runService(workerData as ServiceOptions, (pageId, note) => say({ kind: 'note', pageId, note }))
  host.on('message', (message: ThreadMessage) => {
    switch (message.kind) {
      case 'connect':
        return service.connect(message.pageId, message.port)
      case 'command':
        return service.command(message.pageId, message.command)
      case 'add-sources':
        return service.addSources(message.sources)
      case 'close':
        return void service.close().then(() => process.exit(0))
    }
  })
  say({ kind: 'ready' })
}
