/** From what the user chose and what the system says to what the page looks like. Pure, and without imports that cost anything: it also runs before the page's bundle is there. */

/** What the user chose. Anything else than the words of the settings counts as `system`. */
export interface LookChoice {
  readonly theme?: unknown
  readonly contrast?: unknown
}

/** The media queries that decide where the user left it to the system. */
export const lookQueries = {
  dark: '(prefers-color-scheme: dark)',
  more: '(prefers-contrast: more)',
  forced: '(forced-colors: active)',
} as const

/** The attributes of the document that the stylesheets go by. A system that forces its own colours asks for high contrast too: edges and selections are then drawn as lines. */
export function lookOf(
  { theme, contrast }: LookChoice,
  matches: (query: string) => boolean,
): { readonly theme: 'light' | 'dark'; readonly contrast: 'normal' | 'more' } {
  const dark = theme === 'dark' || (theme !== 'light' && matches(lookQueries.dark))
  const more =
    contrast === 'more' || (contrast !== 'normal' && (matches(lookQueries.more) || matches(lookQueries.forced)))
  return { theme: dark ? 'dark' : 'light', contrast: more ? 'more' : 'normal' }
}
