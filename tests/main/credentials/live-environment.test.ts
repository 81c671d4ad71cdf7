import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LiveEnvironment } from '../../../src/main/credentials/live-environment.ts'
import { appEnvironment } from '../../../src/main/credentials/login-shell.ts'
import { resolveDatadogKeys } from '../../../src/main/credentials/datadog.ts'
import { parseSourceUrl, type SourceOf } from '../../../src/shared/source.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tracecraft-live-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const startFile = (text: string) => writeFileSync(join(home, '.profile'), text)

/** An app that was started from the dock: its login shell reads ~/.profile. */
async function fromDock(): Promise<{ live: LiveEnvironment; processEnv: Record<string, string | undefined> }> {
  const shell = join(home, 'shell')
  writeFileSync(shell, '#!/bin/sh\n. "$HOME/.profile"\nshift\nexec /bin/sh -c "$1"\n')
  chmodSync(shell, 0o755)
  const { env, ...origins } = await appEnvironment({
    process: { HOME: home, PATH: '/usr/bin:/bin', SHELL: shell, AWS_REGION: 'us-east-1' },
    platform: 'linux',
    startedFromTerminal: false,
  })
  const processEnv = { ...env }
  return { live: new LiveEnvironment(env, origins, processEnv), processEnv }
}

describe.skipIf(process.platform === 'win32')('the environment of an app that was started from the dock', () => {
  it('takes a key that is exported in a start file later', async () => {
    startFile('export DD_API_KEY=one\n')
    const { live, processEnv } = await fromDock()
    const source = parseSourceUrl('datadog://us1/') as SourceOf<'datadog'>
    expect(() => resolveDatadogKeys(source, live.env)).toThrow('DD_APP_KEY is not set')
    let changes = 0
    const watch = live.watch(() => changes++)!
    try {
      startFile('export DD_API_KEY=one DD_APP_KEY=two\n')
      await expect.poll(() => changes, { timeout: 8000 }).toBe(1)
    } finally {
      watch.close()
    }
    expect(resolveDatadogKeys(source, live.env).appKey).toBe('two')
    expect(processEnv.DD_APP_KEY).toBe('two')
    expect(live.origins!.origins.get('DD_APP_KEY')).toBe('login-shell')
  })

  it('forgets a variable that is exported no more, and keeps what the process had itself', async () => {
    startFile('export AWS_PROFILE=dev AWS_REGION=eu-west-1\n')
    const { live, processEnv } = await fromDock()
    expect(live.env).toMatchObject({ AWS_PROFILE: 'dev', AWS_REGION: 'us-east-1' })
    startFile('')
    expect(await live.refresh()).toBe(true)
    expect(live.env.AWS_PROFILE).toBeUndefined()
    expect(processEnv.AWS_PROFILE).toBeUndefined()
    expect(live.env.AWS_REGION).toBe('us-east-1')
  })

  it('is the same after a reading that finds the same, however often the PATH is added to', async () => {
    startFile('export PATH="/opt/tools:$PATH"\n')
    const { live } = await fromDock()
    const before = live.env.PATH
    expect(await live.refresh()).toBe(false)
    expect(await live.refresh()).toBe(false)
    expect(live.env.PATH).toBe(before)
  })

  it('keeps what it has when the shell cannot be read any more', async () => {
    startFile('export AWS_PROFILE=dev\n')
    const { live } = await fromDock()
    startFile('exit 1\n')
    expect(await live.refresh()).toBe(false)
    expect(live.env.AWS_PROFILE).toBe('dev')
  })
})

describe('the environment of an app that was started from a terminal', () => {
  it('is that terminal’s, and is not watched', async () => {
    const live = new LiveEnvironment({ AWS_PROFILE: 'dev' }, undefined, {})
    expect(live.watch(() => {})).toBeNull()
    expect(await live.refresh()).toBe(false)
  })
})
