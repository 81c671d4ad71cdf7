/** Is the sidebar of sources shown? In a narrow window, or at a large zoom, it stands aside by itself until it is asked for; the choice made there does not change that for wide windows. */

import { create } from 'zustand'
import { usePreferences } from './preferences.ts'
import { useMedia } from './use-media.ts'

const narrow = '(max-width: 760px)'

const useNarrowChoice = create<{ readonly shown: boolean }>()(() => ({ shown: false }))

/** Whether the sidebar is shown in this window. */
export function useSidebarShown(): boolean {
  const isNarrow = useMedia(narrow)
  const collapsed = usePreferences((preferences) => preferences.sidebarCollapsed)
  const shown = useNarrowChoice((choice) => choice.shown)
  return isNarrow ? shown : !collapsed
}

/** Shows the sidebar, or puts it aside. */
export function toggleSidebar(): void {
  if (window.matchMedia(narrow).matches) return useNarrowChoice.setState(({ shown }) => ({ shown: !shown }))
  const { sidebarCollapsed, set } = usePreferences.getState()
  set({ sidebarCollapsed: !sidebarCollapsed })
}
