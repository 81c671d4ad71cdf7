import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigKeeper } from '../../../src/main/config/keeper.ts'

let folder = ''
let path = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracecraft-order-'))
  path = join(folder, 'config.yaml')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const text = `# ask Kim
sources: # all of them
  # the shop
  - name: shop
    type: datadog # in Frankfurt
    # end of shop

  # the lab,
  # two lines about it
  - name: lab
    type: xray
  - name: gcp
    type: cloudtrace
    cloudtrace_project_id: 'my-gcp-project'
  # nothing below this line
env: production
`

describe('the order of the sources in the file', () => {
  it('changes with each comment, each spelling and each blank line where it belongs', async () => {
    await writeFile(path, text)
    const keeper = new ConfigKeeper(path, {}, null)
    expect(await keeper.reorder(['gcp', 'lab', 'shop'])).toEqual(['gcp', 'lab', 'shop'])
    expect(await readFile(path, 'utf8')).toBe(`# ask Kim
sources: # all of them
  - name: gcp
    type: cloudtrace
    cloudtrace_project_id: 'my-gcp-project'

  # the lab,
  # two lines about it
  - name: lab
    type: xray
  # the shop
  - name: shop
    type: datadog # in Frankfurt
    # end of shop
  # nothing below this line
env: production
`)
    expect(await keeper.reorder(['shop', 'lab', 'gcp'])).toEqual(['shop', 'lab', 'gcp'])
    expect(await readFile(path, 'utf8')).toBe(text)
  })

  it('stays as it is when it is the wanted one: nothing is written, no backup is made', async () => {
    await writeFile(path, text)
    await new ConfigKeeper(path, {}, null).reorder(['shop', 'lab', 'gcp'])
    expect(await readdir(folder)).toEqual(['config.yaml'])
  })

  it('leaves the source of "default" first, and an entry that cannot be read where it stands', async () => {
    await writeFile(
      path,
      `default:
  storage:
    type: datadog
sources:
- name: a
  type: xray
- name: broken
  type: nothing
- name: b
  type: xray`,
    )
    expect(await new ConfigKeeper(path, {}, null).reorder(['b', 'a', 'default'])).toEqual(['default', 'b', 'a'])
    const after = await readFile(path, 'utf8')
    expect(after.match(/name: \w+/g)).toEqual(['name: b', 'name: broken', 'name: a'])
  })

  it('changes in a list written on one line, and with Windows line ends', async () => {
    await writeFile(path, 'sources: [{ name: a, type: xray }, { name: b, type: datadog }]\n')
    expect(await new ConfigKeeper(path, {}, null).reorder(['b', 'a'])).toEqual(['b', 'a'])
    await writeFile(path, text.replaceAll('\n', '\r\n'))
    await new ConfigKeeper(path, {}, null).reorder(['lab', 'shop', 'gcp'])
    const after = await readFile(path, 'utf8')
    expect(after.replaceAll('\r\n', '')).not.toContain('\n')
    expect(after).toContain('  # the lab,\r\n  # two lines about it\r\n  - name: lab\r\n')
  })

  it('is refused, with the file untouched, where an entry needs the anchor of one above it', async () => {
    const anchored =
      'sources:\n  - &a\n    name: a\n    type: xray\n    xray_region: eu-west-1\n  - <<: *a\n    name: b\n'
    await writeFile(path, anchored)
    await expect(new ConfigKeeper(path, {}, null).reorder(['b', 'a'])).rejects.toMatchObject({
      info: { code: 'SETTINGS', message: 'The order of the sources was not changed.' },
    })
    expect(await readFile(path, 'utf8')).toBe(anchored)
  })
})

describe('a paused source in the file', () => {
  it('is marked with one line, and unmarked without a trace', async () => {
    await writeFile(path, text)
    const keeper = new ConfigKeeper(path, {}, null)
    expect(await keeper.setPaused('lab', true)).toBe(true)
    expect(await readFile(path, 'utf8')).toContain('  - name: lab\n    type: xray\n    paused: true\n')
    const { paused, problems } = await keeper.load()
    expect([...paused]).toEqual(['lab'])
    expect(problems).toEqual([])
    await keeper.setPaused('lab', false)
    expect((await keeper.load()).paused.size).toBe(0)
    expect(await readFile(path, 'utf8')).not.toContain('paused')
  })

  it('is told by line when it says neither true nor false', async () => {
    await writeFile(path, 'sources:\n  - name: a\n    type: datadog\n    paused: maybe\n')
    const { sources, problems, paused } = await new ConfigKeeper(path, {}, null).load()
    expect(sources).toHaveLength(1)
    expect(paused.size).toBe(0)
    expect(problems).toMatchObject([
      { line: 4, message: 'paused: "maybe" is neither true nor false.', fix: 'Write it like paused: true.' },
    ])
  })

  it('is not written where it stands under "default"', async () => {
    await writeFile(path, 'default:\n  storage:\n    type: datadog\n')
    expect(await new ConfigKeeper(path, {}, null).setPaused('default', true)).toBe(false)
    expect(await readdir(folder)).toEqual(['config.yaml'])
  })
})

describe('the watch on the file', () => {
  it('tells of a file whose folder did not exist when the app started', async () => {
    const keeper = new ConfigKeeper(join(folder, 'home/.tracecraft/config.yaml'), {}, null)
    let told = 0
    const stop = keeper.watch(() => told++)
    await new ConfigKeeper(keeper.path, {}, null).add({
      type: 'datadog',
      name: 'dd',
      site: 'us1',
      apiKeyEnv: 'DD_API_KEY',
      appKeyEnv: 'DD_APP_KEY',
      color: null,
      service: null,
      lookbackHours: 1,
      cacheTtlSeconds: 60,
      endpoint: null,
    })
    await expect.poll(async () => told > 0 && (await keeper.load()).sources.length).toBe(1)
    told = 0
    await writeFile(keeper.path, 'sources: []\n')
    await expect.poll(() => told).toBeGreaterThan(0)
    stop()
  })
})

it('a reading that began before an edit does not end after it', async () => {
  await writeFile(path, 'sources:\n  - name: a\n    type: datadog\n')
  const keeper = new ConfigKeeper(path, {}, null)
  const order: string[] = []
  const reading = keeper.load().then(({ sources }) => order.push(`read ${sources.length}`))
  const edit = keeper.remove('a').then(() => order.push('removed'))
  const after = keeper.load().then(({ sources }) => order.push(`read ${sources.length}`))
  await Promise.all([reading, edit, after])
  expect(order).toEqual(['read 1', 'removed', 'read 0'])
})
