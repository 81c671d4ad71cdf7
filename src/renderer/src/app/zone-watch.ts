/** The zone that the machine is in, which may change while the page is open: a traveller lands, a user sets it. */

import { useSyncExternalStore } from 'react'

/** How often is looked; no browser tells of it reliably. */
const everyMs = 3000

/** Zones that differ in nothing else differ in their offsets in winter and summer. */
const winter = new Date(Date.UTC(2026, 0, 1))
const summer = new Date(Date.UTC(2026, 6, 1))

/** Differs from what it was when the zone has changed. Cheap enough to be asked for each time that is printed. */
export function zoneStamp(): string {
  return `${winter.getTimezoneOffset()}/${summer.getTimezoneOffset()}`
}

let seen = zoneStamp()
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

function look(): void {
  const now = zoneStamp()
  if (now === seen) return
  seen = now
  for (const tell of listeners) tell()
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    timer = setInterval(look, everyMs)
    document.addEventListener('visibilitychange', look)
  }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    document.removeEventListener('visibilitychange', look)
  }
}

/** Draws anew whoever shows a time when the machine's zone has changed. */
export function useZoneStamp(): string {
  return useSyncExternalStore(subscribe, zoneStamp)
}
