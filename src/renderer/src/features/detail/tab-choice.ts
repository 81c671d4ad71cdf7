/** Which tab of the detail is open: what the link says, else the one last used, else the one that fits. */

import { useCallback } from 'react'
import { type DetailTab, detailTabs, navigate, useLocation } from '../../location.ts'

const storageKey = 'tracecraft.detail.tab'

function remembered(): DetailTab | null {
  const text = localStorage.getItem(storageKey)
  return detailTabs.find((one) => one === text) ?? null
}

/** The open tab and how to open another. A step without messages shows its input in their place, and keeps the choice for the next step. */
export function useTabChoice(hasMessages: boolean): readonly [DetailTab, (tab: DetailTab) => void] {
  const fromLink = useLocation((location) => location.tab)
  const wanted = fromLink ?? remembered() ?? 'messages'
  const open = useCallback((tab: DetailTab) => {
    localStorage.setItem(storageKey, tab)
    navigate({ tab })
  }, [])
  return [wanted === 'messages' && !hasMessages ? 'input' : wanted, open]
}
