/** Text of any length: a long one is folded, a very long one is drawn piece by piece as it comes into view. */

import { useMemo, useState } from 'react'
import styles from './long-text.module.css'

/** Longer texts are folded to this many characters … */
export const foldedLength = 2400
/** … or to this many lines. */
const foldedLines = 40
/** One piece of a very long text; the browser lays out only those in view. */
const pieceLength = 16_000

/** Where a text of more than `most` characters or forty lines is folded; its whole length when it is not long. */
export function foldAt(text: string, most = foldedLength): number {
  let at = -1
  for (let line = 0; line < foldedLines; line++) {
    at = text.indexOf('\n', at + 1)
    if (at < 0 || at > most) break
  }
  const limit = at >= 0 && at < most ? at : most
  // Folding away only a little would hide more than it saves.
  return text.length - limit < 240 ? text.length : limit
}

/** Cuts a text into pieces, at line ends where there are any near. */
export function pieces(text: string): string[] {
  const out: string[] = []
  for (let at = 0; at < text.length;) {
    let end = Math.min(text.length, at + pieceLength)
    const line = text.lastIndexOf('\n', end)
    if (end < text.length && line > at + pieceLength / 2) end = line + 1
    out.push(text.slice(at, end))
    at = end
  }
  return out
}

interface LongTextProps {
  readonly text: string
  readonly mono?: boolean
  readonly className?: string
  /** Characters that are shown before folding. */
  readonly most?: number
}

export function LongText({ text, mono = false, className, most = foldedLength }: LongTextProps) {
  const [open, setOpen] = useState(false)
  const limit = useMemo(() => foldAt(text, most), [text, most])
  const folded = !open && limit < text.length
  const shown = useMemo(() => (folded ? [text.slice(0, limit)] : pieces(text)), [folded, limit, text])
  return (
    <div className={className}>
      <div className={mono ? styles.mono : styles.text} dir="auto">
        {shown.length === 1
          ? shown[0]
          : shown.map((piece, at) => (
              <div key={at} className={styles.piece}>
                {piece}
              </div>
            ))}
        {folded ? '…' : null}
      </div>
      {limit < text.length ? (
        <button type="button" className={styles.more} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Show less' : `Show all ${text.length.toLocaleString('en-US')} characters`}
        </button>
      ) : null}
    </div>
  )
}
