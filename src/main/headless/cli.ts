// The shell's door. Data on stdout, everything else on stderr, the exit code says how it ended.

import { type ErrorInfo, errorInfo } from '../../shared/errors.ts'
import { createLogger, toStderr } from '../log/log.ts'
import { toErrorInfo } from '../service/error-info.ts'
import { keepStrayErrors } from '../service/stray-errors.ts'
import { type Invocation, readArguments } from './args.ts'
import { exitCodeOf } from './exit-code.ts'
import { helpText } from './help.ts'
import { type Output, processOutput } from './output.ts'
import { failureJson, failureLines } from './print/failure.ts'
import { version } from './version.ts'

// Told from the entry, because a bundler may put any other module into another folder.
const mainDir = import.meta.dirname

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `tracecraft list … | head` closes the pipe early, which is no failure.
  if (error.code === 'EPIPE') process.exit(0)
  process.stderr.write(`error: The output could not be written (${error.code ?? error.name}).\n`)
  process.exit(1)
})
// Nobody reads the notes: the exit code still tells.
process.stderr.on('error', () => {})
// Node would end the command, and print the error with all that hangs on it: the headers of a request, say.
keepStrayErrors(createLogger(toStderr, 'error'))

await main(process.argv.slice(2))

async function main(argv: readonly string[]): Promise<void> {
  const output = processOutput(!argv.includes('--no-color'))
  const stop = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort(name))
  let json = argv.includes('json') || argv.includes('--format=json')
  let timedOut: AbortSignal | null = null
  try {
    const asked = readArguments(argv)
    json = 'format' in asked && asked.format === 'json'
    timedOut = 'timeoutMs' in asked && asked.timeoutMs !== null ? AbortSignal.timeout(asked.timeoutMs) : null
    process.exitCode = await run(asked, output, timedOut ? AbortSignal.any([stop.signal, timedOut]) : stop.signal)
  } catch (error) {
    if (stop.signal.aborted) {
      process.exitCode = stop.signal.reason === 'SIGTERM' ? 143 : 130
    } else {
      const info = timedOut?.aborted ? overTime() : toErrorInfo(error)
      report(info, error, json, output)
      process.exitCode = exitCodeOf[info.code]
    }
  }
  // An SDK may keep a socket open for seconds after its answer.
  setTimeout(() => process.exit(), 500).unref()
}

async function run(asked: Invocation, output: Output, signal: AbortSignal): Promise<number> {
  switch (asked.command) {
    case 'help':
      process.stdout.write(helpText)
      return 0
    case 'version':
      output.data(version)
      return 0
    case 'demo':
      await (await import('./commands/demo.ts')).demo(asked, output, signal)
      return 0
  }
  if (asked.command === 'serve' && asked.sources.length === 0 && asked.config === null) {
    // Nothing has to be found first, and what is wrong with the config file stands in the page: it is served before the service is even loaded.
    await (await import('./commands/serve.ts')).serve(asked, mainDir, null, output, signal)
    return 0
  }
  const session = await (await import('./session.ts')).openSession(asked, mainDir, output)
  try {
    switch (asked.command) {
      case 'open':
        await (await import('./commands/open.ts')).open(asked, mainDir, session, output, signal)
        return 0
      case 'list':
        await (await import('./commands/list.ts')).list(asked, session, output, signal)
        return 0
      case 'show':
        await (await import('./commands/show.ts')).show(asked, session, output, signal)
        return 0
      case 'doctor':
        return await (await import('./commands/doctor.ts')).doctor(asked, session, output, signal)
      case 'sources':
        ;(await import('./commands/sources.ts')).sources(asked, session, output)
        return 0
      case 'serve':
        await (await import('./commands/serve.ts')).serve(asked, mainDir, session, output, signal)
        return 0
    }
  } finally {
    await session.close()
  }
}

function overTime(): ErrorInfo {
  return errorInfo({
    code: 'TIMED_OUT',
    message: 'The time limit of --timeout passed.',
    cause: 'The platform had not answered in full by then.',
    fix: { text: 'Allow more time, or ask for less.', command: null, url: null },
  })
}

function report(info: ErrorInfo, error: unknown, json: boolean, output: Output): void {
  for (const line of failureLines(info, output.noteStyle)) output.note(line)
  if (info.code === 'INTERNAL' && process.env['TRACECRAFT_DEBUG'] && error instanceof Error)
    output.note(error.stack ?? error.message)
  if (json) output.noteJson(failureJson(info))
}
