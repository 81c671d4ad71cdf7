/** The service behind one handle, in a thread where that can be had, else in this one. The carriers pass messages through and understand none of them. */

import { MessageChannel } from 'node:worker_threads'
import type { PageCommand, ShellNote } from '../../shared/shell.ts'
import type { SourceSettings } from '../../shared/source.ts'
import { createLogger, isAtLeast, type LogRecord, type LogSink, toStderr } from '../log/log.ts'
import { logError } from '../log/log-text.ts'
import type { RunningService, ServiceOptions } from './run-service.ts'
import { startThread } from './start-thread.ts'

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
  /** Takes what was logged outside the service, so that diagnostics tell of it. */
  record(record: LogRecord): void
  /** The machine has slept and is awake again, as the system says. */
  resumed(): void
  /** The text of `app.diagnostics`; null where the service does not answer within a second. */
  diagnostics(): Promise<string | null>
  /** Ends the lines of all pages, which aborts what runs for them, and then the service. Resolves after `limitMs` (2 s) at the latest: nobody who hangs may hold up the end of the app. */
  close(limitMs?: number): Promise<void>
}

/** Starts the service, and resolves when it is ready. Rejects when it cannot be started even in this thread. See `hostService`. */
export async function startService(options: ServiceOptions, sink?: LogSink): Promise<ServiceHost> {
  const { ready, ...host } = hostService(Promise.resolve(options), sink)
  await ready
  return host
}

/**
 * The service's handle at once, while it starts behind it: pages may connect, and are answered when it is ready. Where a thread cannot be started (an archive that threads do not read), it runs in this
 * one. A thread that breaks down ends the lines of all pages, which then say so; the next page that connects finds a new thread, with the sources that were added. It is not started anew by
 * itself: what broke it could break it at once again. `sink` takes the service's log; left out, it goes to stderr.
 */
export function hostService(
  options: Promise<ServiceOptions>,
  sink: LogSink = toStderr,
): ServiceHost & { readonly ready: Promise<void> } {
  const log = createLogger(sink, 'error')
  const added: SourceSettings[] = []
  let pages = 0
  let running: Promise<RunningService> | null = null
  let closing = false
  /** What ends each line when the service is gone. The ports' own close events may come before the thread's end is known, when a page that connects anew would still meet it. */
  const lines = new Set<() => void>()
  const endLines = () => {
    for (const end of lines) end()
  }
  const listeners = new Map<number, (note: ShellNote) => void>()
  const shell = {
    heard: (pageId: number, note: ShellNote) => listeners.get(pageId)?.(note),
    log: sink,
    broke: (why: LogRecord['fields']) => {
      running = null
      log.log('error', 'service-thread', why)
      endLines()
    },
  }
  const start = (): Promise<RunningService> =>
    (running ??= options
      .then((given) =>
        startThread(given, shell).catch(async (error: unknown) => {
          log.log('error', 'service-without-thread', { ...logError(error) })
          // Loaded here only: a process whose service has its thread starts without it.
          const { runService } = await import('./run-service.ts')
          return runService(given, { ...shell, inThread: false })
        }),
      )
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
  /** What is asked of a service that is not there is lost with it. */
  const ask = (question: (service: RunningService) => void) => void running?.then(question, () => {})
  const ready = start().then(() => {})
  return {
    ready,
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
      if (closing) end()
      else start().then((service) => service.connect(pageId, port2), end)
      return {
        send: (data) => port1.postMessage(data),
        command: (command) => ask((service) => service.command(pageId, command)),
        close,
      }
    },
    addSources: (sources) => {
      added.push(...sources)
      ask((service) => service.addSources(sources))
    },
    record: (record) => {
      if (isAtLeast(record.level, 'info')) ask((service) => service.record(record))
    },
    resumed: () => ask((service) => service.resumed()),
    diagnostics: async () => {
      const text = running?.then((service) => service.diagnostics()).catch(() => '')
      return (await within(1000, Promise.resolve(text ?? ''))) || null
    },
    close: async (limitMs = 2000) => {
      closing = true
      endLines()
      await within(limitMs, running?.then((service) => service.close()).catch(() => {}) ?? Promise.resolve())
    },
  }
}

/** The work's outcome, or undefined when it takes longer. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), ms)))
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}
