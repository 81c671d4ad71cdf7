import { createContext } from 'react'

/** The place in the bar above an opened run where its name, badges and actions stand; null where there is no such bar. */
export const RunBarSlot = createContext<HTMLElement | null>(null)
