/** Binds the contract to the service. Every failure leaves as one of the closed codes with its ErrorInfo. */

import { implement, ORPCError } from '@orpc/server'
import { type AppInfo, contract } from '../../shared/contract.ts'
import type { Discovery } from '../../shared/discovery.ts'
import type { Platform } from '../../shared/platform.ts'
import type { PageCommand, ShellNote } from '../../shared/shell.ts'
import type { Logger } from '../log/log.ts'
import { logError, logWord } from '../log/log-text.ts'
import type { DemoControl } from './demo-control.ts'
import { originOf, toErrorInfo } from './error-info.ts'
import { misunderstood } from './misunderstood.ts'
import type { TraceService } from './trace-service.ts'

/** What a connection's questions are answered with. */
export interface RouterContext {
  readonly service: TraceService
  readonly demo: DemoControl
  /** Signs in to a platform in the system's browser; rejects with SETTINGS where that is not a way to sign in. */
  readonly signIn: (platform: Platform, signal: AbortSignal) => Promise<{ readonly who: string | null }>
  /** What is on this machine to sign in with. */
  readonly discover: (signal: AbortSignal) => AsyncIterable<Discovery>
  readonly info: () => AppInfo
  /** A text about this app that holds no secret and names nothing of the user's. */
  readonly diagnostics: () => string
  /** Commands of the native menu for the window behind this connection; never yields in browser mode. */
  readonly commands: (signal: AbortSignal) => AsyncIterable<PageCommand>
  /** Takes what the page tells its shell; absent where there is no shell. */
  readonly tell?: (note: ShellNote) => void
  readonly log: Logger
}

const os = implement(contract)
  .$context<RouterContext>()
  .use(async ({ next, path }) => {
    try {
      return await next()
    } catch (error) {
      throw misunderstood(error, path) ?? error
    }
  })

function fail(error: unknown, log: Logger): never {
  if (error instanceof ORPCError) throw error
  const info = toErrorInfo(error)
  if (info.code === 'INTERNAL') log.log('error', 'internal', logError(originOf(error)))
  else if (info.code !== 'CANCELLED')
    log.log('info', 'failed', {
      code: logWord(info.code),
      platform: info.platform && logWord(info.platform),
      status: info.status,
    })
  throw new ORPCError(info.code, { message: info.message, data: info })
}

async function answer<T>(log: Logger, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work()
  } catch (error) {
    return fail(error, log)
  }
}

async function* stream<T>(log: Logger, work: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  try {
    yield* work
  } catch (error) {
    fail(error, log)
  }
}

/** In-process callers give no signal: theirs never fires. */
const never = new AbortController().signal

export const router = os.router({
  app: {
    info: os.app.info.handler(({ context }) => context.info()),
    commands: os.app.commands.handler(({ context, signal }) => stream(context.log, context.commands(signal ?? never))),
    tell: os.app.tell.handler(({ context, input }) => {
      context.tell?.(input)
      return { heard: context.tell !== undefined }
    }),
    diagnostics: os.app.diagnostics.handler(({ context }) => ({ text: context.diagnostics() })),
  },
  sources: {
    list: os.sources.list.handler(({ context }) => context.service.sources()),
    watch: os.sources.watch.handler(({ context, signal }) =>
      stream(context.log, context.service.watchSources(signal ?? never)),
    ),
    add: os.sources.add.handler(({ context, input }) =>
      answer(context.log, () => context.service.addSource(input.settings, input.save)),
    ),
    update: os.sources.update.handler(({ context, input }) =>
      answer(context.log, () => context.service.updateSource(input.id, input.settings, input.save)),
    ),
    remove: os.sources.remove.handler(({ context, input }) =>
      answer(context.log, async () => ({ removed: await context.service.removeSource(input.id) })),
    ),
    reorder: os.sources.reorder.handler(({ context, input }) =>
      answer(context.log, () => context.service.reorderSources(input.ids)),
    ),
    setPaused: os.sources.setPaused.handler(({ context, input }) =>
      answer(context.log, () => context.service.setPaused(input.id, input.paused)),
    ),
    signIn: os.sources.signIn.handler(({ context, input, signal }) =>
      answer(context.log, async () => {
        const who = await context.signIn(input.platform, signal ?? never)
        context.service.registry.signInArrived(input.platform)
        return who
      }),
    ),
    discover: os.sources.discover.handler(({ context, signal }) =>
      stream(context.log, context.discover(signal ?? never)),
    ),
    probe: os.sources.probe.handler(({ context, input, signal }) =>
      stream(context.log, context.service.probe(input, signal ?? never)),
    ),
    refresh: os.sources.refresh.handler(({ context, input }) => ({ refreshed: context.service.refresh(input.ids) })),
  },
  demo: {
    start: os.demo.start.handler(({ context }) =>
      answer(context.log, async () => {
        await context.demo.start()
        return context.service.sources()
      }),
    ),
    stop: os.demo.stop.handler(({ context }) =>
      answer(context.log, async () => {
        await context.demo.stop()
        return context.service.sources()
      }),
    ),
  },
  runs: {
    list: os.runs.list.handler(({ context, input, signal }) =>
      stream(context.log, context.service.listRuns(input, signal ?? never)),
    ),
    fillIn: os.runs.fillIn.handler(({ context, input, signal }) =>
      stream(context.log, context.service.fillRuns(input, signal ?? never)),
    ),
    open: os.runs.open.handler(({ context, input, signal }) =>
      answer(context.log, () => context.service.openRun(input, signal ?? never)),
    ),
    step: os.runs.step.handler(({ context, input, signal }) =>
      answer(context.log, () => context.service.step(input, signal ?? never)),
    ),
    stepText: os.runs.stepText.handler(({ context, input, signal }) =>
      answer(context.log, () => context.service.stepText(input, signal ?? never)),
    ),
    search: os.runs.search.handler(({ context, input, signal }) =>
      stream(context.log, context.service.searchRun(input, signal ?? never)),
    ),
    find: os.runs.find.handler(({ context, input, signal }) =>
      stream(context.log, context.service.findRun(input, signal ?? never)),
    ),
    export: os.runs.export.handler(({ context, input, signal }) =>
      answer(context.log, async () => ({ text: await context.service.exportRun(input, signal ?? never) })),
    ),
  },
})
