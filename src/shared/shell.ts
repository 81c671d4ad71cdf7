/**
 * What passes between a page and the shell around it (Electron's windows, menu, dock, notifications). In browser mode there is no shell: notes are taken and
 * go nowhere, and no command ever comes.
 */

import { z } from 'zod'
import type { AppLink } from './app-link.ts'

/** Commands that every page knows, whatever is on screen. */
export type NamedCommand = 'refresh' | 'add-source' | 'find' | 'settings' | 'shortcuts' | 'palette' | 'open-by-id'

/**
 * Something that the shell asks of the page: a command by name, an action that the page reported, to show what a link of the page's own names (`#run=…`), to follow
 * a `tracecraft://` link that came from outside (nothing in it can be trusted), or to say that something could not be done.
 */
export type PageCommand =
  | NamedCommand
  | { readonly action: string }
  | { readonly link: string }
  | { readonly open: AppLink }
  | { readonly refused: string; readonly why: string }

const menuAction = z.object({
  id: z.string().max(200),
  label: z.string().max(200),
  /** The help's group that it belongs to: the menu it stands in. */
  group: z.string().max(100),
  /** As the page's key map writes them. */
  keys: z.array(z.string().max(40)).max(20),
})
/** An action that the page can do right now, as its menu shows it. */
export type MenuAction = Readonly<z.infer<typeof menuAction>>

export const shellNoteSchema = z.discriminatedUnion('kind', [
  /** What can be done now. Sent again when it changes. `blocked`: a dialog is open, and nothing behind it can be done. */
  z.object({ kind: z.literal('actions'), actions: z.array(menuAction).max(500), blocked: z.boolean() }),
  /** A run was opened: the page's link to it, and what a list of recent runs may say of it. Nothing else of the trace, because systems keep such lists on disk. */
  z.object({
    kind: z.literal('opened'),
    link: z.string().max(4000),
    source: z.string().max(300),
    traceId: z.string().max(500),
    /** Epoch microseconds; null when it is not known. */
    startedAt: z.number().nullable(),
  }),
  /** Open another window at this link of the page's own; an empty one for the first view. */
  z.object({ kind: z.literal('open-window'), link: z.string().max(4000) }),
  /** Does the app come back with the windows that it was left with? */
  z.object({ kind: z.literal('reopen-windows'), on: z.boolean() }),
  /** How the page looks now, so that the next window's first paint is of the same colour. `background` is a hex colour. */
  z.object({
    kind: z.literal('look'),
    theme: z.enum(['system', 'light', 'dark']),
    background: z.string().regex(/^#[0-9a-f]{6}$/i),
  }),
  /** Something that a user who looks elsewhere asked to be told. Holds counts and sources' names, nothing of a trace: systems keep notifications on disk. */
  z.object({
    kind: z.literal('notify'),
    title: z.string().max(200),
    body: z.string().max(500),
    link: z.string().max(4000).nullable(),
  }),
  /** The user asked for the folder in which the log lies. */
  z.object({ kind: z.literal('show-logs') }),
])
/** Something that the page tells the shell. */
export type ShellNote = Readonly<z.infer<typeof shellNoteSchema>>
