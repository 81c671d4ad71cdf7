/** What a step is, in a small card beside the pointer once it rests on a row. It never takes the pointer. */

import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { isGroup } from '../../../../shared/model/outline-groups.ts'
import { nameAt, outlineFlags, stepTypeAt } from '../../../../shared/model/outline.ts'
import { formatDuration, microseconds } from '../../../../shared/units.ts'
import { StepIcon, stepTypeLabel } from '../../ui/step-icon.tsx'
import { durationText } from './bar-text.ts'
import styles from './hover-card.module.css'
import { useTimelineStore } from './timeline-store.ts'
import { formatTokenPair } from './token-format.ts'

/** The pointer must rest this long, so that no card flickers past while it travels. */
const restMs = 150

interface Hovered {
  readonly step: number
  readonly x: number
  readonly y: number
}

export function HoverCard({ root }: { root: RefObject<HTMLDivElement | null> }) {
  const store = useTimelineStore()
  const [hovered, setHovered] = useState<Hovered | null>(null)

  useEffect(() => {
    const element = root.current
    if (!element) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let shown = -1
    const hide = (): void => {
      clearTimeout(timer)
      if (shown >= 0) setHovered(null)
      shown = -1
    }
    const move = (event: PointerEvent): void => {
      const target = event.target instanceof Element ? event.target : null
      const row = target?.closest<HTMLElement>('[data-step]')
      const step = row && event.buttons === 0 && event.pointerType !== 'touch' ? Number(row.dataset['step']) : -1
      if (step === shown && step >= 0) return
      hide()
      if (step < 0) return
      timer = setTimeout(() => {
        shown = step
        setHovered({ step, x: event.clientX, y: event.clientY })
      }, restMs)
    }
    const hiding = ['pointerleave', 'pointerdown', 'wheel'] as const
    element.addEventListener('pointermove', move, { passive: true })
    for (const name of hiding) element.addEventListener(name, hide, { passive: true })
    return () => {
      clearTimeout(timer)
      element.removeEventListener('pointermove', move)
      for (const name of hiding) element.removeEventListener(name, hide)
    }
  }, [root])

  // Space asks for the card of the selected step, and puts it away; so does whatever moves the selection.
  useEffect(() => {
    let peeked = -1
    return store.subscribe((state, before) => {
      if (state.peeks !== before.peeks) {
        const row = root.current?.querySelector(`[data-timeline-scroller] [data-step="${state.selected}"]`)
        const box = row?.getBoundingClientRect()
        peeked = peeked === state.selected || !box ? -1 : state.selected
        setHovered(peeked < 0 || !box ? null : { step: peeked, x: box.left + 220, y: box.bottom - 14 })
      } else if (peeked >= 0 && (state.selected !== before.selected || state.rows !== before.rows)) {
        peeked = -1
        setHovered(null)
      }
    })
  }, [root, store])

  return hovered ? <Card key={hovered.step} {...hovered} /> : null
}

function Card({ step, x, y }: Hovered) {
  const { data, folding } = useTimelineStore().getState()
  const card = useRef<HTMLDivElement>(null)
  const { outline, times } = data

  useLayoutEffect(() => {
    const element = card.current
    if (!element) return
    const { width, height } = element.getBoundingClientRect()
    const left = Math.min(x + 14, window.innerWidth - width - 8)
    const below = y + 20
    const top = below + height > window.innerHeight - 8 ? y - height - 14 : below
    element.style.transform = `translate(${Math.round(left)}px, ${Math.round(Math.max(8, top))}px)`
  }, [x, y])

  if (step >= outline.length) return null
  const flags = outline.flags[step]!
  const type = stepTypeAt(outline, step)
  const model = outline.strings[outline.model[step]!]
  const service = outline.strings[outline.service[step]!]
  const tokens = formatTokenPair(outline.inputTokens[step]!, outline.outputTokens[step]!)
  const time = (value: number): string => formatDuration(Number.isFinite(value) ? microseconds(value) : null)
  const group = isGroup(outline, data.sizes, step) && folding[step] === 1 ? data.group(step) : null
  const facts: [string, string | undefined][] = group
    ? [
        ['Steps alike', group.count.toLocaleString('en-US')],
        ['Total', time(group.total ?? Number.NaN)],
        ['Median', time(group.median ?? Number.NaN)],
        ['Longest', time(group.longest ?? Number.NaN)],
        ['Failed', group.failed > 0 ? group.failed.toLocaleString('en-US') : ''],
      ]
    : [
        ['Starts at', `+${time(outline.offset[step]!)}`],
        ['Takes', durationText(data, step, (flags & outlineFlags.running) !== 0)],
        ['By itself', outline.size[step]! > 1 ? time(times.self[step]!) : ''],
        ['First token', Number.isFinite(outline.firstToken[step]!) ? time(outline.firstToken[step]!) : ''],
        ['Model', model],
        ['Tokens', tokens],
        ['Service', service],
        ['Steps below', outline.size[step]! > 1 ? (outline.size[step]! - 1).toLocaleString('en-US') : ''],
      ]
  return (
    <div ref={card} className={styles.card} aria-hidden>
      <div className={styles.title}>
        <StepIcon type={type} />
        <span className={styles.name}>{nameAt(outline, step) || 'Unnamed step'}</span>
        <span className={styles.type}>{stepTypeLabel[type]}</span>
      </div>
      <dl className={styles.facts}>
        {facts.map(([label, value]) =>
          value ? (
            <div key={label} className={styles.fact}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
    </div>
  )
}
