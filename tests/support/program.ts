/** Runs the built command line as a user's shell would: its own process, its own empty home, loopback only. */

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

export const root = resolve(import.meta.dirname, '../..')
/** The build that is tried; TRACECRAFT_OUT names another than the repository's own. */
export const builtFolder = process.env['TRACECRAFT_OUT'] ?? join(root, 'out')
const cli = join(builtFolder, 'main/cli.js')

/** A home and working folder for one test, with nothing of the machine's own credentials in sight. */
export interface Place {
  readonly folder: string
  readonly env: Record<string, string>
  /** Writes `.tracecraft/config.yaml` into the working folder. */
  config(text: string): Promise<void>
  /** Removes the folder. Rejects when a demo that ran within a program here received a request which the program may not make. */
  remove(): Promise<void>
}

const preload = pathToFileURL(resolve(import.meta.dirname, 'audit/preload.mjs')).href

export async function place(extra: Record<string, string> = {}): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'tracecraft-place-'))
  const audit = `${folder}-requests`
  return {
    folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      USERPROFILE: folder,
      NO_COLOR: '1',
      NODE_OPTIONS: `--import ${preload}`,
      TRACECRAFT_AUDIT: audit,
      AWS_EC2_METADATA_DISABLED: 'true',
      METADATA_SERVER_DETECTION: 'none',
      // A chain that is consulted by mistake finds nothing here, and never the machine's own.
      AWS_CONFIG_FILE: join(folder, 'no-aws-config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'no-aws-credentials'),
      CLOUDSDK_CONFIG: join(folder, 'no-gcloud'),
      AZURE_CONFIG_DIR: join(folder, 'no-azure'),
      ...extra,
    },
    config: async (text) => {
      await mkdir(join(folder, '.tracecraft'), { recursive: true })
      await writeFile(join(folder, '.tracecraft/config.yaml'), text)
    },
    remove: async () => {
      const requests = await readFile(audit, 'utf8').catch(() => '')
      await rm(audit, { force: true })
      await rm(folder, { recursive: true, force: true })
      const faults = requests.split('\n').filter((line) => line !== '' && line !== 'ok')
      if (faults.length > 0) throw new Error(`Requests that may not be made:\n${[...new Set(faults)].join('\n')}`)
    },
  }
}

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs `tracecraft` with these arguments to its end. */
export function run(args: readonly string[], at: Place): Promise<Ran> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: at.folder,
      env: at.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('close', (code) =>
      done({ code, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') }),
    )
  })
}

/** A command that runs until it is stopped, and what it has printed. */
export interface Running {
  /** Resolves to the first line of stdout that matches. Rejects with everything printed when the program ends before. */
  line(pattern: RegExp): Promise<string>
  stop(): Promise<Ran>
}

export function start(command: string, args: readonly string[], at: Pick<Place, 'folder' | 'env'>): Running {
  const child: ChildProcess = spawn(command, args, { cwd: at.folder, env: at.env, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  const waiting = new Set<() => void>()
  const tell = () => {
    for (const wake of waiting) wake()
  }
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8')
    tell()
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8')
  })
  const ended = new Promise<Ran>((done) => {
    child.on('close', (code) => {
      done({ code, stdout, stderr })
      tell()
    })
  })
  return {
    line: (pattern) =>
      new Promise((found, reject) => {
        const look = () => {
          const line = stdout.split('\n').find((one) => pattern.test(one))
          if (line === undefined && child.exitCode === null) return
          waiting.delete(look)
          if (line === undefined) reject(new Error(`ended with ${child.exitCode}:\n${stdout}\n${stderr}`))
          else found(line)
        }
        waiting.add(look)
        look()
      }),
    stop: async () => {
      child.kill('SIGTERM')
      return ended
    },
  }
}

/** `tracecraft serve` with these arguments; resolves to the address with its token. */
export async function serve(args: readonly string[], at: Place): Promise<{ url: string; running: Running }> {
  const running = start(process.execPath, [cli, 'serve', ...args], at)
  return { url: await running.line(/^http:\/\/127\.0\.0\.1/), running }
}
