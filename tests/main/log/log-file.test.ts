import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LogRecord } from '../../../src/main/log/log.ts'
import { LogFile } from '../../../src/main/log/log-file.ts'

const record = (event: string): LogRecord => ({ at: '2026-01-01T00:00:00.000Z', level: 'info', event, fields: {} })

describe('the log file', () => {
  let folder = ''
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'tracecraft-log-')), 'logs')
  })
  afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }))

  const events = async (name = 'tracecraft.log') =>
    (await readFile(join(folder, name), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { event: string }).event)

  it('is made with its folder, holds the records in order, and goes on where an earlier one ended', async () => {
    const first = new LogFile(folder)
    first.take(record('one'))
    first.take(record('two'))
    await first.close()
    const second = new LogFile(folder)
    second.take(record('three'))
    await second.close()
    expect(await events()).toEqual(['one', 'two', 'three'])
  })

  it.skipIf(process.platform === 'win32')('is for this user alone, whatever was there before', async () => {
    await mkdir(folder)
    await writeFile(join(folder, 'tracecraft.log'), '', { mode: 0o666 })
    await chmod(join(folder, 'tracecraft.log'), 0o666)
    const file = new LogFile(folder, { maxBytes: 100 })
    for (let n = 0; n < 3; n++) {
      file.take(record(`record-${n}`))
      await file.written()
    }
    await file.close()
    for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600)
  })

  it('makes way for a new one at its limit, and there are never more files or bytes than allowed', async () => {
    const file = new LogFile(folder, { maxBytes: 1000, maxFiles: 3 })
    for (let n = 0; n < 100; n++) {
      file.take(record(`record-${n}`))
      if (n % 7 === 0) await file.written()
    }
    await file.close()
    const names = await readdir(folder)
    expect(names.sort()).toEqual(['tracecraft.1.log', 'tracecraft.2.log', 'tracecraft.log'])
    for (const name of names) expect((await stat(join(folder, name))).size).toBeLessThanOrEqual(1000)
    expect((await events()).at(-1)).toBe('record-99')
    const all = [...(await events('tracecraft.2.log')), ...(await events('tracecraft.1.log')), ...(await events())]
    const numbers = all.map((event) => Number(event.slice('record-'.length)))
    expect(numbers).toEqual(numbers.map((_, at) => 100 - numbers.length + at))
  })

  it('costs nothing but itself where it cannot be written, says what is missing, and is tried again later', async () => {
    await writeFile(join(folder), 'a file in the place of the folder')
    let now = 0
    const file = new LogFile(folder, { now: () => now })
    file.take(record('lost'))
    await file.written()
    file.take(record('lost too'))
    await file.written()
    await rm(folder)
    now += 120_000
    file.take(record('kept'))
    await file.close()
    expect(await events()).toEqual(['log-left-out', 'kept'])
    expect(await readFile(join(folder, 'tracecraft.log'), 'utf8')).toContain('"records":2')
  })

  it.skipIf(process.platform === 'win32')('does not follow a link to another file', async () => {
    await mkdir(folder)
    const other = join(folder, 'other')
    await writeFile(other, '')
    await symlink(other, join(folder, 'tracecraft.log'))
    const file = new LogFile(folder)
    file.take(record('one'))
    await file.close()
    expect(await readFile(other, 'utf8')).toBe('')
  })

  it('leaves records out rather than let them pile up', async () => {
    const file = new LogFile(folder)
    for (let n = 0; n < 2000; n++) file.take(record('many'))
    await file.written()
    file.take(record('after'))
    await file.close()
    const all = await events()
    expect(all.length).toBeLessThan(600)
    expect(all.at(-1)).toBe('after')
    expect(all).toContain('log-left-out')
  })

  it('holds what was logged last when the process ends at once', async () => {
    const file = new LogFile(folder)
    file.take(record('one'))
    await file.written()
    file.take(record('the end'))
    file.writeNow()
    expect(await events()).toEqual(['one', 'the end'])
  })
})
