/** A machine as a row of a chain table sets it up: a home folder, an environment, command-line tools and hosts, each with a secret that must never be seen again. */

import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { effectiveSettings } from '../../../../src/main/config/effective.ts'
import { openStore } from '../../../../src/main/stores/open-store.ts'
import type { ProbeStage } from '../../../../src/main/stores/store.ts'
import { type ErrorInfo, TraceCraftError } from '../../../../src/shared/errors.ts'
import { microseconds } from '../../../../src/shared/units.ts'
import { parseSourceUrl, type SourceSettings } from '../../../../src/shared/source.ts'
import type { Host, StandInNetwork } from './network.ts'

/** Stands wherever a secret would: in profile files, token caches, tools' answers, tokens of hosts. */
export const canary = 'cAnArYsEcReT4711'

export class Machine {
  readonly home = mkdtempSync(join(tmpdir(), 'tracecraft-chain-'))
  readonly env: Record<string, string>
  readonly network: StandInNetwork
  /** Further texts that must not be seen. */
  readonly secrets: string[] = [canary]

  constructor(network: StandInNetwork) {
    this.network = network
    network.hosts = {}
    network.asked.length = 0
    this.env = {
      HOME: this.home,
      PATH: join(this.home, 'bin'),
      AWS_EC2_METADATA_DISABLED: 'true',
      METADATA_SERVER_DETECTION: 'none',
    }
    mkdirSync(join(this.home, 'bin'))
    // Google's library likes to run it for a project; on a desktop it takes seconds and may not be on the PATH.
    this.tool('gcloud', `: > "${join(this.home, 'gcloud-was-run')}"`)
  }

  get gcloudWasRun(): boolean {
    return existsSync(join(this.home, 'gcloud-was-run'))
  }

  /** Writes a file under the home folder; an object as JSON. Answers its path. */
  file(path: string, content: string | object): string {
    const file = join(this.home, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
    return file
  }

  /** Puts a command-line tool on the PATH: a shell script, which has only the shell's own commands. */
  tool(name: string, script: string): void {
    const file = this.file(`bin/${name}`, `#!/bin/sh\n${script}\n`)
    chmodSync(file, 0o755)
  }

  host(name: string, answer: Host): void {
    this.network.hosts[name] = answer
  }

  set(variables: Record<string, string>): void {
    Object.assign(this.env, variables)
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true })
  }
}

/** What came of a connection test. */
export interface Outcome {
  readonly stages: readonly ProbeStage[]
  /** The stage that failed and why; null when none did. */
  readonly failed: { readonly id: ProbeStage['id']; readonly error: ErrorInfo } | null
  /** Details of the stages that passed. */
  readonly details: Readonly<Partial<Record<ProbeStage['id'], string | null>>>
  /** The error that a list of the same source rejects with; null when it does not. */
  readonly listError: ErrorInfo | null
  /** Everything that was said: events, errors and what was written to the terminal meanwhile. */
  readonly said: string
}

/** Tests the connection of a source on this machine, as `doctor` and the dialog do, and lists it, as the page does. The process's environment is the machine's meanwhile. */
export async function tryOut(machine: Machine, source: SourceSettings | string, list = true): Promise<Outcome> {
  const settings = typeof source === 'string' ? parseSourceUrl(source) : source
  const restore = become(machine)
  const written = recordOutput()
  try {
    const stages: ProbeStage[] = []
    let listError: ErrorInfo | null = null
    let failed: Outcome['failed'] = null
    const signal = new AbortController().signal
    try {
      const store = await openStore(effectiveSettings(settings, machine.env), { env: machine.env, now: Date.now })
      for await (const stage of store.probe(signal)) if (stage.state !== 'running') stages.push(stage)
      const broken = stages.find((stage) => stage.state === 'failed')
      if (broken?.error) failed = { id: broken.id, error: broken.error }
      if (list) listError = await listing(store, signal)
      store.close()
    } catch (error) {
      if (!(error instanceof TraceCraftError)) throw error
      failed = { id: 'settings', error: error.info }
      listError = error.info
    }
    const details = Object.fromEntries(stages.map((stage) => [stage.id, stage.detail]))
    return { stages, failed, details, listError, said: JSON.stringify([stages, failed, listError]) + written.text() }
  } finally {
    written.stop()
    restore()
  }
}

/** Gives the process the machine's environment, which SDKs read by themselves, until the answer is called. */
export function become(machine: Machine): () => void {
  const before = { ...process.env }
  const set = (env: NodeJS.ProcessEnv) => {
    for (const name of Object.keys(process.env)) delete process.env[name]
    Object.assign(process.env, env)
  }
  set(machine.env)
  return () => set(before)
}

async function listing(store: Awaited<ReturnType<typeof openStore>>, signal: AbortSignal): Promise<ErrorInfo | null> {
  const now = Date.now()
  const window = { from: microseconds((now - 600_000) * 1000), to: microseconds(now * 1000) }
  try {
    await store.list({ window, errorsOnly: false }, signal)[Symbol.asyncIterator]().next()
    return null
  } catch (error) {
    if (error instanceof TraceCraftError) return error.info
    throw error
  }
}

/** Everything that is written to the terminal, by whichever way. */
function recordOutput(): { text(): string; stop(): void } {
  let text = ''
  const streams = [process.stdout, process.stderr] as const
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const writes = streams.map((stream) => stream.write)
  const methods = ['log', 'info', 'warn', 'error', 'debug'] as const
  const consoles = methods.map((method) => console[method])
  for (const stream of streams)
    stream.write = (chunk: unknown) => {
      text += typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString('utf8')
      return true
    }
  for (const method of methods)
    console[method] = (...given: unknown[]) => {
      text += given.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(' ')
    }
  return {
    text: () => text,
    stop: () => {
      streams.forEach((stream, at) => (stream.write = writes[at]!))
      methods.forEach((method, at) => (console[method] = consoles[at]!))
    },
  }
}
