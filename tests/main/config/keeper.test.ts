import { spawnSync } from 'node:child_process'
import { lstat, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findConfig } from '../../../src/main/config/find.ts'
import { ConfigKeeper } from '../../../src/main/config/keeper.ts'
import { parseSourceUrl } from '../../../src/shared/source.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracecraft-config-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const source = (url: string, name: string) => ({ ...parseSourceUrl(url), name })

describe('the keeper of the config file', () => {
  it('writes a first source into a file that did not exist, and reads it back', async () => {
    const keeper = new ConfigKeeper(join(folder, '.tracecraft/config.yaml'), {}, null)
    expect((await keeper.load()).sources).toEqual([])
    const added = source('xray://eu-west-1/agent?lookback=24h&profile=dev', 'prod')
    await keeper.add(added)
    const content = await keeper.load()
    expect(content.problems).toEqual([])
    expect(content.sources).toEqual([added])
  })

  it('refuses a file of 100 MB before it is read, and leaves it as it is', async () => {
    const path = join(folder, 'config.yaml')
    await writeFile(path, '')
    // Sparse: it has the size, and takes no room.
    await truncate(path, 100_000_000)
    const keeper = new ConfigKeeper(path, {}, null)
    const refused = { info: { code: 'SETTINGS', message: `The config file is too large: ${path}` } }
    await expect(keeper.load()).rejects.toMatchObject(refused)
    await expect(keeper.add(source('xray://eu-west-1/', 'prod'))).rejects.toMatchObject(refused)
    expect((await stat(path)).size).toBe(100_000_000)
  })

  it('keeps comments, order and keys that it does not know', async () => {
    const path = join(folder, 'config.yaml')
    const text = `# our sources, ask Kim before you change them
default:
  exporters: {console: true} # for the library
sources:
  # the shop
  - name: shop
    type: datadog
    datadog_site: eu1 # Frankfurt
  - name: lab
    type: xray
    xray_region: us-west-2
`
    await writeFile(path, text)
    const keeper = new ConfigKeeper(path, {}, null)
    await keeper.update('shop', source('datadog://us3/cart', 'shop'))
    await keeper.add(source('cloudtrace://my-gcp-project/', 'gcp'))
    await keeper.remove('lab')
    const after = await readFile(path, 'utf8')
    expect(after).toContain('# our sources, ask Kim before you change them')
    expect(after).toContain('# the shop')
    expect(after).toContain('# Frankfurt')
    expect(after).toContain('# for the library')
    expect((await keeper.load()).sources.map((one) => [one.name, one.type, one.service])).toEqual([
      ['shop', 'datadog', 'cart'],
      ['gcp', 'cloudtrace', null],
    ])
  })

  it('leaves a backup of the text before, and no temporary file', async () => {
    const path = join(folder, 'config.yaml')
    await writeFile(path, 'sources: []\n')
    await new ConfigKeeper(path, {}, null).add(source('datadog://us1/', 'dd'))
    expect((await readdir(folder)).toSorted()).toEqual(['config.yaml', 'config.yaml.bak'])
    expect(await readFile(`${path}.bak`, 'utf8')).toBe('sources: []\n')
  })

  it('loses no edit when two instances add at the same time', async () => {
    const path = join(folder, 'config.yaml')
    await writeFile(path, 'sources: []\n')
    const [a, b] = [new ConfigKeeper(path, {}, null), new ConfigKeeper(path, {}, null)]
    const save = async (keeper: ConfigKeeper, name: string) => {
      // An edit that meets another is refused and not lost: the user saves again.
      for (;;) {
        try {
          return await keeper.add(source('datadog://us1/', name))
        } catch (error) {
          expect(error).toMatchObject({ info: { code: 'SETTINGS', fix: { text: 'Save again.' } } })
        }
      }
    }
    await Promise.all([save(a, 'one'), save(b, 'two'), save(a, 'three'), save(b, 'four')])
    expect((await a.load()).sources.map((one) => one.name).toSorted()).toEqual(['four', 'one', 'three', 'two'])
  })

  it('edits a source that the file gives no name, and keeps variables, given defaults and empty keys', async () => {
    const path = join(folder, 'config.yaml')
    await writeFile(
      path,
      `sources:
- type: xray
  xray_region: \${REGION} # of this machine
  xray_lookback_hours: 1 # on purpose
  xray_service_name: null # all of them
`,
    )
    const keeper = new ConfigKeeper(path, { REGION: 'eu-west-1' }, null)
    const [old] = (await keeper.load()).sources
    expect(old?.name).toBe('xray://eu-west-1/')
    if (old) await keeper.update(old.name, { ...old, name: 'prod', color: 'red' })
    expect(await readFile(path, 'utf8')).toBe(`sources:
- type: xray
  xray_region: \${REGION} # of this machine
  xray_lookback_hours: 1 # on purpose
  xray_service_name: null # all of them
  name: prod
  color: red
`)
  })

  it('keeps Windows line ends, the byte order mark, long lines and the rights on the file', async () => {
    const path = join(folder, 'config.yaml')
    const long = `# ${'a word '.repeat(40)}`.trim()
    const text = `\uFEFF${long}\r\nsources:\r\n  - name: a\r\n    type: datadog\r\n`
    await writeFile(path, text, { mode: 0o640 })
    await new ConfigKeeper(path, {}, null).add(source('datadog://eu1/', 'b'))
    expect(await readFile(path, 'utf8')).toBe(`${text}  - name: b\r\n    type: datadog\r\n    datadog_site: eu1\r\n`)
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o640)
  })

  it.skipIf(process.platform === 'win32')('writes what a link names, and leaves the link', async () => {
    const path = join(folder, 'config.yaml')
    await writeFile(join(folder, 'dotfile.yaml'), 'sources: []\n')
    await symlink('dotfile.yaml', path)
    await new ConfigKeeper(path, {}, null).add(source('datadog://us1/', 'dd'))
    expect((await lstat(path)).isSymbolicLink()).toBe(true)
    expect(await readFile(join(folder, 'dotfile.yaml'), 'utf8')).toContain('name: dd')
  })

  it('takes over the lock of a process that died', async () => {
    const path = join(folder, 'config.yaml')
    const dead = spawnSync(process.execPath, ['-e', '']).pid
    await writeFile(`${path}.lock`, String(dead))
    await new ConfigKeeper(path, {}, null).add(source('datadog://us1/', 'dd'))
    expect(await readdir(folder)).toEqual(['config.yaml'])
  })

  it('says so where it cannot write', async () => {
    await writeFile(join(folder, '.tracecraft'), 'a file, not a folder')
    const path = join(folder, '.tracecraft/config.yaml')
    await expect(new ConfigKeeper(path, {}, null).add(source('datadog://us1/', 'dd'))).rejects.toMatchObject({
      info: { code: 'SETTINGS', message: `The config file cannot be written: ${path}` },
    })
  })

  it('does not touch a file that it cannot read as YAML', async () => {
    const path = join(folder, 'config.yaml')
    await writeFile(path, 'sources: [\n')
    await expect(new ConfigKeeper(path, {}, null).add(source('datadog://us1/', 'dd'))).rejects.toMatchObject({
      info: { code: 'SETTINGS' },
    })
    expect(await readFile(path, 'utf8')).toBe('sources: [\n')
  })

  it('tells of a change made by an editor', async () => {
    const path = join(folder, 'config.yaml')
    await writeFile(path, 'sources: []\n')
    const keeper = new ConfigKeeper(path, {}, null)
    const changed = new Promise<void>((resolve) => {
      const stop = keeper.watch(() => {
        stop()
        resolve()
      })
    })
    await writeFile(path, 'sources:\n  - type: datadog\n')
    await changed
    expect((await keeper.load()).sources).toHaveLength(1)
  })
})

it('the config of the working folder goes before the one of the home folder', async () => {
  const home = join(folder, 'home')
  const work = join(folder, 'work')
  expect(findConfig(work, home)).toBe(join(home, '.tracecraft/config.yaml'))
  await new ConfigKeeper(join(home, '.tracecraft/config.yaml'), {}, null).add(source('datadog://us1/', 'dd'))
  expect(findConfig(work, home)).toBe(join(home, '.tracecraft/config.yaml'))
  await new ConfigKeeper(join(work, '.tracecraft/config.yml'), {}, null).add(source('datadog://us1/', 'dd'))
  expect(findConfig(work, home)).toBe(join(work, '.tracecraft/config.yml'))
})
