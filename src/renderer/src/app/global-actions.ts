/** Actions of the whole page that have no key of their own. */

import { useDemo } from '../features/sources/use-demo.ts'
import { emptyLocation, getLocation, navigate, runFaces } from '../location.ts'
import { anotherAddress } from '../page-key.ts'
import { toast } from '../ui/toaster.tsx'
import { type Action, useActions } from './actions.ts'
import { useDialogs } from './dialogs.ts'
import { appLinkTo, isDesktop, shareLink } from './share-link.ts'
import { openWindowAt } from './shell-notes.ts'
import { type ContrastChoice, type Preferences, type ThemeChoice, usePreferences } from './preferences.ts'

const faceLabel = { timeline: 'Timeline', flame: 'Flame graph', statistics: 'Statistics' } as const
const themeLabel: Readonly<Record<ThemeChoice, string>> = {
  system: 'Theme: as the system',
  light: 'Theme: light',
  dark: 'Theme: dark',
}
const contrastLabel: Readonly<Record<ContrastChoice, string>> = {
  system: 'Contrast: as the system',
  normal: 'Contrast: normal',
  more: 'Contrast: high',
}

const set = (change: Partial<Preferences>) => () => usePreferences.getState().set(change)
const is = (test: (preferences: Preferences) => boolean) => () => test(usePreferences.getState())

function preferenceActions(): Action[] {
  const themes = Object.entries(themeLabel) as [ThemeChoice, string][]
  const contrasts = Object.entries(contrastLabel) as [ContrastChoice, string][]
  const everywhere = { group: 'Everywhere', keys: [] } as const
  return [
    ...themes.map(([theme, label]) => ({
      ...everywhere,
      id: `theme-${theme}`,
      label,
      words: 'colour color appearance mode',
      when: is((now) => now.theme !== theme),
      run: set({ theme }),
    })),
    ...contrasts.map(([contrast, label]) => ({
      ...everywhere,
      id: `contrast-${contrast}`,
      label,
      words: 'theme accessibility',
      when: is((now) => now.contrast !== contrast),
      run: set({ contrast }),
    })),
    {
      ...everywhere,
      id: 'time-utc',
      label: 'Show times in UTC',
      words: 'zone',
      when: is((now) => now.timeZone !== 'utc'),
      run: set({ timeZone: 'utc' }),
    },
    {
      ...everywhere,
      id: 'time-local',
      label: 'Show times in the local time zone',
      when: is((now) => now.timeZone !== 'local'),
      run: set({ timeZone: 'local' }),
    },
  ]
}

const faceActions: readonly Action[] = runFaces.map((face) => ({
  id: `face-${face}`,
  label: faceLabel[face],
  group: 'Views',
  keys: [],
  words: 'show the run as face',
  when: () => getLocation().run !== null && getLocation().face !== face,
  run: () => navigate({ face }),
}))

async function copyLink(link: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(link)
    toast('Link copied')
  } catch {
    toast('The clipboard refused the link.', undefined, 'failed')
  }
}

/** The address of this tab works in this tab only. */
async function openAnotherTab(): Promise<void> {
  try {
    window.open(await anotherAddress(), '_blank', 'noopener')
  } catch (error) {
    toast('No other tab could be opened.', error instanceof Error ? error.message : undefined, 'failed')
  }
}

/** Offers them while the page is up. */
export function useGlobalActions(): void {
  const open = useDialogs((store) => store.open)
  const demo = useDemo()
  useActions([
    ...faceActions,
    { id: 'add-source', label: 'Add a source', group: 'Everywhere', keys: [], run: () => open({ kind: 'add-source' }) },
    { id: 'start-demo', label: 'Explore the demo', group: 'Everywhere', keys: [], run: demo.start },
    {
      id: 'copy-link',
      label: 'Copy a link to this view',
      group: 'Everywhere',
      keys: [],
      run: () => void copyLink(shareLink({})),
    },
    ...(isDesktop()
      ? [
          {
            id: 'new-window',
            label: 'New window',
            group: 'Everywhere',
            keys: ['mod+shift+n'],
            run: () => openWindowAt(emptyLocation),
          } satisfies Action,
          {
            id: 'open-in-window',
            label: 'Open this view in another window',
            group: 'Everywhere',
            keys: [],
            words: 'duplicate new',
            run: () => openWindowAt({}),
          } satisfies Action,
        ]
      : [
          {
            id: 'copy-app-link',
            label: 'Copy a link that opens the desktop app',
            group: 'Everywhere',
            keys: [],
            words: 'share tracecraft view',
            run: () => void copyLink(appLinkTo({})),
          } satisfies Action,
          {
            id: 'another-tab',
            label: 'Open another tab',
            group: 'Everywhere',
            keys: [],
            words: 'new window browser address',
            run: () => void openAnotherTab(),
          } satisfies Action,
        ]),
    ...preferenceActions(),
  ])
}
