/**
 * The windows that the app was left with, in `windows.json` in the app's own folder: where each stood, and the page's link to what it showed. Of the link only ids, times and the manner of showing are
 * kept, never the filter: its words can be quoted from a trace, and nothing of a trace is kept on disk.
 */

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/** One window as it was left. `link` is empty for the first view. */
export interface WindowState {
  readonly bounds: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  readonly displayId: number
  readonly maximized: boolean
  readonly fullScreen: boolean
  readonly link: string
}

export interface WindowMemory {
  /** Do the windows come back with what they showed? Else only the place of the last one is used. */
  readonly reopen: boolean
  readonly windows: readonly WindowState[]
}

// Checked by hand: a library of schemas would be the largest part of what is loaded before the first window.
type Unknown<T> = { readonly [K in keyof T]?: unknown }

function isMemory(read: Unknown<WindowMemory & { version: 1 }>): read is WindowMemory & { version: 1 } {
  const { version, reopen, windows } = read
  return (
    version === 1 &&
    typeof reopen === 'boolean' &&
    Array.isArray(windows) &&
    windows.length <= 50 &&
    windows.every((one: Unknown<WindowState> | null) => one !== null && isWindow(one))
  )
}

function isWindow({ bounds, displayId, maximized, fullScreen, link }: Unknown<WindowState>): boolean {
  const { x, y, width, height } = (bounds ?? {}) as Unknown<WindowState['bounds']>
  return (
    [x, y, width, height, displayId].every(Number.isFinite) &&
    Number(width) > 0 &&
    Number(height) > 0 &&
    typeof maximized === 'boolean' &&
    typeof fullScreen === 'boolean' &&
    typeof link === 'string' &&
    link.length <= 4000
  )
}

const nothing: WindowMemory = { reopen: true, windows: [] }

/** What the file says; nothing where there is none, or where it cannot be read as what this version writes. */
export function readWindowMemory(path: string): WindowMemory {
  try {
    const read = JSON.parse(readFileSync(path, 'utf8')) as Unknown<WindowMemory> | null
    return read !== null && isMemory(read) ? { reopen: read.reopen, windows: read.windows } : nothing
  } catch {
    return nothing
  }
}

/** Writes the file whole or not at all. A folder that cannot be written costs the memory of the windows, and nothing else. */
export function writeWindowMemory(path: string, memory: WindowMemory): void {
  const fresh = `${path}.${process.pid}.new`
  const windows = memory.windows.map((one) => ({ ...one, link: memory.reopen ? linkForDisk(one.link) : '' }))
  try {
    writeFileSync(fresh, JSON.stringify({ version: 1, reopen: memory.reopen, windows }), { mode: 0o600 })
    renameSync(fresh, path)
  } catch {
    try {
      rmSync(fresh, { force: true })
    } catch {
      // See above.
    }
  }
}

/** The parts of the page's link that are ids, times or choices of this program's own. */
const kept = ['source', 'w', 'errors', 'sort', 'by', 'run', 'at', 'step', 'tab', 'face']

/** The link without what could be quoted from a trace. */
export function linkForDisk(link: string): string {
  const fields = new URLSearchParams(link.replace(/^#/, ''))
  const out = new URLSearchParams()
  for (const name of kept) {
    const value = fields.get(name)
    if (value !== null) out.set(name, value)
  }
  return out.toString().slice(0, 4000)
}
