/** The measure of the measured: the steps of a run in a virtual list with a bar each, fold all, and search over names. No other feature. */

import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { foldedAll, unfoldedAll, visibleRows } from '../../../src/shared/model/outline-folding.ts'
import { searchOutline } from '../../../src/shared/model/outline-search.ts'
import { nameAt, type Outline, type OutlineWire, unpackOutline } from '../../../src/shared/model/outline.ts'

function List({ outline }: { outline: Outline }) {
  const scroller = useRef<HTMLDivElement>(null)
  const [folded, setFolded] = useState(false)
  const [query, setQuery] = useState('')
  const rows = useMemo(
    () => visibleRows(outline, folded ? foldedAll(outline) : unfoldedAll(outline)),
    [outline, folded],
  )
  const hits = useMemo(() => new Set(searchOutline(outline, query)), [outline, query])
  // eslint-disable-next-line react-hooks/incompatible-library -- the list is built without the compiler
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 26,
    overscan: 8,
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === '{') setFolded(true)
      if (event.key === '}') setFolded(false)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  const extent = outline.duration[0] || 1
  return (
    <>
      <div role="search" style={{ position: 'fixed', zIndex: 1, right: 16 }}>
        <input aria-label="Search" value={query} onChange={(event) => setQuery(event.target.value)} />
        <span role="status">{query === '' ? '' : hits.size}</span>
      </div>
      <div id="scroller" ref={scroller} data-timeline-scroller>
        <div
          role="treegrid"
          aria-rowcount={rows.length + 1}
          style={{ height: virtual.getTotalSize(), position: 'relative' }}
        >
          {virtual.getVirtualItems().map((item) => {
            const step = rows[item.index]!
            const left = ((outline.offset[step] ?? 0) / extent) * 100
            const width = ((outline.duration[step] ?? 0) / extent) * 100
            return (
              <div
                key={step}
                role="row"
                className="row"
                data-step={step}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <span style={{ paddingLeft: Math.min(20, outline.depth[step]!) * 14 }}>
                  {hits.has(step) ? <mark>{nameAt(outline, step)}</mark> : nameAt(outline, step)}
                </span>
                <span className="bar">
                  <i style={{ left: `${left}%`, width: `${width}%` }} />
                </span>
              </div>
            )
          })}
        </div>
      </div>
    </>
  )
}

const text = await (await fetch(`./outlines/${window.location.hash.slice(1)}`)).text()
performance.mark('answer')
const wire = JSON.parse(text) as OutlineWire
const outline = unpackOutline(wire, (base64) => Uint8Array.from(atob(base64), (one) => one.charCodeAt(0)))
createRoot(document.querySelector('#root')!).render(<List outline={outline} />)
