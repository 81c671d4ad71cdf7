/** Where the command line writes: stdout takes data only, everything else goes to stderr. */

import type { Notice } from '../../shared/notice.ts'
import { safeJson, safeLines, safeText } from './print/safe-text.ts'
import { type Style, styleFor } from './print/style.ts'

export interface Output {
  /** Style of stdout and of stderr. */
  readonly style: Style
  readonly noteStyle: Style
  /** Data as text: a line, or several. */
  data(text: string): void
  /** Data as JSON, for a program. */
  json(json: string): void
  /** A line about what happens. */
  note(line: string): void
  /** What happened as JSON, for a program. */
  noteJson(json: string): void
  /** The notices of an answer, one line each. */
  notices(notices: readonly Notice[]): void
}

/** Output to this process's streams. Whatever it is given, nothing but letters and our own colours reaches a terminal. */
export function processOutput(color: boolean): Output {
  const colors = color && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb'
  const [dataColors, noteColors] = [colors && process.stdout.isTTY, colors && process.stderr.isTTY]
  const noteStyle = styleFor(noteColors)
  const note = (line: string) => void process.stderr.write(`${safeLines(line, noteColors)}\n`)
  return {
    style: styleFor(dataColors),
    noteStyle,
    data: (text) => void process.stdout.write(`${safeLines(text, dataColors)}\n`),
    json: (json) => void process.stdout.write(`${safeJson(json)}\n`),
    note,
    noteJson: (json) => void process.stderr.write(`${safeJson(json)}\n`),
    notices: (notices) => {
      for (const one of notices) note(`${noteStyle.yellow('notice:')} ${safeText(one.message)}`)
    },
  }
}
