/** One row of the timeline: the step in the tree, its tokens, its bar. */

import { ChevronRight, CircleDashed, Gauge, Scissors, Unplug, Zap } from 'lucide-react'
import { type CSSProperties, memo, type ReactNode } from 'react'
import { errorsBelow } from '../../../../shared/model/outline-errors.ts'
import { nameAt, type Outline, outlineFlags, stepTypeAt } from '../../../../shared/model/outline.ts'
import { StepIcon, stepTypeLabel } from '../../ui/step-icon.tsx'
import type { Viewport } from './bar-layout.ts'
import { Bar } from './bar.tsx'
import { rowHeight } from './row-window.ts'
import type { TimelineData } from './timeline-data.ts'
import styles from './timeline-row.module.css'
import { formatTokenPair } from './token-format.ts'

interface TimelineRowProps {
  readonly data: TimelineData
  readonly step: number
  readonly row: number
  readonly view: Viewport
  readonly selected: boolean
  readonly folded: boolean
  /** What is searched for, when this row is a hit; empty otherwise. */
  readonly hit: string
  /** A search is on and this row is not a hit. */
  readonly dimmed: boolean
  /** Deeper steps are drawn at this depth and say how deep they are. */
  readonly deepestIndent: number
}

/** The id of a row's element, so that focus can go to it. */
export function rowElementId(step: number): string {
  return `step-row-${step}`
}

export const TimelineRow = memo(function TimelineRow(props: TimelineRowProps) {
  const { data, step, row, view, selected, folded, hit, dimmed, deepestIndent } = props
  const { outline, siblings } = data
  const depth = outline.depth[step]!
  const below = outline.size[step]! - 1
  const flags = outline.flags[step]!
  const type = stepTypeAt(outline, step)
  const missing = (flags & outlineFlags.missing) !== 0
  const name = nameAt(outline, step) || (missing ? 'Missing parent' : 'Unnamed step')
  const hiddenErrors = folded ? errorsBelow(outline, data.errors, step) : 0
  const style = {
    top: row * rowHeight,
    '--depth': Math.min(depth, deepestIndent),
  } as CSSProperties

  return (
    <div
      id={rowElementId(step)}
      role="row"
      aria-level={depth + 1}
      aria-posinset={siblings.position[step]}
      aria-setsize={siblings.count[step]}
      aria-rowindex={row + 2}
      aria-expanded={below > 0 ? !folded : undefined}
      aria-selected={selected}
      tabIndex={selected ? 0 : -1}
      className={styles.row}
      data-step={step}
      data-dimmed={dimmed || undefined}
      data-missing={missing || undefined}
      style={style}
    >
      <div role="gridcell" className={styles.tree}>
        {below > 0 ? (
          <span className={styles.caret} data-fold={step} data-folded={folded || undefined}>
            <ChevronRight size={13} aria-hidden />
          </span>
        ) : (
          <span className={styles.leaf} />
        )}
        {depth > deepestIndent ? <span className={styles.depth}>{depth}</span> : null}
        {missing ? <Unplug size={14} className={styles.muted} aria-hidden /> : <StepIcon type={type} />}
        <Name name={name} hit={hit} />
        {folded ? <span className={styles.count}>{below.toLocaleString('en-US')}</span> : null}
        <Marks outline={outline} step={step} hiddenErrors={hiddenErrors} />
        <span className={styles.type}>{missing ? 'not in the trace' : stepTypeLabel[type]}</span>
      </div>
      <div role="gridcell" className={styles.tokens}>
        {formatTokenPair(outline.inputTokens[step]!, outline.outputTokens[step]!)}
      </div>
      <div role="gridcell" className={styles.time}>
        <Bar data={data} step={step} view={view} type={type} name={name} />
      </div>
    </div>
  )
})

/** The name, its matching part marked. A long identifier keeps its tail, because that is where two of them differ. */
function Name({ name, hit }: { name: string; hit: string }) {
  const tail = hit === '' && /^\S{30,}$/.test(name) ? 8 : 0
  return (
    <span className={styles.name} title={name.length > 24 ? name : undefined}>
      <span className={styles.nameHead}>{hit === '' ? name.slice(0, name.length - tail) : marked(name, hit)}</span>
      {tail > 0 ? <span className={styles.nameTail}>{name.slice(-tail)}</span> : null}
    </span>
  )
}

function marked(name: string, hit: string): ReactNode {
  const at = name.toLocaleLowerCase().indexOf(hit)
  if (at < 0) return name
  return (
    <>
      {name.slice(0, at)}
      <mark className={styles.match}>{name.slice(at, at + hit.length)}</mark>
      {name.slice(at + hit.length)}
    </>
  )
}

/** What is out of the ordinary about a step: its own error solid, errors hidden below it hollow with their number, and what became of its data. */
function Marks({ outline, step, hiddenErrors }: { outline: Outline; step: number; hiddenErrors: number }) {
  const flags = outline.flags[step]!
  if (flags === 0 && hiddenErrors === 0) return null
  const has = (flag: number): boolean => (flags & flag) !== 0
  return (
    <span className={styles.marks}>
      {has(outlineFlags.streaming) ? <Mark icon={<Zap size={12} />} label="Streamed" tone="muted" /> : null}
      {has(outlineFlags.cut) ? <Mark icon={<Scissors size={12} />} label="Cut short" tone="warn" /> : null}
      {has(outlineFlags.running) ? <Mark icon={<CircleDashed size={12} />} label="Still running" tone="info" /> : null}
      {has(outlineFlags.throttled) ? <Mark icon={<Gauge size={12} />} label="Throttled (429)" tone="warn" /> : null}
      {has(outlineFlags.error) ? (
        <span className={styles.ownError} role="img" aria-label="Error" title="This step failed">
          !
        </span>
      ) : null}
      {hiddenErrors > 0 ? (
        <span
          className={styles.childErrors}
          role="img"
          aria-label={`${hiddenErrors} ${hiddenErrors === 1 ? 'error' : 'errors'} below`}
          title={`${hiddenErrors} failed below`}
        >
          {hiddenErrors}
        </span>
      ) : null}
    </span>
  )
}

function Mark({ icon, label, tone }: { icon: ReactNode; label: string; tone: 'muted' | 'warn' | 'info' }) {
  return (
    <span className={styles.mark} data-tone={tone} role="img" aria-label={label} title={label}>
      {icon}
    </span>
  )
}
