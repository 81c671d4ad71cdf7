import { Monitor, Moon, Sun } from 'lucide-react'
import type { ReactNode } from 'react'
import { type ContrastChoice, type ThemeChoice, type TimeZoneChoice, usePreferences } from '../../app/preferences.ts'
import { zoneName } from '../../app/time-format.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Switch } from '../../ui/switch.tsx'
import { About } from './about.tsx'
import styles from './settings-dialog.module.css'

const themes = [
  { value: 'system', label: 'System', icon: <Monitor size={13} aria-hidden /> },
  { value: 'light', label: 'Light', icon: <Sun size={13} aria-hidden /> },
  { value: 'dark', label: 'Dark', icon: <Moon size={13} aria-hidden /> },
] as const satisfies readonly { value: ThemeChoice; label: string; icon: ReactNode }[]

const contrasts = [
  { value: 'system', label: 'System' },
  { value: 'normal', label: 'Normal' },
  { value: 'more', label: 'High' },
] as const satisfies readonly { value: ContrastChoice; label: string }[]

const zones = [
  { value: 'local', label: 'Local' },
  { value: 'utc', label: 'UTC' },
] as const satisfies readonly { value: TimeZoneChoice; label: string }[]

/** The preferences of this machine. Each takes effect at once. */
export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const { theme, contrast, timeZone, autoRefresh, fillRows, singleKeys, notify, reopenWindows, set } = usePreferences()
  return (
    <Dialog open onClose={onClose} size="small" title="Settings">
      <div className={styles.settings}>
        <Setting title="Theme" hint="">
          <Segmented label="Theme" value={theme} options={themes} onChange={(next) => set({ theme: next })} />
        </Setting>
        <Setting title="Contrast" hint="High: black on white or white on black, with edges drawn.">
          <Segmented
            label="Contrast"
            value={contrast}
            options={contrasts}
            onChange={(next) => set({ contrast: next })}
          />
        </Setting>
        <Setting title="Time zone" hint={`Times are shown in ${zoneName(timeZone)}.`}>
          <Segmented label="Time zone" value={timeZone} options={zones} onChange={(next) => set({ timeZone: next })} />
        </Setting>
        <Setting title="Refresh by itself" hint="When an answer is past its cache time, while the window is visible.">
          <Switch label="Refresh by itself" checked={autoRefresh} onChange={(next) => set({ autoRefresh: next })} />
        </Setting>
        <Setting
          title="Fill rows on screen"
          hint="Reads the runs you look at, for the steps, tokens, models and errors that a listing leaves out. Uses at most half of the request budget."
        >
          <Switch label="Fill rows on screen" checked={fillRows} onChange={(next) => set({ fillRows: next })} />
        </Setting>
        <Setting title="Single-key shortcuts" hint="Such as j, k, e and /. Combinations with Ctrl or ⌘ always work.">
          <Switch label="Single-key shortcuts" checked={singleKeys} onChange={(next) => set({ singleKeys: next })} />
        </Setting>
        {'desktop' in window ? (
          <Setting
            title="Notifications"
            hint="While you work elsewhere: new failed runs, and sign-ins that end or return. Lists then refresh in hidden windows too."
          >
            <Switch label="Notifications" checked={notify} onChange={(next) => set({ notify: next })} />
          </Setting>
        ) : null}
        {'desktop' in window ? (
          <Setting
            title="Reopen windows"
            hint="At the next start, with what they showed. Of sources and runs only the ids are kept for it."
          >
            <Switch label="Reopen windows" checked={reopenWindows} onChange={(next) => set({ reopenWindows: next })} />
          </Setting>
        ) : null}
      </div>
      <About />
    </Dialog>
  )
}

function Setting({ title, hint, children }: { title: string; hint: string; children: ReactNode }) {
  return (
    <div className={styles.setting}>
      <div className={styles.words}>
        <p className={styles.title}>{title}</p>
        {hint ? <p className={styles.hint}>{hint}</p> : null}
      </div>
      {children}
    </div>
  )
}
