import { useEffect } from 'react'
import { type ContrastChoice, type ThemeChoice, usePreferences } from './preferences.ts'

/**
 * Puts the chosen theme and contrast on the document, now and when a choice or the system's own changes. A system that forces its own colours asks for high
 * contrast too: edges and selections are then drawn as lines. Returns how to stop.
 */
export function applyTheme(theme: ThemeChoice, contrast: ContrastChoice): () => void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  const more = window.matchMedia('(prefers-contrast: more)')
  const forced = window.matchMedia('(forced-colors: active)')
  const put = () => {
    const data = document.documentElement.dataset
    data.contrast =
      contrast === 'more' || (contrast === 'system' && (more.matches || forced.matches)) ? 'more' : 'normal'
    // Last and always: what is painted by hand watches this attribute, and paints anew even when it is set to the same.
    data.theme = theme === 'dark' || (theme === 'system' && dark.matches) ? 'dark' : 'light'
  }
  put()
  const queries = [dark, more, forced]
  for (const query of queries) query.addEventListener('change', put)
  return () => {
    for (const query of queries) query.removeEventListener('change', put)
  }
}

/** Keeps the document in the chosen theme and contrast. */
export function useTheme(): void {
  const theme = usePreferences((preferences) => preferences.theme)
  const contrast = usePreferences((preferences) => preferences.contrast)
  useEffect(() => applyTheme(theme, contrast), [theme, contrast])
}
