/** Text of any length: a long one is folded, a very long one is fetched and drawn piece by piece as it comes into view. */

import { useEffect, useMemo, useRef, useState } from 'react'
import styles from './long-text.module.css'
import { type LoadableText, useLoadableText } from './step-texts.tsx'

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
  /** Where the text stands in the step's detail, so that the rest of it can be fetched. */
  readonly path?: string | undefined
  readonly mono?: boolean
  readonly className?: string | undefined
  /** Characters that are shown before folding. */
  readonly most?: number | undefined
}

export function LongText({ text: given, path, mono = false, className, most = foldedLength }: LongTextProps) {
  const [open, setOpen] = useState(false)
  const loadable = useLoadableText(given, path)
  const { text, length } = loadable
  const limit = useMemo(() => foldAt(text, most), [text, most])
  const foldable = limit < text.length || !loadable.whole
  const folded = !open && foldable
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
      {open ? <RestOfText loadable={loadable} /> : null}
      {foldable ? (
        <button type="button" className={styles.more} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Show less' : `Show all ${length.toLocaleString('en-US')} characters`}
        </button>
      ) : null}
    </div>
  )
}

/** Fetches the next piece when it comes into view, and says how much there is. Nothing once the text is whole. */
export function RestOfText({ loadable }: { loadable: LoadableText }) {
  const { text, length, whole, loading, failed, more } = loadable
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = end.current
    if (!element || loading || failed || !('IntersectionObserver' in window)) return
    const observer = new IntersectionObserver((entries) => entries.some((one) => one.isIntersecting) && more('piece'), {
      rootMargin: '800px',
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [more, loading, failed])
  if (whole) return null
  return (
    <div ref={end} className={styles.rest} role="status">
      <span>
        {text.length.toLocaleString('en-US')} of {length.toLocaleString('en-US')} characters
        {failed ? ', and the rest could not be read' : loading ? ', loading' : ''}
      </span>
      <button type="button" className={styles.load} aria-busy={loading} onClick={() => more('all')}>
        {failed ? 'Try again' : 'Load all'}
      </button>
    </div>
  )
}
