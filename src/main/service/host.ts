/** The service behind one handle, in a thread where that can be had, else in this one. The carriers pass messages through and understand none of them. */

import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { join } from 'node:path'
import type { PageCommand } from '../../shared/contract.ts'
import type { SourceSettings } from '../../shared/source.ts'
import { type RunningService, runService, type ServiceOptions } from './run-service.ts'
import type { ThreadMessage } from './thread.ts'

/** A page's line to the service: what its carrier receives goes in, what comes out goes to its carrier. */
export interface PageLine {
  send(data: unknown): void
  /** Asks the page to do what the native menu says. */
  command(command: PageCommand): void
  /** The page is gone: everything that runs for it is aborted. */
  close(): void
}

export interface ServiceHost {
  /** Opens a line for a page. `receive` gets the service's messages; `closed` is called when the service itself is gone. */
  connect(receive: (data: unknown) => void, closed: () => void): PageLine
  /** Adds sources that a second start of the app named. */
  addSources(sources: readonly SourceSettings[]): void
  close(): Promise<void>
}

/** Starts the service. Where a thread cannot be started (an archive that threads do not read), it runs in this one. */
export async function startService(options: ServiceOptions): Promise<ServiceHost> {
  let pages = 0
  const service = await startThread(options).catch(() => runService(options))
  return {
    connect: (receive, closed) => {
      const pageId = ++pages
      const { port1, port2 } = new MessageChannel()
      port1.on('message', receive)
      port1.on('close', closed)
      service.connect(pageId, port2)
      return {
        send: (data) => port1.postMessage(data),
        command: (command) => service.command(pageId, command),
        close: () => {
          port1.off('close', closed)
          port1.close()
        },
      }
    },
    addSources: (sources) => service.addSources(sources),
    close: () => service.close(),
  }
}

function startThread(options: ServiceOptions): Promise<RunningService> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(options.mainDir, 'service.js'), {
      workerData: options,
      // SDKs read the process's environment by themselves; the thread's is the app's, completed from the login shell.
      env: options.env as NodeJS.ProcessEnv,
    })
    const tell = (message: ThreadMessage, transfer: MessagePort[] = []) => worker.postMessage(message, transfer)
    worker.once('error', reject)
    worker.once('message', () => {
      worker.off('error', reject)
      resolve({
        connect: (pageId, port) => tell({ kind: 'connect', pageId, port }, [port]),
        addSources: (sources) => tell({ kind: 'add-sources', sources }),
        command: (pageId, command) => tell({ kind: 'command', pageId, command }),
        close: () =>
          new Promise((done) => {
            worker.once('exit', () => done())
            tell({ kind: 'close' })
          }),
      })
    })
  })
}
