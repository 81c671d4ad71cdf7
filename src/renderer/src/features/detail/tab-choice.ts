/** Which tab of the detail is open: what the link says, else the one last used, else the one that fits. */

import { registerKeys } from '../../app/key-map.ts'
import { useKeys } from '../../app/use-keys.ts'
import { type DetailTab, detailTabs, navigate, useLocation } from '../../location.ts'

/** One key a tab. */
export const tabKeys = registerKeys('Detail', {
  messages: { keys: ['m'], label: 'Messages' },
  input: { keys: ['i'], label: 'Input' },
  output: { keys: ['o'], label: 'Output' },
  attributes: { keys: ['a'], label: 'Attributes' },
  raw: { keys: ['r'], label: 'Raw document' },
})

/** Keys that act only while the focus is in the detail. */
export const paneKeys = registerKeys('Detail', {
  search: { keys: ['/'], label: 'Search the attributes, from within the detail' },
})

const storageKey = 'tracecraft.detail.tab'

function remembered(): DetailTab | null {
  const text = localStorage.getItem(storageKey)
  return detailTabs.find((one) => one === text) ?? null
}

function choose(tab: DetailTab): void {
  localStorage.setItem(storageKey, tab)
  navigate({ tab })
}

/** The keys of the tabs. They act while the step is still being read, too: the tab is open once it has come. */
export function useTabKeys(): void {
  const go = (tab: DetailTab) => (event: KeyboardEvent) => {
    // Beside an opened run the list of runs has some of the same letters.
    if (event.target instanceof Element && event.target.closest('[data-list-grid]')) return false
    choose(tab)
  }
  useKeys(tabKeys, {
    messages: go('messages'),
    input: go('input'),
    output: go('output'),
    attributes: go('attributes'),
    raw: go('raw'),
  })
}

/** The open tab and how to open another. A step without messages shows its input in their place, and keeps the choice for the next step. */
export function useTabChoice(hasMessages: boolean): readonly [DetailTab, (tab: DetailTab) => void] {
  const fromLink = useLocation((location) => location.tab)
  const wanted = fromLink ?? remembered() ?? 'messages'
  return [wanted === 'messages' && !hasMessages ? 'input' : wanted, choose]
}
