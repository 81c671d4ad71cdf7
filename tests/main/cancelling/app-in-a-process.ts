/**
 * The service in a process of its own, without a thread, which ends it as a quit does when it is told to (SIGUSR2). It never calls process.exit: it ends when nothing is left that could keep it
 * alive. Prints what happens, one JSON a line.
 */

import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { runService } from '../../../src/main/service/run-service.ts'
import type { SourceSettings } from '../../../src/shared/source.ts'
import type { Client } from '../../support/carriers.ts'

const [folder, sourcesJson, callers] = process.argv.slice(2) as [string, string, string]
const say = (what: object) => process.stdout.write(`${JSON.stringify(what)}\n`)
process.on('warning', (warning) => say({ warning: `${warning.name}: ${warning.message}` }))

const sources = JSON.parse(sourcesJson) as SourceSettings[]
const options = {
  mainDir: folder,
  env: process.env,
  configPath: `${folder}/config.yaml`,
  environment: null,
  argumentSources: sources,
  info: { version: '0', carrier: 'desktop', os: 'linux' },
  logLevel: 'error',
} as const
const service = await runService(options, { heard: () => {}, log: () => {}, inThread: false })
const { port1, port2 } = new MessageChannel()
service.connect(1, port2)
const client: Client = createORPCClient(new RPCLink({ port: port1 }))
port1.start()

async function follow(name: string, stream: Promise<AsyncIterable<unknown>>): Promise<void> {
  try {
    for await (const one of await stream) void one
    say({ ended: name, code: null })
  } catch (error) {
    say({ ended: name, code: (error as { code?: string }).code ?? String(error) })
  }
}

const { sources: all } = await client.sources.list()
void follow('watch', client.sources.watch())
for (const { id, settings } of all) {
  // Many questions at once, so that listeners that pile up are noticed.
  for (let limit = 1; limit <= Number(callers); limit++)
    void follow(settings.name, client.runs.list({ sourceId: id, window: null, limit, errorsOnly: false, filter: null }))
}

process.once('SIGUSR2', () => void end())

async function end(): Promise<void> {
  const waiting = (await client.sources.list()).sources.filter(({ awaitsSignIn }) => awaitsSignIn)
  say({ awaitsSignIn: waiting.map(({ settings }) => settings.name) })
  await service.close()
  port1.close()
  say({ closed: true })
  // What is closed has its say in the next turns.
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
  say({ left: process.getActiveResourcesInfo().filter((one) => one !== 'PipeWrap' && one !== 'Immediate') })
}
