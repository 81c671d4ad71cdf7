/**
 * The icons of rows as pictures for CSS: rows are written by hand, and a picture is one element where an icon would be eight. The icons themselves are drawn once,
 * out of sight, and each becomes a custom property on the timeline, anew in every theme.
 */

import { ChevronDown, ChevronRight, CircleDashed, Gauge, type LucideIcon, Scissors, Unplug, Zap } from 'lucide-react'
import { type RefObject, useLayoutEffect, useRef } from 'react'
import { type StepType, stepTypes } from '../../../../shared/model/step-type.ts'
import { StepIcon } from '../../ui/step-icon.tsx'
import { onThemeChange, palette } from './palette.ts'
import styles from './row-icons.module.css'

const marks = {
  folded: [ChevronRight, '--text-muted'],
  open: [ChevronDown, '--text-muted'],
  missing: [Unplug, '--text-muted'],
  streamed: [Zap, '--text-muted'],
  cut: [Scissors, '--warn'],
  running: [CircleDashed, '--info'],
  throttled: [Gauge, '--warn'],
} satisfies Record<string, readonly [LucideIcon, string]>

/** An icon that a row may show: `data-icon` of its element. */
export type RowIcon = StepType | keyof typeof marks

export function RowIcons({ root }: { root: RefObject<HTMLElement | null> }) {
  const drawn = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    const paint = (): void => {
      const colors = palette()
      for (const one of drawn.current?.querySelectorAll<HTMLElement>('[data-token]') ?? []) {
        const svg = one.querySelector('svg')?.outerHTML ?? ''
        const colored = svg.replaceAll('currentColor', colors.color(one.dataset['token'] ?? ''))
        const picture = `url("data:image/svg+xml,${encodeURIComponent(colored)}")`
        root.current?.style.setProperty(`--icon-${one.dataset['name']}`, picture)
      }
    }
    paint()
    return onThemeChange(paint)
  }, [root])

  return (
    <div ref={drawn} className={styles.hidden} aria-hidden>
      {stepTypes.map((type) => (
        <span key={type} data-name={type} data-token={`--step-${type}-ink`}>
          <StepIcon type={type} />
        </span>
      ))}
      {Object.entries(marks).map(([name, [Icon, token]]) => (
        <span key={name} data-name={name} data-token={token}>
          <Icon size={13} strokeWidth={2} />
        </span>
      ))}
    </div>
  )
}
