/** The selected step: what it is in the head, what it carried below. Its own scroll; it never moves the timeline. */

import { type KeyboardEvent, type RefObject, useDeferredValue, useLayoutEffect, useMemo, useRef } from 'react'
import { rowOf } from '../../../../shared/model/outline-folding.ts'
import type { StepDetail } from '../../../../shared/model/step-detail.ts'
import { usePreferences } from '../../app/preferences.ts'
import { toErrorInfo } from '../../app/to-error-info.ts'
import { isTyping } from '../../app/use-keys.ts'
import type { OpenRunRef } from '../../location.ts'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { useTimeline } from '../timeline/timeline-store.ts'
import { searchId } from './attributes-view.tsx'
import styles from './detail-pane.module.css'
import { DetailTabs } from './detail-tabs.tsx'
import { ErrorBlock } from './error-block.tsx'
import { Remarks } from './remarks.tsx'
import { StepFigures, StepTitle } from './step-header.tsx'
import { usePrefetchedSteps, useStep } from './step-query.ts'
import { StepTextsProvider } from './step-texts.tsx'
import { paneKeys, useTabKeys } from './tab-choice.ts'

const paneId = 'step-detail'

/** Puts focus into the detail: on the tab that is open. */
export function focusDetail(): void {
  document.querySelector<HTMLElement>(`#${paneId} [role="tab"][aria-selected="true"]`)?.focus()
}

interface DetailPaneProps {
  readonly run: OpenRunRef
  /** Which answer about the run this is: a newer one asks for its steps anew. */
  readonly fetchedAt: number
  /** Escape: back to the rows. */
  readonly onLeave: () => void
}

export function DetailPane({ run, fetchedAt, onLeave }: DetailPaneProps) {
  const data = useTimeline((state) => state.data)
  const selected = useTimeline((state) => state.selected)
  const spanId = data.outline.spanIds[selected]
  useTabKeys()
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    // Taken here, before the page's own search.
    if (
      event.key === paneKeys.search.keys[0] &&
      !isTyping(event.target as Element) &&
      focusSearch(event.currentTarget)
    ) {
      event.preventDefault()
      event.stopPropagation()
      return
    }
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.preventDefault()
    event.stopPropagation()
    onLeave()
  }
  return (
    <aside id={paneId} className={styles.pane} aria-label="Step detail" onKeyDown={onKeyDown}>
      {spanId === undefined ? null : <OneStep run={run} step={selected} spanId={spanId} fetchedAt={fetchedAt} />}
    </aside>
  )
}

/** Into the search of the attributes, where they are open; false where they are not, or single keys are off. */
function focusSearch(pane: HTMLElement): boolean {
  const field = pane.querySelector<HTMLInputElement>(`#${searchId}`)
  if (!field || !usePreferences.getState().singleKeys) return false
  field.focus()
  return true
}

interface OneStepProps {
  readonly run: OpenRunRef
  readonly step: number
  readonly spanId: string
  readonly fetchedAt: number
}

function OneStep({ run, step, spanId, fetchedAt }: OneStepProps) {
  const query = useStep(run, spanId, fetchedAt)
  const detail = query.data ?? null
  const neighbours = useNeighbours(step)
  usePrefetchedSteps(run, neighbours, fetchedAt, detail !== null)
  // What takes long to draw is drawn after the rows have moved; all else moves with them.
  const deferred = useDeferredValue(detail)
  const shown = detail !== null && isLight(detail) ? detail : deferred
  const current = shown !== null && shown.spanId === spanId ? shown : null
  const missing = query.data?.missing === true
  const scroll = useKeptScroll(`${run.traceId}/${spanId}`, current !== null)

  return (
    <div className={styles.step}>
      <StepTitle run={run} step={step} />
      <div ref={scroll} className={styles.scroll} key={spanId} tabIndex={-1}>
        <StepFigures step={step} detail={current} />
        {current ? (
          <StepTextsProvider run={run} detail={current}>
            {current.error !== null || current.errorType !== null ? <ErrorBlock detail={current} /> : null}
            <Remarks detail={current} />
            {current.problem ? (
              <ErrorPanel compact info={current.problem} onRetry={() => void query.refetch()} />
            ) : null}
            <DetailTabs run={run} detail={current} placeholder={missing} />
          </StepTextsProvider>
        ) : query.error && !query.isFetching ? (
          <div className={styles.failed}>
            <ErrorPanel info={toErrorInfo(query.error)} onRetry={() => void query.refetch()} />
          </div>
        ) : (
          <Skeleton />
        )}
      </div>
    </div>
  )
}

const lightMessages = 12
const lightAttributes = 60
const lightText = 20_000

/** Is the detail drawn in less than a frame? The raw document is as long as all else together. */
function isLight({ messages, attributeList, raw, shortened }: StepDetail): boolean {
  return (
    messages.length <= lightMessages &&
    attributeList.length <= lightAttributes &&
    raw.length <= lightText &&
    shortened.length === 0
  )
}

const scrolls = new Map<string, number>()
const rememberedScrolls = 200

/** A step that was read before is shown where it was left; a new one from its beginning. */
function useKeptScroll(step: string, ready: boolean): RefObject<HTMLDivElement | null> {
  const element = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const box = element.current
    if (!ready || !box) return
    const before = scrolls.get(step)
    if (before !== undefined) box.scrollTop = before
    const keep = (): void => {
      if (scrolls.size >= rememberedScrolls) scrolls.clear()
      scrolls.set(step, box.scrollTop)
    }
    box.addEventListener('scroll', keep, { passive: true })
    return () => box.removeEventListener('scroll', keep)
  }, [step, ready])
  return element
}

/** The steps of the rows below and above. */
function useNeighbours(step: number): readonly string[] {
  const rows = useTimeline((state) => state.rows)
  const { outline } = useTimeline((state) => state.data)
  return useMemo(() => {
    const row = rowOf(rows, step)
    return [rows[row + 1], rows[row - 1]].flatMap((one) =>
      one === undefined || row < 0 ? [] : [outline.spanIds[one]!],
    )
  }, [outline, rows, step])
}

function Skeleton() {
  return (
    <div className={styles.skeleton} role="status" aria-label="Reading the step">
      {[62, 88, 74, 91, 40, 83, 56].map((width) => (
        <span key={width} style={{ width: `${width}%` }} />
      ))}
    </div>
  )
}
