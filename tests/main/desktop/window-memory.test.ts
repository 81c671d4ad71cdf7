import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { linkForDisk, readWindowMemory, writeWindowMemory } from '../../../src/main/desktop/windows/window-memory.ts'

const state = {
  bounds: { x: 1, y: 2, width: 800, height: 600 },
  displayId: 1,
  maximized: true,
  fullScreen: false,
  link: 'source=a&run=a%2F1-2&step=s&tab=input&face=flame',
}

describe('the memory of the windows', () => {
  let folder = ''
  let path = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tracecraft-windows-'))
    path = join(folder, 'windows.json')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('comes back as it was written, and leaves no other file', () => {
    writeWindowMemory(path, { reopen: true, windows: [state] })
    expect(readWindowMemory(path)).toEqual({ reopen: true, windows: [state] })
    expect(readdirSync(folder)).toEqual(['windows.json'])
  })

  it('holds nothing that a filter could quote from a trace', () => {
    const link = 'q=session%3A%22patient+17%22&source=a&w=6h&run=a%2F1-2&other=x'
    writeWindowMemory(path, { reopen: true, windows: [{ ...state, link }] })
    expect(readFileSync(path, 'utf8')).not.toContain('patient')
    expect(readWindowMemory(path).windows[0]?.link).toBe('source=a&w=6h&run=a%2F1-2')
    expect(linkForDisk('q=x')).toBe('')
  })

  it('holds places only where windows are not to come back', () => {
    writeWindowMemory(path, { reopen: false, windows: [state] })
    expect(readWindowMemory(path)).toEqual({ reopen: false, windows: [{ ...state, link: '' }] })
  })

  it.each([
    ['no JSON', '{"version":1,"windows":['],
    ['another version', '{"version":2,"reopen":true,"windows":[]}'],
    [
      'bounds that are no numbers',
      JSON.stringify({ version: 1, reopen: true, windows: [{ ...state, bounds: { x: '1' } }] }),
    ],
    ['something else', '[]'],
    ['nothing', ''],
  ])('is as if there were none when the file holds %s', (_what, text) => {
    writeFileSync(path, text)
    expect(readWindowMemory(path)).toEqual({ reopen: true, windows: [] })
  })

  it('is as if there were none where there is no file, and writes nothing where there is no folder', () => {
    expect(readWindowMemory(join(folder, 'gone/windows.json')).windows).toEqual([])
    expect(() => writeWindowMemory(join(folder, 'gone/windows.json'), { reopen: true, windows: [] })).not.toThrow()
  })
})
