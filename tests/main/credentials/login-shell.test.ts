import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { appEnvironment } from '../../../src/main/credentials/login-shell.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracecraft-shell-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A login shell whose start files do what `before` says, and that then runs what it was asked to. */
async function shell(before: string): Promise<string> {
  const path = join(folder, 'shell')
  await writeFile(path, `#!/bin/sh\n${before}\nshift\nexec /bin/sh -c "$1"\n`)
  await chmod(path, 0o755)
  return path
}

const bare = { PATH: '/usr/bin:/bin', HOME: '/nowhere' }

describe.skipIf(process.platform === 'win32')('the environment of an app started without a terminal', () => {
  it('is completed from the login shell: keys, profiles and the PATH to the tools', async () => {
    const SHELL = await shell(
      'export AWS_PROFILE=dev DD_API_KEY=k PATH="/opt/tools:$PATH"; echo "welcome to your shell"',
    )
    const { env, origins, problem } = await appEnvironment({
      process: { ...bare, SHELL },
      platform: 'linux',
      startedFromTerminal: false,
    })
    expect(problem).toBeNull()
    expect(env['AWS_PROFILE']).toBe('dev')
    expect(origins.get('AWS_PROFILE')).toBe('login-shell')
    expect(env['PATH']?.split(':')).toEqual(expect.arrayContaining(['/opt/tools', '/usr/bin', '/opt/homebrew/bin']))
  })

  it('keeps values of several lines whole', async () => {
    const SHELL = await shell("export AWS_NOTE='one\ntwo=2\nthree'")
    const { env } = await appEnvironment({ process: { ...bare, SHELL }, platform: 'linux', startedFromTerminal: false })
    expect(env['AWS_NOTE']).toBe('one\ntwo=2\nthree')
  })

  it('takes only what a source may need', async () => {
    const SHELL = await shell('export GITHUB_TOKEN=secret LD_PRELOAD=/x.so')
    const { env } = await appEnvironment({ process: { ...bare, SHELL }, platform: 'linux', startedFromTerminal: false })
    expect(env['GITHUB_TOKEN']).toBeUndefined()
    expect(env['LD_PRELOAD']).toBeUndefined()
  })

  it('does not replace what the app was started with', async () => {
    const SHELL = await shell('export AWS_PROFILE=other')
    const { env, origins } = await appEnvironment({
      process: { ...bare, SHELL, AWS_PROFILE: 'mine' },
      platform: 'linux',
      startedFromTerminal: false,
    })
    expect(env['AWS_PROFILE']).toBe('mine')
    expect(origins.get('AWS_PROFILE')).toBe('process')
  })

  it('goes on without it when the shell hangs, fails or is not there, and says so', async () => {
    const hanging = await appEnvironment({
      process: { ...bare, SHELL: await shell('sleep 60') },
      platform: 'linux',
      startedFromTerminal: false,
      timeoutMs: 200,
    })
    expect(hanging.problem).toMatch(/did not answer/)
    expect(hanging.env['HOME']).toBe('/nowhere')
    const failing = await appEnvironment({
      process: { ...bare, SHELL: await shell('exit 3') },
      platform: 'linux',
      startedFromTerminal: false,
    })
    expect(failing.problem).toMatch(/ended before/)
    const missing = await appEnvironment({
      process: { ...bare, SHELL: '/no/such/shell' },
      platform: 'linux',
      startedFromTerminal: false,
    })
    expect(missing.problem).toMatch(/could not be started/)
  })

  it('is left alone when the app was started from a terminal', async () => {
    const SHELL = await shell('export AWS_PROFILE=dev')
    const { env } = await appEnvironment({ process: { ...bare, SHELL }, platform: 'linux', startedFromTerminal: true })
    expect(env['AWS_PROFILE']).toBeUndefined()
  })
})
