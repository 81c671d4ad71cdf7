import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { overBudget, packageSizes, sizeTable } from '../../../scripts/package-sizes.mjs'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tracecraft-sizes-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const put = async (path: string, text: string) => {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), text)
}

describe('the sizes of what ships', () => {
  it("divide a file among those that it is for, and tell the page's first load from the rest", async () => {
    await put('electron-builder.yml', 'files: [out/main/**, out/renderer/**, LICENSE]\n')
    await put('LICENSE', 'x'.repeat(10))
    await put('out/main/index.js', 'x'.repeat(100))
    await put('out/main/chunks/shared.js', 'x'.repeat(1000))
    await put('out/renderer/index.html', 'x'.repeat(20))
    await put('out/renderer/assets/first.js', 'x'.repeat(300))
    await put('out/renderer/assets/later.js', 'x'.repeat(400))
    await put('out/.shares-main.json', '{"index.js":{"app":1},"chunks/shared.js":{"xray":0.25,"app":0.75}}')
    await put('out/.shares-renderer.json', '{"assets/first.js":{"first":1}}')
    expect(Object.fromEntries(packageSizes(root).map((one) => [one.name, one.raw]))).toEqual({
      archive: 1830,
      main: 1100,
      'main: app': 850,
      'main: xray': 250,
      page: 720,
      'page: first load': 320,
      'page: later': 400,
      'licences and manifest': 10,
    })
  })

  it('are over a budget by a byte, gzipped or not, and named with it', () => {
    const budgets = { main: { raw: 2, gzip: 1 }, page: { raw: 2, gzip: 1 } }
    expect(
      overBudget(
        [
          { name: 'main', raw: 2000, gzip: 1000 },
          { name: 'page', raw: 2001, gzip: 1001 },
        ],
        budgets,
      ),
    ).toEqual([
      expect.stringMatching(/^page is 2\.0 kB as it is; its budget is 2 kB$/),
      expect.stringMatching(/^page is 1\.0 kB gzipped; its budget is 1 kB$/),
    ])
  })

  it('all have a budget, and each budget a part', () => {
    expect(overBudget([{ name: 'main', raw: 1, gzip: 1 }], { page: { raw: 1, gzip: 1 } })).toEqual([
      'there is a budget for "page", but no such part',
      '"main" has no budget in build/budgets.json',
    ])
  })

  it('stand in a table with their budgets', () => {
    const table = sizeTable([{ name: 'main: xray', raw: 123_456, gzip: 7_890 }], {
      'main: xray': { raw: 200, gzip: 9 },
    })
    expect(table.split('\n')[1]).toMatch(/^ {2}xray +123 +7\.9 +200 \/ 9$/)
  })
})
