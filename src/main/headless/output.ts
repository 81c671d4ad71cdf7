/** Where the command line writes: stdout takes data only, everything else goes to stderr. */

import type { Notice } from '../../shared/notice.ts'
import { type Style, styleFor } from './print/style.ts'

export interface Output {
  /** Style of stdout and of stderr. */
  readonly style: Style
  readonly noteStyle: Style
  /** A line of data. */
  data(line: string): void
  /** A line about what happens. */
  note(line: string): void
  /** The notices of an answer, one line each. */
  notices(notices: readonly Notice[]): void
}

/** Output to this process's streams. */
export function processOutput(color: boolean): Output {
  const colors = color && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb'
  const noteStyle = styleFor(colors && process.stderr.isTTY)
  const note = (line: string) => void process.stderr.write(`${line}\n`)
  return {
    style: styleFor(colors && process.stdout.isTTY),
    noteStyle,
    data: (line) => void process.stdout.write(`${line}\n`),
    note,
    notices: (notices) => {
      for (const one of notices) note(`${noteStyle.yellow('notice:')} ${one.message}`)
    },
  }
}
