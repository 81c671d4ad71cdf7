/** The timeline of one run: overview and search above, tree and bars below, one scroller for both. */

import { type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { BudgetStrip } from './budget-strip.tsx'
import { Legend } from './color-menu.tsx'
import { useCrosshair } from './crosshair.ts'
import { FacePane, useFace } from './face-switch.tsx'
import { HoverCard } from './hover-card.tsx'
import { Minimap } from './minimap.tsx'
import { GridLines } from './ruler.tsx'
import { SearchBar } from './search-bar.tsx'
import { TimelineBody } from './timeline-body.tsx'
import { useTimeline } from './timeline-store.ts'
import styles from './timeline.module.css'
import { TimelineTools } from './timeline-tools.tsx'
import { useTimeGestures } from './time-gestures.ts'
import { TreeDivider, useTreeWidth } from './tree-divider.tsx'

const tokensWidth = 100
/** With less room than this the tokens give theirs to names and bars; the hover card and the detail still tell them. */
const narrowestForTokens = 1000
/** A tree narrower than this keeps its room for names: the type is then told by its icon, and in words to assistive technology. */
const narrowestForTypes = 300

interface TimelineProps {
  /** False while only the rows are wanted: controls and cards come after them. */
  readonly whole: boolean
  readonly onOpenDetail: () => void
}

export function Timeline({ whole, onOpenDetail }: TimelineProps) {
  const root = useRef<HTMLDivElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const face = useFace()
  const width = useContentWidth(scroller)
  const tree = useTreeWidth(width)
  const hasTokens = useTimeline((state) => state.data.hasTokens)
  const tokens = hasTokens && width >= narrowestForTokens ? tokensWidth : 0
  const timeWidth = Math.max(0, width - tree.width - tokens)
  useCrosshair(root, timeWidth)
  useTimeGestures(root, timeWidth)

  useLayoutEffect(() => {
    const style = root.current?.style
    style?.setProperty('--tree-width', `${tree.width}px`)
    style?.setProperty('--tokens-width', `${tokens}px`)
    style?.setProperty('--time-width', `${timeWidth}px`)
  }, [tree.width, tokens, timeWidth])

  return (
    <div className={styles.whole}>
      <BudgetStrip whole={whole} />
      <div
        ref={root}
        className={styles.timeline}
        data-other-face={face !== null || undefined}
        data-narrow={tree.width < narrowestForTypes || undefined}
        data-without-tokens={tokens === 0 || undefined}
      >
        <div className={styles.overview}>
          <div className={styles.tools}>
            {whole ? (
              <>
                <SearchBar />
                <TimelineTools />
              </>
            ) : null}
          </div>
          <Minimap width={timeWidth} />
        </div>
        {face ? <FacePane key={face.id} face={face} /> : null}
        <div className={styles.chart} hidden={face !== null}>
          <GridLines width={timeWidth} />
          <TimelineBody scroller={scroller} timeWidth={timeWidth} treeWidth={tree.width} onOpenDetail={onOpenDetail} />
          <TreeDivider root={root} tree={tree} />
        </div>
        <Legend />
        <div className={styles.cursor} aria-hidden>
          <span className={styles.cursorTime} data-cursor-time />
        </div>
        {whole ? <HoverCard root={root} /> : null}
      </div>
    </div>
  )
}

/** The width inside the scroller, without its scrollbar. */
function useContentWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const target = element.current
    if (!target) return
    // While another face is shown the scroller has no room, and will have the same as before.
    const measure = (): void => setWidth((before) => target.clientWidth || before)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(target)
    return () => observer.disconnect()
  }, [element])
  return width
}
