import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { applyTheme } from '../../src/renderer/src/app/theme.ts'

/** What the system says, by media query. */
const system = new Map<string, EventTarget & { matches: boolean }>()

function says(query: string, matches: boolean): void {
  const known = system.get(query) ?? Object.assign(new EventTarget(), { matches })
  known.matches = matches
  system.set(query, known)
  known.dispatchEvent(new Event('change'))
}

const shown = () => {
  const { theme, contrast } = document.documentElement.dataset
  return `${theme} ${contrast}`
}

beforeEach(() => {
  system.clear()
  vi.spyOn(window, 'matchMedia').mockImplementation((query) => {
    if (!system.has(query)) says(query, false)
    return system.get(query) as unknown as MediaQueryList
  })
})
afterEach(() => vi.restoreAllMocks())

describe('the theme', () => {
  it('follows the system where that is chosen, also when the system changes', () => {
    const stop = applyTheme('system', 'system')
    expect(shown()).toBe('light normal')
    says('(prefers-color-scheme: dark)', true)
    expect(shown()).toBe('dark normal')
    says('(prefers-contrast: more)', true)
    expect(shown()).toBe('dark more')
    stop()
    says('(prefers-contrast: more)', false)
    expect(shown()).toBe('dark more')
  })

  it('has high contrast where the system forces its colours', () => {
    says('(forced-colors: active)', true)
    applyTheme('system', 'system')()
    expect(shown()).toBe('light more')
  })

  it('is what was chosen, whatever the system asks for', () => {
    says('(prefers-color-scheme: dark)', true)
    says('(prefers-contrast: more)', true)
    applyTheme('light', 'normal')()
    expect(shown()).toBe('light normal')
    says('(prefers-color-scheme: dark)', false)
    applyTheme('dark', 'more')()
    expect(shown()).toBe('dark more')
  })
})
