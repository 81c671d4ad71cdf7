/**
 * Goes once, out of sight, through what the first rows of a run need. A page's code runs slowest the first time, and the colours of the theme are looked up the first
 * time: while a run is being read there is time for both, and its rows then come sooner.
 */

import { useEffect } from 'react'
import { emptyOutline, type OutlineWire } from '../../../../shared/model/outline.ts'
import { stepTypes } from '../../../../shared/model/step-type.ts'
import { microseconds } from '../../../../shared/units.ts'
import { BarTiles } from './bar-tiles.ts'
import { RowPool } from './row-pool.ts'
import { timelineData } from './timeline-data.ts'
import { createTimelineStore } from './timeline-store.ts'
import { viewOf } from './viewport.ts'

/** Enough for the engine to see which loops are hot; few enough to take no longer than a frame. */
const steps = 600
const rows = 32
/** Steps below one another, and alike ones beside one another, so that both kinds of bars are painted. */
const turn = 8

let rehearsed = false

/** Rehearses while a run is awaited, once for the page. */
export function useRehearsal(): void {
  useEffect(() => {
    if (rehearsed) return
    // The question is on its way by then, and what waits for it is painted.
    const timer = setTimeout(() => {
      rehearsed = true
      rehearse()
    })
    return () => clearTimeout(timer)
  }, [])
}

function rehearse(): void {
  const data = timelineData({ outline: madeUpRun(), fetchedAt: 0 })
  const state = createTimelineStore(data, null).getState()
  const dimmed = (): boolean => false
  // Neither is put into the page.
  new BarTiles(document.createElement('div')).draw({ state, view: viewOf(state, 600), dimmed }, 0, rows, true)
  new RowPool(document.createElement('div')).draw({ state, wanted: '', deepestIndent: 4, dimmed }, 0, rows, true)
}

/** An agent with turns of a model call and what it led to. */
function madeUpRun(): OutlineWire {
  const outline = emptyOutline(steps, microseconds(0))
  const { offset, duration, parent, depth, size, type, flags, name, service, model } = outline
  for (const column of [service, model]) column.fill(-1)
  for (const column of [outline.inputTokens, outline.outputTokens, outline.firstToken]) column.fill(Number.NaN)
  for (let i = 0; i < steps; i++) {
    const within = i === 0 ? 0 : (i - 1) % turn
    offset[i] = i * 1000
    duration[i] = i === 0 ? steps * 1000 : 900
    parent[i] = i === 0 ? -1 : within > 1 ? i - within + 1 : 0
    depth[i] = i === 0 ? 0 : within > 1 ? 2 : 1
    size[i] = i === 0 ? steps : within === 1 ? Math.min(turn - 1, steps - i) : 1
    type[i] = within === 0 ? i % stepTypes.length : within
    flags[i] = 0
    name[i] = within > 3 ? 2 : within % 2
    if (within !== 0) continue
    outline.inputTokens[i] = 1200
    outline.outputTokens[i] = 80
    outline.firstToken[i] = 300
  }
  outline.spanIds.push(...Array.from({ length: steps }, (_, i) => String(i)))
  outline.strings.push('model', 'a tool with a name', 'step')
  const bytes = new Uint8Array(offset.buffer)
  let columns = ''
  for (const byte of bytes) columns += String.fromCharCode(byte)
  const { length, start, spanIds, strings } = outline
  return { length, start, columns: btoa(columns), spanIds, strings }
}
