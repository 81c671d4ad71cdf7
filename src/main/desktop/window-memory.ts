/**
 * The windows that the app was left with, in `windows.json` in the app's own folder: where each stood, and the page's link to what it showed. Of the link only ids, times and the manner of showing are
 * kept, never the filter: its words can be quoted from a trace, and nothing of a trace is kept on disk.
 */

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const rectangle = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number().positive(),
  height: z.number().positive(),
})

const windowSchema = z.object({
  bounds: rectangle,
  displayId: z.number(),
  maximized: z.boolean(),
  fullScreen: z.boolean(),
  link: z.string().max(4000),
})
/** One window as it was left. `link` is empty for the first view. */
export type WindowState = Readonly<z.infer<typeof windowSchema>>

const memorySchema = z.object({
  version: z.literal(1),
  /** Do the windows come back with what they showed? Else only the place of the last one is used. */
  reopen: z.boolean(),
  windows: z.array(windowSchema).max(50),
})
export type WindowMemory = Readonly<Pick<z.infer<typeof memorySchema>, 'reopen' | 'windows'>>

const nothing: WindowMemory = { reopen: true, windows: [] }

/** What the file says; nothing where there is none, or where it cannot be read as what this version writes. */
export function readWindowMemory(path: string): WindowMemory {
  try {
    const read = memorySchema.safeParse(JSON.parse(readFileSync(path, 'utf8')))
    return read.success ? { reopen: read.data.reopen, windows: read.data.windows } : nothing
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
