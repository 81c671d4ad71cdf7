import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type PageLine, type ServiceHost, startService } from '../../../src/main/service/host.ts'
import { parseSourceUrl } from '../../../src/shared/source.ts'

/** Speaks the thread's part, as far as the host sees it: echoes what a page says, and breaks down when it is told to. */
const thread = `
import { parentPort, threadId } from 'node:worker_threads'
let sources = []
let hung = false
parentPort.on('message', (message) => {
  if (message.kind === 'close' && !hung) process.exit(0)
  if (message.kind === 'diagnose' && !hung) parentPort.postMessage({ kind: 'diagnosed', id: message.id, text: 'all is well' })
  if (message.kind === 'add-sources') sources = [...sources, ...message.sources.map((one) => one.name)]
  if (message.kind !== 'connect') return
  message.port.on('message', (text) => {
    if (text === 'break') throw new Error('broken, Bearer abcdefgh12345678')
    if (text === 'leave') process.exit(3)
    if (text === 'hang') hung = true
    message.port.postMessage({ text, threadId, sources })
  })
})
parentPort.postMessage('ready')
`

describe('the host of the service', () => {
  let folder = ''
  let host: ServiceHost
  const written: string[] = []

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tracecraft-thread-'))
    await writeFile(join(folder, 'package.json'), '{"type":"module"}')
    await writeFile(join(folder, 'service.js'), thread)
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0)
    host = await startService({
      mainDir: folder,
      env: {},
      configPath: join(folder, 'config.yaml'),
      environment: null,
      argumentSources: [],
      info: { version: '0', carrier: 'desktop', os: 'linux' },
      logLevel: 'error',
    })
  })
  afterEach(async () => {
    await host.close()
    vi.restoreAllMocks()
    written.length = 0
    await rm(folder, { recursive: true, force: true })
  })

  /** Connects a page; `answer` resolves to the next message, `closed` when the service is gone. */
  function page(): { line: PageLine; ask: (text: string) => Promise<unknown>; closed: Promise<void> } {
    let receive: (data: unknown) => void = () => {}
    let end: () => void = () => {}
    const closed = new Promise<void>((resolve) => (end = resolve))
    const line = host.connect(
      (data) => receive(data),
      () => end(),
    )
    const ask = (text: string) => {
      const answer = new Promise((resolve) => (receive = resolve))
      line.send(text)
      return answer
    }
    return { line, ask, closed }
  }

  it.each(['break', 'leave'])(
    'tells every page when its thread is gone, and starts a new one for the next: %s',
    async (how) => {
      const [one, two] = [page(), page()]
      expect(await one.ask('hello')).toMatchObject({ text: 'hello' })
      host.addSources([parseSourceUrl('xray://eu-west-1/?name=second')])
      const { threadId } = (await two.ask('hello')) as { threadId: number }
      one.line.send(how)
      await Promise.all([one.closed, two.closed])
      const again = (await page().ask('again')) as { text: string; threadId: number }
      expect(again).toMatchObject({ text: 'again', sources: ['second'] })
      expect(again.threadId).not.toBe(threadId)
      expect(written.join('')).toContain('service-thread')
      expect(written.join('')).not.toContain('abcdefgh12345678')
    },
  )

  it('closes although its thread is gone already', async () => {
    const one = page()
    one.line.send('break')
    await one.closed
    await host.close()
  })

  it('is closed within its limit although the service hangs, and lets no page in any more', async () => {
    const one = page()
    await one.ask('hang')
    expect(await host.diagnostics()).toBeNull()
    await host.close(50)
    await one.closed
    await page().closed
  })

  it('hands on what the service says of itself', async () => {
    expect(await host.diagnostics()).toBe('all is well')
  })

  it('forgets a page that leaves before it was let in', async () => {
    const one = page()
    one.line.close()
    expect(await page().ask('hello')).toMatchObject({ text: 'hello' })
  })
})
