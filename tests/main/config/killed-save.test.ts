import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ConfigKeeper } from '../../../src/main/config/keeper.ts'
import { parseSourceUrl } from '../../../src/shared/source.ts'

const root = resolve(import.meta.dirname, '../../..')
const kills = 24
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracecraft-killed-'))
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: { ssr: 'src/main/config/keeper.ts', outDir: join(folder, 'built'), emptyOutDir: true, minify: false },
  })
  await writeFile(join(folder, 'built/package.json'), '{"type":"module"}')
  // Saves without end, each time with the next number; tells when the first save is done.
  await writeFile(
    join(folder, 'writer.mjs'),
    `import { ConfigKeeper } from './built/keeper.js'
const keeper = new ConfigKeeper(process.argv[2], {}, null)
const [source] = (await keeper.load()).sources
for (let at = 1; ; at++) {
  await keeper.update('counter', { ...source, service: 'n' + at, endpoint: 'https://n' + at + '.example.com/' })
  if (at === 1) console.log('saving')
}
`,
  )
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

it(`a process killed in the middle of a save, ${kills} times, leaves the old or the new file whole and nothing in the way`, async () => {
  const path = join(folder, 'config.yaml')
  // Large, so that a write in place would often be seen half done.
  const filler = '# a line that a half-written file would not end with\n'.repeat(4000)
  const text = `# head\nsources:\n  - name: counter\n    type: datadog\n${filler}default: {} # the end\n`
  await writeFile(path, text)
  const keeper = new ConfigKeeper(path, {}, null)
  for (let round = 0; round < kills; round++) {
    await killedAfter(spawn(process.execPath, [join(folder, 'writer.mjs'), path], { stdio: 'pipe' }), round * 2.3)
    const found = await readFile(path, 'utf8')
    expect(found.startsWith('# head\n'), `round ${round}`).toBe(true)
    expect(found.endsWith('default: {} # the end\n'), `round ${round}`).toBe(true)
    const { sources, problems } = await keeper.load()
    expect(problems).toEqual([])
    expect(sources).toHaveLength(1)
    const [counter] = sources
    expect(counter?.endpoint, 'two settings of one save belong together').toBe(
      `https://${counter?.service}.example.com/`,
    )
    expect((await readFile(`${path}.bak`, 'utf8')).endsWith('default: {} # the end\n'), 'the backup too').toBe(true)
  }
  await keeper.add({ ...parseSourceUrl('datadog://eu1/'), name: 'after' })
  expect((await keeper.load()).sources.map((one) => one.name)).toEqual(['counter', 'after'])
  expect((await readdir(folder)).toSorted()).toEqual(['built', 'config.yaml', 'config.yaml.bak', 'writer.mjs'])
}, 120_000)

/** Ends the writer with SIGKILL so many milliseconds after its first save. */
function killedAfter(writer: ChildProcess, ms: number): Promise<void> {
  return new Promise((done, reject) => {
    let failed = ''
    writer.stderr?.on('data', (chunk: Buffer) => {
      failed += chunk.toString('utf8')
    })
    writer.stdout?.once('data', () => setTimeout(() => writer.kill('SIGKILL'), ms))
    writer.on('close', (_code, signal) =>
      signal === 'SIGKILL' ? done() : reject(new Error(`the writer ended by itself: ${failed}`)),
    )
  })
}
