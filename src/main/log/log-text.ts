/**
 * The only texts that a log may hold. Nothing of a trace, no secret and no platform's own words can be among them: a plain string does not pass the compiler, and each of the functions here
 * lets through only what its kind of text may consist of.
 */

import { homedir } from 'node:os'
import { scrub } from '../scrub.ts'

declare const loggable: unique symbol

/** A text that was made for the log. */
export type LogText = string & { readonly [loggable]: true }

/** A code, an id of the program's own or the name of a setting: one word. Anything else becomes `(unprintable)`. */
export function logWord(text: string): LogText {
  return (/^[\w.:/@+-]{1,80}$/.test(text) && scrub(text) === text ? text : '(unprintable)') as LogText
}

/** A sentence that this program or the system made, never a platform or a user: scrubbed, on one line, with the home folder as `~`, at most 300 characters. */
export function logReason(sentence: string): LogText {
  const line = homeAsTilde(scrub(sentence))
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
  return (line.length > 300 ? `${line.slice(0, 300)}…` : line) as LogText
}

/** What is known of anything that was thrown. */
export type LoggedError = {
  readonly error: LogText
  readonly code: LogText | null
  readonly where: LogText
}

/**
 * What was thrown, by its kind, its code and where it happened. The message is left out: that of a JSON parser, say, quotes the very text that it could not read. Never throws, whatever it is given.
 */
export function logError(error: unknown): LoggedError {
  try {
    if (!(error instanceof Error)) return { error: logWord(typeof error), code: null, where: '' as LogText }
    const { name, code } = error as { name: unknown; code?: unknown }
    return {
      error: logWord(typeof name === 'string' ? name : ''),
      code: typeof code === 'string' || typeof code === 'number' ? logWord(String(code)) : null,
      where: framesOf(error),
    }
  } catch {
    return { error: logWord('hostile'), code: null, where: '' as LogText }
  }
}

const frame =
  /^\s+at (?:async )?((?:new )?[\w$.#<>[\] ]{1,120} )?\(?((?:file:\/\/|node:|app:|\/|[A-Za-z]:[\\/])[^()\n]{1,300}:\d+:\d+)\)?$/

/** The innermost frames, each as `name file:line:column`. A line of the message is never taken for one. */
function framesOf(error: Error): LogText {
  // Anything may stand there, whatever the type says.
  const { stack, message } = error as { stack?: unknown; message: unknown }
  if (typeof stack !== 'string' || typeof message !== 'string') return '' as LogText
  const at = message === '' ? 0 : stack.indexOf(message)
  // A message that was changed afterwards still stands in the stack, where nobody can tell it from the frames.
  if (at < 0) return '' as LogText
  const frames = stack
    .slice(at + message.length)
    .split('\n')
    .flatMap((line) => {
      const [, name = '', place] = frame.exec(line) ?? []
      return place === undefined ? [] : [`${name}${homeAsTilde(place.replace('file://', ''))}`]
    })
  return frames.slice(0, 8).join(' < ') as LogText
}

/** Paths in a text with the user's home folder as `~`: its name is often the user's. */
export function homeAsTilde(text: string): string {
  const home = homedir()
  return home.length > 1 ? text.replaceAll(home, '~') : text
}
