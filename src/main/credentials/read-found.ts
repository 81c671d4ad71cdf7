/** Reading the files of other programs: they may be absent, half-written, huge or something else altogether. */

import { open } from 'node:fs/promises'

/** A JSON object whose fields were not checked. */
export type Fields = Readonly<Record<string, unknown>>

const maxBytes = 8_000_000

/** What a file says, or why it says nothing: `absent` is the ordinary case, `problem` one that the user should know of. */
export type FileText = { readonly text: string } | { readonly text: null; readonly problem: string | null }

/** The text of a file of at most 8 MB, without a byte-order mark. Never rejects. */
export async function fileText(path: string): Promise<FileText> {
  try {
    const file = await open(path, 'r')
    try {
      const found = await file.stat()
      if (!found.isFile()) return { text: null, problem: `${path} is not a file.` }
      if (found.size > maxBytes) return { text: null, problem: `${path} is too large to be looked at.` }
      return { text: (await file.readFile('utf8')).replace(/^\uFEFF/, '') }
    } finally {
      await file.close()
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
    if (code === 'ENOENT' || code === 'ENOTDIR') return { text: null, problem: null }
    return { text: null, problem: `${path} cannot be read (${code}).` }
  }
}

/** The JSON object of a file; null where there is none. Never rejects. */
export async function fileJson(
  path: string,
): Promise<{ readonly json: Fields | null; readonly problem: string | null }> {
  const read = await fileText(path)
  if (read.text === null) return { json: null, problem: read.problem }
  try {
    return { json: fieldsOf(JSON.parse(read.text)), problem: null }
  } catch {
    // A parse error quotes the text, which may hold a secret.
    return { json: null, problem: `${path} is not JSON.` }
  }
}

/** The value as an object; null when it is none. */
export function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
}

/** The value as a text that says something; null when it is none. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** Parts of a sentence, with a middle dot between those that are there. */
export function dotted(...parts: (string | null | false | undefined)[]): string | null {
  return parts.filter((part): part is string => Boolean(part)).join(' · ') || null
}

/** `3 h`, `12 min`, `5 d`: how long until something ends. */
export function span(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000))
  if (minutes < 60) return `${minutes} min`
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} d`
}
