import { useEffect } from 'react'
import { type ThemeChoice, usePreferences } from './preferences.ts'

/** Puts the chosen theme on the document, now and when the choice or the system's own theme changes. Returns how to stop. */
export function applyTheme(choice: ThemeChoice): () => void {
  const system = window.matchMedia('(prefers-color-scheme: dark)')
  const put = () => {
    const dark = choice === 'dark' || (choice === 'system' && system.matches)
    document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  }
  put()
  system.addEventListener('change', put)
  return () => system.removeEventListener('change', put)
}

/** Keeps the document in the chosen theme. */
export function useTheme(): void {
  const choice = usePreferences((preferences) => preferences.theme)
  useEffect(() => applyTheme(choice), [choice])
}
