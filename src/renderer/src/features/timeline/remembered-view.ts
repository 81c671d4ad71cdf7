/** How the user last looked at a run: kept on this machine for the next one. Nothing of a trace is in it. */

import { type Coloring, colorings } from './bar-colors.ts'

const storageKey = 'tracecraft.timeline.view'

interface RememberedView {
  readonly coloring: Coloring
  readonly critical: boolean
}

/** What was remembered; colours by type and no critical path where nothing was. */
export function rememberedView(): RememberedView {
  const [coloring, critical] = (localStorage.getItem(storageKey) ?? '').split(' ')
  return { coloring: colorings.find((one) => one === coloring) ?? 'type', critical: critical === 'critical' }
}

/** Remembers a part and keeps the rest. */
export function rememberView(change: Partial<RememberedView>): void {
  const { coloring, critical } = { ...rememberedView(), ...change }
  localStorage.setItem(storageKey, `${coloring} ${critical ? 'critical' : 'plain'}`)
}
