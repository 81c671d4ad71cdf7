/** Time and memory of a whole process of the built command line, several runs after a warm-up. */

import { spawn } from 'node:child_process'
import { median } from './report.ts'

export interface ProcessCost {
  /** Wall time from start to end. */
  readonly ms: number
  /** User and system time of the processor. */
  readonly cpuMs: number
  /** Resident memory at the end. (The system's own maximum would carry that of the process which started this one.) */
  readonly bytes: number
}

// The child tells its own use of resources on a fourth channel when it ends.
const probe = `data:text/javascript,import{writeSync}from'node:fs';process.on('exit',()=>{const u=process.resourceUsage();writeSync(3,JSON.stringify({cpu:(u.userCPUTime+u.systemCPUTime)/1000,rss:process.memoryUsage.rss()}))})`

export async function processCost(args: readonly string[], env: NodeJS.ProcessEnv, runs: number): Promise<ProcessCost> {
  await once(args, env)
  const measured: ProcessCost[] = []
  for (let n = 0; n < runs; n++) measured.push(await once(args, env))
  return {
    ms: median(measured.map((one) => one.ms)),
    cpuMs: median(measured.map((one) => one.cpuMs)),
    bytes: median(measured.map((one) => one.bytes)),
  }
}

function once(args: readonly string[], env: NodeJS.ProcessEnv): Promise<ProcessCost> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(process.execPath, ['--import', probe, ...args], {
      env,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    })
    let told = ''
    let errors = ''
    child.stdio[3]?.on('data', (chunk: Buffer) => (told += chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code !== 0) return reject(new Error(`${args.join(' ')} ended with ${code}: ${errors}`))
      const { cpu, rss } = JSON.parse(told) as { cpu: number; rss: number }
      resolve({ ms: performance.now() - started, cpuMs: cpu, bytes: rss })
    })
  })
}
