/** The selected frame in words, with what it is in and what is in it: the graph for those who do not see it. The arrows of the graph move through it. */

import { childFrames, type Frames } from '../../../../../shared/model/outline-frames.ts'
import { nameAt, type Outline, stepTypeAt } from '../../../../../shared/model/outline.ts'
import { formatDuration, microseconds } from '../../../../../shared/units.ts'
import { stepTypeLabel } from '../../../ui/step-icon.tsx'

/** Above and below the selected frame no more than this many are told. */
const most = 24

/** The id of a frame's element. */
export function frameElementId(frame: number): string {
  return `flame-frame-${frame}`
}

/** A frame in one line: name, type, its time, its share of the run, how many steps and failures. */
export function frameWords(frames: Frames, outline: Outline, frame: number): string {
  const step = frames.step[frame]!
  const share = (frames.width[frame]! / frames.total) * 100
  const time = (value: number): string => formatDuration(microseconds(value))
  const count = frames.count[frame]!
  const errors = frames.errors[frame]!
  return [
    nameAt(outline, step) || 'Unnamed step',
    stepTypeLabel[stepTypeAt(outline, step)],
    `${time(frames.width[frame]!)}, ${share >= 99.95 ? 100 : share.toFixed(1)} % of all`,
    `${time(frames.self[frame]!)} by itself`,
    count > 1 ? `${count.toLocaleString('en-US')} steps` : '',
    errors > 0 ? `${errors} failed` : '',
  ]
    .filter(Boolean)
    .join(' · ')
}

export function FlameTree({ frames, outline, selected }: { frames: Frames; outline: Outline; selected: number }) {
  if (selected < 0) return null
  const above: number[] = []
  for (let at = frames.parent[selected]!; at >= 0 && above.length < most; at = frames.parent[at]!) above.unshift(at)
  const below: number[] = []
  for (const child of childFrames(frames, selected)) {
    below.push(child)
    if (below.length === most) break
  }
  return [...above, selected, ...below].map((frame) => (
    <div
      key={frame}
      id={frameElementId(frame)}
      role="treeitem"
      aria-level={frames.depth[frame]! + 1}
      aria-selected={frame === selected}
      aria-expanded={frames.size[frame]! > 1 ? frame !== selected || below.length > 0 : undefined}
    >
      {frameWords(frames, outline, frame)}
    </div>
  ))
}
