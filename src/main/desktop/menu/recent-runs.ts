/**
 * The runs that were opened last, newest first: in this process's memory, for the menu, the dock and Windows' jump list. An entry is the source's name, the end of the trace id, and when the run started. Windows
 * keeps a jump list on disk, where an entry also holds the link that opens the run: its source and the whole trace id, and nothing of what is in the trace.
 */

import { printAppLink } from '../../../shared/app-link.ts'
import type { NoteOf } from '../page-notes.ts'

export interface RecentRun {
  readonly label: string
  /** The page's own link to it. */
  readonly link: string
  /** The link that opens the app at it; null where it cannot be written as one. */
  readonly appLink: string | null
}

/** So many are kept. */
export const mostRecent = 10

/** The list with this run at its head. */
export function withRun(runs: readonly RecentRun[], note: NoteOf<'opened'>): readonly RecentRun[] {
  const key = runKey(note.link)
  const added = { label: labelOf(note), link: note.link, appLink: appLinkOf(note) }
  return [added, ...runs.filter((one) => runKey(one.link) !== key)].slice(0, mostRecent)
}

/** The run itself, whatever step of it a link names. */
function runKey(link: string): string {
  return new URLSearchParams(link.replace(/^#/, '')).get('run') ?? link
}

function labelOf({ source, traceId, startedAt }: NoteOf<'opened'>): string {
  const id = traceId.length > 8 ? `…${traceId.slice(-8)}` : traceId
  return [source.slice(0, 60), id, startedAt === null ? null : timeOf(startedAt)].filter(Boolean).join(' · ')
}

function timeOf(micros: number): string | null {
  const date = new Date(micros / 1000)
  if (Number.isNaN(date.getTime())) return null
  return date.toLocaleString(undefined, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' })
}

function appLinkOf({ source, traceId, startedAt }: NoteOf<'opened'>): string | null {
  try {
    const at = startedAt === null || startedAt < 0 ? null : String(Math.round(startedAt))
    return printAppLink({ source, trace: traceId, at })
  } catch {
    return null
  }
}
