/** Tells the shell how the page looks, so that the next window starts in its colours. */

import { useEffect } from 'react'
import type { Client } from '../client.ts'
import { useClient } from './client-context.tsx'
import { usePreferences } from './preferences.ts'
import { tellShell } from './shell-notes.ts'

/** Once in the page: at first, and whenever the theme or the contrast has changed, by the user or by the system. */
export function useTellLook(): void {
  const client = useClient()
  useEffect(() => {
    const tell = () => tellLook(client)
    tell()
    const attributes = new MutationObserver(tell)
    attributes.observe(document.documentElement, { attributeFilter: ['data-theme', 'data-contrast'] })
    // A choice that looks the same for now, "as the system" for "dark" at night, is still another choice.
    const stop = usePreferences.subscribe((now, before) => {
      if (now.theme !== before.theme) tell()
    })
    return () => {
      attributes.disconnect()
      stop()
    }
  }, [client])
}

function tellLook(client: Client): void {
  const background = hexOf(getComputedStyle(document.body).backgroundColor)
  const { theme } = usePreferences.getState()
  if (background !== null) void tellShell(client, { kind: 'look', theme, background })
}

/** `rgb(22, 22, 26)` as `#16161a`; null for anything else. */
function hexOf(color: string): string | null {
  const parts = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(color)?.slice(1).map(Number)
  return parts?.every((one) => one < 256) ? `#${parts.map((one) => one.toString(16).padStart(2, '0')).join('')}` : null
}
