import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../support/program.ts'

/** Runs a short soak of the built service to its end; what it printed. */
function soak(args: readonly string[]): Promise<string> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(root, 'scripts/soak.mjs'), '--main', 'out/main', ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.on('close', () => done(text))
  })
}

it('holds twenty busy sources with faults: memory and handles stay, no quota is exceeded, no failure looks like an empty list', async () => {
  const text = await soak(['--minutes', '9', '--speed', '15', '--runs', '300', '--rate', '0', '--cache', '10'])
  const lines = text.split('\n')
  expect(
    lines.filter((line) => line.startsWith('minute')),
    text,
  ).toHaveLength(9)
  // How long threads were held depends on who else uses this machine; the soak itself judges it.
  for (const promise of [
    'memory is flat after the warm-up',
    'handles do not grow',
    "no request above a platform's quota",
    'no failure is shown as an empty list',
    'every failure has its code',
  ])
    expect(
      lines.find((line) => line.includes(promise)),
      text,
    ).toMatch(/^kept/)
  const rows = lines.map((line) => Number(/rows (\d+)/.exec(line)?.[1] ?? 0))
  expect(Math.max(...rows), text).toBeGreaterThan(1000)
})
