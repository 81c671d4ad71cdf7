/** The service in a thread of its own, as whoever started it sees it. */

import { type MessagePort, Worker } from 'node:worker_threads'
import { join } from 'node:path'
import type { LogFields } from '../log/log.ts'
import { logError, logWord } from '../log/log-text.ts'
import type { RunningService, ServiceOptions, ServiceShell } from './run-service.ts'
import type { ThreadMessage, ThreadNews } from './thread.ts'

/** Whom the thread speaks to. `broke` is called once when a thread that was ready ends without having been asked to. */
export interface ThreadShell extends Omit<ServiceShell, 'inThread'> {
  readonly broke: (why: LogFields) => void
}

/** Starts it. Rejects when the thread ends before it is ready. */
export function startThread(options: ServiceOptions, shell: ThreadShell): Promise<RunningService> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(options.mainDir, 'service.js'), {
      workerData: options,
      // SDKs read the process's environment by themselves; the thread's is the app's, completed from the login shell.
      env: options.env as NodeJS.ProcessEnv,
    })
    const tell = (message: ThreadMessage, transfer: MessagePort[] = []) => worker.postMessage(message, transfer)
    let state: 'starting' | 'ready' | 'closing' | 'gone' = 'starting'
    let why: LogFields = { error: logWord('ended') }
    const asked = new Map<number, (text: string) => void>()
    let questions = 0
    // An error is always followed by the exit. Left without a listener, it would be thrown in this thread and end the app.
    worker.on('error', (error) => {
      why = { ...logError(error) }
      if (state === 'starting') reject(error)
    })
    worker.once('exit', (code) => {
      const before = state
      state = 'gone'
      if (before === 'starting') reject(new Error(`The service's thread ended with ${code} before it was ready.`))
      if (before === 'ready') shell.broke({ ...why, exit: code })
      for (const answer of asked.values()) answer('')
    })
    const running: RunningService = {
      connect: (pageId, port) => tell({ kind: 'connect', pageId, port }, [port]),
      addSources: (sources) => tell({ kind: 'add-sources', sources }),
      command: (pageId, command) => tell({ kind: 'command', pageId, command }),
      record: (record) => tell({ kind: 'record', record }),
      diagnostics: () =>
        new Promise((answer) => {
          if (state === 'gone') return answer('')
          asked.set(++questions, answer)
          tell({ kind: 'diagnose', id: questions })
        }),
      resumed: () => tell({ kind: 'resumed' }),
      close: () =>
        new Promise((done) => {
          if (state === 'gone') return done()
          state = 'closing'
          worker.once('exit', () => done())
          tell({ kind: 'close' })
        }),
    }
    worker.on('message', (news: ThreadNews) => {
      switch (news.kind) {
        case 'note':
          return shell.heard(news.pageId, news.note)
        case 'log':
          return shell.log(news.record)
        case 'diagnosed':
          asked.get(news.id)?.(news.text)
          return void asked.delete(news.id)
      }
      state = 'ready'
      resolve(running)
    })
  })
}
