import { useEffect } from 'react'
import { lookOf, lookQueries } from './look-of.ts'
import { type ContrastChoice, type ThemeChoice, usePreferences } from './preferences.ts'

/**
 * Puts the chosen theme and contrast on the document, now and when a choice or the system's own changes. Returns how to stop.
 */
export function applyTheme(theme: ThemeChoice, contrast: ContrastChoice): () => void {
  const put = () => {
    const data = document.documentElement.dataset
    const look = lookOf({ theme, contrast }, (query) => window.matchMedia(query).matches)
    data.contrast = look.contrast
    // Last and always: what is painted by hand watches this attribute, and paints anew even when it is set to the same.
    data.theme = look.theme
  }
  put()
  const queries = Object.values(lookQueries).map((query) => window.matchMedia(query))
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
