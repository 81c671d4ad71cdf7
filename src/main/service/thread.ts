// The service in a thread of its own: an SDK parses a platform's answer in one go, which for a large trace would hold the main process for longer than a window may stall.

import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { PageCommand, ShellNote } from '../../shared/shell.ts'
import type { SourceSettings } from '../../shared/source.ts'
import { createLogger, type LogRecord, type LogSink } from '../log/log.ts'
import { runService, type ServiceOptions } from './run-service.ts'
import { keepStrayErrors } from './stray-errors.ts'

/** What the main process says to the thread. */
export type ThreadMessage =
  | { readonly kind: 'connect'; readonly pageId: number; readonly port: MessagePort }
  | { readonly kind: 'command'; readonly pageId: number; readonly command: PageCommand }
  | { readonly kind: 'add-sources'; readonly sources: readonly SourceSettings[] }
  | { readonly kind: 'record'; readonly record: LogRecord }
  | { readonly kind: 'diagnose'; readonly id: number }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'close' }

/** What the thread says to the main process: once that it is ready, then what pages tell their shell, what is to be logged, and what was asked. */
export type ThreadNews =
  | { readonly kind: 'ready' }
  | { readonly kind: 'note'; readonly pageId: number; readonly note: ShellNote }
  | { readonly kind: 'log'; readonly record: LogRecord }
  | { readonly kind: 'diagnosed'; readonly id: number; readonly text: string }

if (parentPort) {
  const host = parentPort
  const say = (news: ThreadNews) => host.postMessage(news)
  const options = workerData as ServiceOptions
  const log: LogSink = (record) => say({ kind: 'log', record })
  const service = await runService(options, {
    heard: (pageId, note) => say({ kind: 'note', pageId, note }),
    log,
    inThread: true,
  })
  keepStrayErrors(
    createLogger((record) => {
      service.record(record)
      log(record)
    }, options.logLevel),
  )
  host.on('message', (message: ThreadMessage) => {
    switch (message.kind) {
      case 'connect':
        return service.connect(message.pageId, message.port)
      case 'command':
        return service.command(message.pageId, message.command)
      case 'add-sources':
        return service.addSources(message.sources)
      case 'record':
        return service.record(message.record)
      case 'diagnose':
        return void service.diagnostics().then((text) => say({ kind: 'diagnosed', id: message.id, text }))
      case 'resumed':
        return service.resumed()
      case 'close':
        return void service.close().finally(() => process.exit(0))
    }
  })
  say({ kind: 'ready' })
}
