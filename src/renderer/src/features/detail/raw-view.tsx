/** The platform's own document, letter by letter. Only the lines in view are drawn, so that its size does not matter. */

import { type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { CopyButton } from '../../ui/copy-button.tsx'
import { RestOfText } from './long-text.tsx'
import styles from './raw-view.module.css'
import { useLoadableText, useWholeValue } from './step-texts.tsx'
import { valueText } from './value.tsx'

const lineHeight = 18
const overscan = 20
/** Longer lines are cut on screen (never in what is copied): laying out one line of megabytes would stop the page. */
const longestLine = 20_000

/** `raw` is the document as the step's detail brought it; of a long one the rest comes as it is scrolled to. */
export function RawView({ raw }: { raw: string }) {
  const loadable = useLoadableText(raw, '/raw')
  const whole = useWholeValue()
  const { text, length } = loadable
  const lines = useMemo(() => text.split('\n'), [text])
  const list = useRef<HTMLDivElement>(null)
  const range = useVisibleLines(list, lines.length)
  if (text === '') return <p className={styles.nothing}>The platform sent no document for this step.</p>
  return (
    <div>
      <div className={styles.bar}>
        <span>
          {loadable.whole ? '' : 'First '}
          {lines.length.toLocaleString('en-US')} {lines.length === 1 ? 'line' : 'lines'}
          {loadable.whole ? ', ' : ' of '}
          {length.toLocaleString('en-US')} characters
        </span>
        <CopyButton text={async () => valueText(await whole('/raw', raw))} label="Copy document" words />
      </div>
      <div className={styles.box} tabIndex={0} role="region" aria-label="Raw document">
        <div ref={list} className={styles.lines} style={{ height: lines.length * lineHeight }}>
          <pre className={styles.text} style={{ top: range.start * lineHeight }}>
            {lines.slice(range.start, range.end).map(drawnLine).join('\n')}
          </pre>
        </div>
      </div>
      <RestOfText loadable={loadable} />
    </div>
  )
}

function drawnLine(line: string): string {
  if (line.length <= longestLine) return line
  return `${line.slice(0, longestLine)}… ${(line.length - longestLine).toLocaleString('en-US')} more characters`
}

/** The lines that are in view of whatever scrolls around `list`. */
function useVisibleLines(list: RefObject<HTMLElement | null>, count: number): { start: number; end: number } {
  const [range, setRange] = useState({ start: 0, end: Math.min(count, 120) })
  useLayoutEffect(() => {
    const element = list.current
    const scroller = element ? scrollParent(element) : null
    if (!element || !scroller) return
    const update = (): void => {
      const box = element.getBoundingClientRect()
      const view = scroller.getBoundingClientRect()
      const first = Math.floor((view.top - box.top) / lineHeight) - overscan
      const last = Math.ceil((view.bottom - box.top) / lineHeight) + overscan
      const start = Math.min(count, Math.max(0, first))
      const end = Math.min(count, Math.max(start, last))
      // Small movements keep the lines that are drawn, so that a selection of text survives them.
      setRange((before) =>
        before.start <= Math.max(0, first + overscan - 2) && before.end >= Math.min(count, last - overscan + 2)
          ? before
          : { start, end },
      )
    }
    update()
    scroller.addEventListener('scroll', update, { passive: true })
    const observer = new ResizeObserver(update)
    observer.observe(scroller)
    return () => {
      scroller.removeEventListener('scroll', update)
      observer.disconnect()
    }
  }, [list, count])
  return { start: Math.min(range.start, count), end: Math.min(range.end, count) }
}

function scrollParent(element: HTMLElement): HTMLElement | null {
  for (let at = element.parentElement; at; at = at.parentElement) {
    const { overflowY } = getComputedStyle(at)
    if (overflowY === 'auto' || overflowY === 'scroll') return at
  }
  return null
}
