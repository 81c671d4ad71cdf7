/** What bars are coloured by, and what each colour stands for. */

import { Palette } from 'lucide-react'
import { Menu } from '../../ui/menu.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { type Coloring, colorings } from './bar-colors.ts'
import styles from './color-menu.module.css'
import { type TimelineStore, useTimeline, useTimelineStore } from './timeline-store.ts'

const labels: Record<Coloring, string> = {
  type: 'Colour by type',
  service: 'Colour by service',
  model: 'Colour by model',
  status: 'Colour by status',
}

/** Goes to the next thing to colour by. */
export function nextColoring(store: TimelineStore): void {
  const { coloring, colorBy } = store.getState()
  colorBy(colorings[(colorings.indexOf(coloring) + 1) % colorings.length]!)
}

export function ColorMenu() {
  const store = useTimelineStore()
  const coloring = useTimeline((state) => state.coloring)
  return (
    <Menu
      trigger={
        <IconButton small label={`${labels[coloring]}: choose`} shortcut="t" icon={<Palette size={14} aria-hidden />} />
      }
      entries={colorings.map((one) => ({
        label: labels[one],
        icon: one === coloring ? <span className={styles.chosen} /> : undefined,
        onSelect: () => store.getState().colorBy(one),
      }))}
    />
  )
}

/** The legend stands under the rows while bars are coloured by something that the rows do not say in words. */
export function Legend() {
  const coloring = useTimeline((state) => state.coloring)
  const legend = useTimeline((state) => state.colors.legend)
  if (coloring === 'type') return null
  return (
    <ul className={styles.legend} aria-label={labels[coloring]}>
      {legend.map(({ token, label }) => (
        <li key={label} className={styles.entry}>
          <span className={styles.swatch} style={{ background: `var(${token})` }} aria-hidden />
          {label}
        </li>
      ))}
    </ul>
  )
}
