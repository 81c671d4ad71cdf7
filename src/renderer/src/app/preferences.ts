import { create } from 'zustand'
import { persist } from 'zustand/middleware'

export type ThemeChoice = 'system' | 'light' | 'dark'
export type ContrastChoice = 'system' | 'normal' | 'more'
export type TimeZoneChoice = 'local' | 'utc'

/** What the user chose for this machine. Kept in local storage; nothing of a trace is ever in it. */
export interface Preferences {
  readonly theme: ThemeChoice
  readonly contrast: ContrastChoice
  readonly timeZone: TimeZoneChoice
  /** Does the list refresh itself when its answer is past its time? */
  readonly autoRefresh: boolean
  /** Are the rows on screen read in full where their listing leaves fields open? */
  readonly fillRows: boolean
  /** Do single keys (j, k, e, …) act? Off leaves only combinations with a modifier, arrows, Enter and Escape. */
  readonly singleKeys: boolean
  readonly sidebarCollapsed: boolean
  /** Does the desktop app come back with the windows that it was left with? */
  readonly reopenWindows: boolean
  /** Does the desktop app tell of new failures while no window of it has the focus? */
  readonly notify: boolean
}

export const defaultPreferences: Preferences = {
  theme: 'system',
  contrast: 'system',
  timeZone: 'local',
  autoRefresh: true,
  fillRows: true,
  singleKeys: true,
  sidebarCollapsed: false,
  reopenWindows: true,
  notify: false,
}

interface PreferencesStore extends Preferences {
  readonly set: (change: Partial<Preferences>) => void
}

/** The preferences and how to change them. Select the part you need. */
export const usePreferences = create<PreferencesStore>()(
  persist(
    (set) => ({
      ...defaultPreferences,
      set: (change) => set(change),
    }),
    { name: 'tracecraft.preferences', version: 1 },
  ),
)
