/** Where the run's time went, in words and the most first, above its timeline: each part can be pressed to go to the step that took most of it. What can be made short is offered here. */

import { FoldHorizontal, UnfoldHorizontal } from 'lucide-react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import type { BudgetKind, BudgetPart } from '../../../../shared/model/outline-budget.ts'
import { formatDuration, microseconds } from '../../../../shared/units.ts'
import { useMedia } from '../../app/use-media.ts'
import { Tip } from '../../ui/tooltip.tsx'
import styles from './budget-strip.module.css'
import { FaceSwitch } from './face-switch.tsx'
import type { TimelineData } from './timeline-data.ts'
import { type TimelineStore, useTimeline, useTimelineStore } from './timeline-store.ts'
import { soonSteps } from './use-after-rows.ts'
import { whenIdle } from './when-idle.ts'

const words: Record<BudgetKind, string> = {
  'model-wait': 'waiting for models',
  generation: 'generating',
  tool: 'tools',
  retrieval: 'retrieval',
  retry: 'retries',
  own: 'the agent itself',
  unaccounted: 'unaccounted',
  idle: 'idle',
}

const explained: Record<BudgetKind, string> = {
  'model-wait': 'Model calls up to their first token, or whole where no first token was recorded',
  generation: 'Model calls after their first token',
  tool: 'Tools, guardrails and evaluations, with the requests below them',
  retrieval: 'Retrieval and memory',
  retry: 'Steps that failed and were repeated by a later sibling of the same name',
  own: 'Time of agents in which the run waited for nothing below them',
  unaccounted:
    'Nothing recorded says what was done: gaps between the children of workflows, and steps that are missing',
  idle: 'For a second and longer, no step ran but such as wait for others',
}

/** In a low window, or at a large zoom, the parts take one line until more is asked for: the room is for the run. */
const lowWindow = '(max-height: 560px)'

/** A run is offered to be drawn without its idle stretches when they are at least this share of it. */
const offeredShare = 0.4

export function BudgetStrip({ whole }: { whole: boolean }) {
  const budget = useBudget()
  const low = useMedia(lowWindow)
  const [opened, setOpened] = useState(false)
  const line = useRef<HTMLDivElement>(null)
  const oneLine = low && !opened
  const cut = useIsCut(line, budget)
  return (
    <div className={styles.strip} data-one-line={oneLine || undefined}>
      <div ref={line} className={styles.budget} role="group" aria-label="Where the time went">
        {budget ? <Budget {...budget} /> : null}
      </div>
      <div className={styles.beside}>
        {low && (cut || opened) ? (
          <button type="button" className={styles.offer} aria-expanded={opened} onClick={() => setOpened(!opened)}>
            {opened ? 'less' : 'more'}
          </button>
        ) : null}
        {oneLine ? null : <IdleOffer ready={budget !== null} />}
        {whole ? <FaceSwitch /> : null}
      </div>
    </div>
  )
}

/** Has the element less room than its content needs? */
function useIsCut(element: RefObject<HTMLElement | null>, content: unknown): boolean {
  const [cut, setCut] = useState(false)
  useEffect(() => {
    const target = element.current
    if (!target || content === null) return
    const observer = new ResizeObserver(() => setCut(target.scrollWidth > target.clientWidth + 1))
    observer.observe(target)
    return () => observer.disconnect()
  }, [element, content])
  return cut
}

interface KnownBudget {
  readonly data: TimelineData
  readonly parts: readonly BudgetPart[]
}

/** The budget of the run; after a refresh the older one until the newer is worked out. */
function useBudget(): KnownBudget | null {
  const data = useTimeline((state) => state.data)
  const soon = data.outline.length <= soonSteps
  const [later, setLater] = useState<KnownBudget | null>(null)
  useEffect(() => {
    if (!soon) return whenIdle(() => setLater({ data, parts: data.budget() }))
  }, [data, soon])
  return soon ? { data, parts: data.budget() } : later
}

function Budget({ data, parts }: KnownBudget) {
  const store = useTimelineStore()
  const { extent } = data.times
  return (
    <>
      <span className={styles.total}>{formatDuration(microseconds(extent))}:</span>
      {parts
        .toSorted((a, b) => b.time - a.time)
        .map((part) => (
          <Tip key={part.kind} label={explained[part.kind]}>
            <button type="button" className={styles.part} data-kind={part.kind} onClick={() => goTo(store, data, part)}>
              <span className={styles.swatch} aria-hidden />
              <b className={styles.time}>{formatDuration(microseconds(part.time))}</b> {wordsOf(part)}
              <span className={styles.share}> {share(part.time / extent)}</span>
            </button>
          </Tip>
        ))}
    </>
  )
}

/** `retries of search_web`, where all of them were of one name. */
function wordsOf({ kind, name }: BudgetPart): string {
  return kind === 'retry' && name !== null ? `retries of ${name}` : words[kind]
}

function share(value: number): string {
  return value < 0.005 ? '< 1 %' : `${Math.round(value * 100)} %`
}

/** Selects the part's longest step and shows its longest piece; idle time is only shown. */
function goTo(store: TimelineStore, data: TimelineData, { step, from, to }: BudgetPart): void {
  const { select, show, data: now } = store.getState()
  // The steps of an older answer may be others by now.
  if (data !== now) return
  const room = Math.max((to - from) * 0.15, data.times.extent * 0.002)
  if (step >= 0) select(step)
  show(from - room, to + room)
}

/** Offers to draw idle stretches short, or to draw them as they are again. */
function IdleOffer({ ready }: { ready: boolean }) {
  const store = useTimelineStore()
  const data = useTimeline((state) => state.data)
  const compressed = useTimeline((state) => state.axis.gaps.length > 0)
  if (!ready) return null
  const idle = data.idle().reduce((sum, gap) => sum + gap.to - gap.from, 0)
  const share = idle / data.times.extent
  if (share < offeredShare && !compressed) return null
  const percent = `${(Math.floor(share * 1000) / 10).toLocaleString('en-US')} %`
  const Icon = compressed ? UnfoldHorizontal : FoldHorizontal
  return (
    <Tip
      shortcut="z"
      label={compressed ? 'Draw idle stretches as long as they were' : 'Draw the stretches in which nothing ran short'}
    >
      <button
        type="button"
        className={styles.offer}
        aria-pressed={compressed}
        onClick={() => store.getState().compress(!compressed)}
      >
        <Icon size={13} aria-hidden />
        {compressed ? `${percent} compressed` : `${percent} without work: compress?`}
      </button>
    </Tip>
  )
}
