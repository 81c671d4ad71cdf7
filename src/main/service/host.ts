/** The service behind one handle, in a thread where that can be had, else in this one. The carriers pass messages through and understand none of them. */

import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { join } from 'node:path'
import type { PageCommand, ShellNote } from '../../shared/shell.ts'
import type { SourceSettings } from '../../shared/source.ts'
import { createLogger } from '../log.ts'
import { type Heard, type RunningService, runService, type ServiceOptions } from './run-service.ts'
import type { ThreadMessage, ThreadNews } from './thread.ts'

/** A page's line to the service: what its carrier receives goes in, what comes out goes to its carrier. */
export interface PageLine {
  send(data: unknown): void
  /** Asks the page to do what the native menu says. */
  command(command: PageCommand): void
  /** The page is gone: everything that runs for it is aborted. */
  close(): void
}

export interface ServiceHost {
  /** Opens a line for a page. `receive` gets the service's messages; `closed` is called when the service itself is gone; `heard` takes what the page tells its shell. */
  connect(receive: (data: unknown) => void, closed: () => void, heard?: (note: ShellNote) => void): PageLine
  /** Adds sources that a second start of the app named. */
  addSources(sources: readonly SourceSettings[]): void
  close(): Promise<void>
}

/**
 * Starts the service. Where a thread cannot be started (an archive that threads do not read), it runs in this one. A thread that breaks down ends the lines of all pages,
 * which then say so; the next page that connects finds a new thread, with the sources that were added. It is not started anew by itself: what broke it could break it at once again.
 */
export async function startService(options: ServiceOptions): Promise<ServiceHost> {
  const log = createLogger((line) => process.stderr.write(line), options.logLevel)
  const added: SourceSettings[] = []
  let pages = 0
  let running: Promise<RunningService> | null = null
  /** What ends each line when the service is gone. The ports' own close events may come before the thread's end is known, when a page that connects anew would still meet it. */
  const lines = new Set<() => void>()
  const endLines = () => {
    for (const end of lines) end()
  }
  const broke = (reason: string) => {
    running = null
    log.log('error', 'service-thread', { reason })
    endLines()
  }
  const listeners = new Map<number, (note: ShellNote) => void>()
  const heard: Heard = (pageId, note) => listeners.get(pageId)?.(note)
  const start = (): Promise<RunningService> =>
    (running ??= startThread(options, broke, heard)
      .catch(() => runService(options, heard))
      .then(
        (service) => {
          if (added.length > 0) service.addSources(added)
          return service
        },
        (error: unknown) => {
          running = null
          throw error
        },
      ))
  await start()
  return {
    connect: (receive, closed, heard) => {
      const pageId = ++pages
      if (heard) listeners.set(pageId, heard)
      const { port1, port2 } = new MessageChannel()
      port1.on('message', receive)
      const close = () => {
        lines.delete(end)
        listeners.delete(pageId)
        port1.close()
      }
      const end = () => {
        close()
        closed()
      }
      lines.add(end)
      start().then((service) => service.connect(pageId, port2), end)
      return {
        send: (data) => port1.postMessage(data),
        command: (command) => void running?.then((service) => service.command(pageId, command)),
        close,
      }
    },
    addSources: (sources) => {
      added.push(...sources)
      void running?.then((service) => service.addSources(sources))
    },
    close: async () => {
      const service = await running
      await service?.close()
      endLines()
    },
  }
}

/** `broke` is called once when a thread that was ready ends without having been asked to. */
function startThread(options: ServiceOptions, broke: (reason: string) => void, heard: Heard): Promise<RunningService> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(options.mainDir, 'service.js'), {
      workerData: options,
      // SDKs read the process's environment by themselves; the thread's is the app's, completed from the login shell.
      env: options.env as NodeJS.ProcessEnv,
    })
    const tell = (message: ThreadMessage, transfer: MessagePort[] = []) => worker.postMessage(message, transfer)
    let state: 'starting' | 'ready' | 'closing' | 'gone' = 'starting'
    let reason = 'It ended.'
    // An error is always followed by the exit. Left without a listener, it would be thrown in this thread and end the app.
    worker.on('error', (error) => {
      reason = (error instanceof Error && error.stack) || String(error)
      if (state === 'starting') reject(error)
    })
    worker.once('exit', () => {
      const before = state
      state = 'gone'
      if (before === 'starting') reject(new Error(reason))
      if (before === 'ready') broke(reason)
    })
    worker.on('message', (news: ThreadNews) => {
      if (news.kind === 'note') return heard(news.pageId, news.note)
      state = 'ready'
      resolve({
        connect: (pageId, port) => tell({ kind: 'connect', pageId, port }, [port]),
        addSources: (sources) => tell({ kind: 'add-sources', sources }),
        command: (pageId, command) => tell({ kind: 'command', pageId, command }),
        close: () =>
          new Promise((done) => {
            if (state === 'gone') return done()
            state = 'closing'
            worker.once('exit', () => done())
            tell({ kind: 'close' })
          }),
      })
    })
  })
}
