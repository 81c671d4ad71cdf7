import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { acceleratorOf, menuKey } from '../../../src/main/desktop/menu/menu-keys.ts'
import { type MenuDoes, type MenuState, menuTemplate } from '../../../src/main/desktop/menu/menu-template.ts'
import { menuLabel } from '../../../src/main/desktop/menu/menu-words.ts'
import type { MenuAction } from '../../../src/shared/shell.ts'

const systems = ['darwin', 'win32', 'linux'] as const

const actions: MenuAction[] = [
  { id: 'Everywhere/refresh', label: 'Refresh: ask the platforms again', group: 'Everywhere', keys: ['mod+r'] },
  { id: 'Everywhere/sidebar', label: 'Show or hide the sidebar', group: 'Everywhere', keys: ['mod+b'] },
  { id: 'Everywhere/allSources', label: 'All sources', group: 'Everywhere', keys: ['mod+0', 'g 0'] },
  { id: 'copy-link', label: 'Copy a link to this view', group: 'Everywhere', keys: [] },
  { id: 'theme-dark', label: 'Theme: dark', group: 'Everywhere', keys: [] },
  { id: 'face-flame', label: 'Flame graph', group: 'Views', keys: [] },
  { id: 'view:R&D of the week', label: 'R&D of the week', group: 'Views', keys: [] },
  { id: 'List of runs/errorsOnly', label: 'Errors only', group: 'List of runs', keys: ['e'] },
  { id: 'Timeline/nextError', label: 'Next error', group: 'Timeline', keys: ['e'] },
  { id: 'Timeline/previousError', label: 'Previous error', group: 'Timeline', keys: ['E'] },
  { id: 'Timeline/first', label: 'First step', group: 'Timeline', keys: ['g g'] },
  { id: 'Timeline/foldAll', label: 'Fold all', group: 'Timeline', keys: ['{'] },
  { id: 'Detail/input', label: 'Input', group: 'Detail', keys: ['i'] },
]

function build(platform: NodeJS.Platform, state: Partial<MenuState> = {}) {
  const done: unknown[] = []
  const noted =
    (what: string) =>
    (...given: unknown[]) =>
      void done.push(given.length > 0 ? [what, ...given] : what)
  const does = new Proxy({} as MenuDoes, { get: (_target, name) => noted(String(name)) })
  const template = menuTemplate(
    { platform, appName: 'TraceCraft', actions, blocked: false, recent: [], updates: false, ...state },
    does,
  )
  return { template, done }
}

const sub = (item: MenuItemConstructorOptions | undefined) => (item?.submenu ?? []) as MenuItemConstructorOptions[]
const title = (item: MenuItemConstructorOptions) => (item.label ?? item.role ?? '').replace(/&(?!&)/, '')
const inMenu = (template: MenuItemConstructorOptions[], ...path: string[]) =>
  path.reduce<MenuItemConstructorOptions | undefined>(
    (at, name) => (at ? sub(at) : template).find((item) => title(item) === name),
    undefined,
  )
const all = (items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  items.flatMap((item) => [item, ...all(sub(item))])

describe.each(systems)('the menu bar on %s', (platform) => {
  it('has the menus of the system, with every part of the page in its place', () => {
    const names = build(platform).template.map(title)
    const own = ['File', 'Edit', 'View', 'Runs', 'Timeline', 'Detail']
    expect(names).toEqual(platform === 'darwin' ? ['TraceCraft', ...own, 'window', 'help'] : [...own, 'Window', 'Help'])
  })

  it('can load no page anew, and says of every item what it is', () => {
    const items = all(build(platform).template)
    expect(items.filter((item) => /reload/i.test(item.role ?? ''))).toEqual([])
    for (const item of items)
      expect(item.type === 'separator' || item.label !== undefined || item.role !== undefined).toBe(true)
  })

  it('has no separator at an end or beside another', () => {
    const walk = (items: MenuItemConstructorOptions[]): void => {
      const kinds = items.map((item) => item.type === 'separator')
      expect(kinds[0] ?? false).toBe(false)
      expect(kinds.at(-1) ?? false).toBe(false)
      expect(kinds.some((one, at) => one && kinds[at + 1] === true)).toBe(false)
      for (const item of items) if (item.submenu) walk(sub(item))
    }
    for (const item of build(platform).template) walk(sub(item))
  })

  it('has what is always there before the page has said a word', () => {
    const items = all(build(platform, { actions: null }).template).map((item) => title(item).toLowerCase())
    for (const name of [
      'refresh',
      'find',
      'add a source…',
      'open by trace id…',
      'command palette',
      'settings…',
      'keyboard shortcuts',
      'new window',
    ])
      expect(items).toContain(name)
  })

  it('has every action that the page reported, once', () => {
    const { template, done } = build(platform)
    const items = all(template)
    for (const action of actions.filter(({ id }) => id !== 'Everywhere/refresh')) {
      const label = action.id.startsWith('view:') ? 'R&&D of the week' : menuLabel(action.label, platform)
      const found = items.filter((item) => item.label === label && item.click)
      expect(found).toHaveLength(1)
      found[0]!.click!(undefined as never, undefined, undefined as never)
      expect(done.at(-1)).toEqual(['command', { action: action.id }])
    }
    expect(items.filter((item) => item.label?.startsWith('Refresh'))).toHaveLength(1)
  })

  it('does nothing to the page behind a dialog', () => {
    const { template } = build(platform, { blocked: true })
    for (const path of [
      ['View', 'Refresh'],
      ['Timeline', menuLabel('Next error', platform)],
    ])
      expect(inMenu(template, ...path)?.enabled).toBe(false)
    expect(inMenu(template, 'File', menuLabel('New window', platform))?.enabled).not.toBe(false)
  })

  it('keeps the places of menus in which nothing can be done', () => {
    const { template } = build(platform, { actions: [] })
    expect(sub(inMenu(template, 'Timeline'))).toEqual([
      { label: menuLabel('No run is open', platform), enabled: false },
    ])
  })

  it('lists recent runs as they are named, and clears them', () => {
    const { template, done } = build(platform, { recent: [{ label: 'prod · …a1b2c3d4' }, { label: 'R&D' }] })
    const recent = sub(inMenu(template, 'File', menuLabel('Open recent', platform)))
    expect(recent.map((item) => item.label ?? item.type)).toEqual([
      'prod · …a1b2c3d4',
      'R&&D',
      'separator',
      menuLabel('Clear menu', platform),
    ])
    recent[1]!.click!(undefined as never, undefined, undefined as never)
    recent[3]!.click!(undefined as never, undefined, undefined as never)
    expect(done).toEqual([['openRecent', 1], 'clearRecent'])
  })

  it('asks for updates only where there is a feed', () => {
    const has = (updates: boolean) =>
      all(build(platform, { updates }).template).some((item) => /updates/i.test(item.label ?? ''))
    expect([has(false), has(true)]).toEqual([false, true])
  })
})

describe('a key in a menu', () => {
  it.each([
    ['mod+shift+n', 'CmdOrCtrl+Shift+N'],
    ['ctrl+d', 'Ctrl+D'],
    ['alt+ArrowUp', 'Alt+Up'],
    ['shift+ArrowLeft', 'Shift+Left'],
    ['mod+,', 'CmdOrCtrl+,'],
    ['G', 'Shift+G'],
    ['e', 'E'],
    ['+', 'Plus'],
    ['{', '{'],
    ['g g', null],
    ['mod+1…9', null],
  ])('%s is written as %s', (key, accelerator) => {
    expect(acceleratorOf(key)).toBe(accelerator)
  })

  it('acts as a combination and is only shown as a single one, so that typing stays typing', () => {
    expect(menuKey(['e', 'mod+e'], 'linux')).toEqual({ accelerator: 'CmdOrCtrl+E' })
    expect(menuKey(['e'], 'win32')).toEqual({ accelerator: 'E', registerAccelerator: false })
    expect(menuKey(['Enter'], 'linux')).toEqual({ accelerator: 'Return', registerAccelerator: false })
  })

  it('is told by the tool tip on macOS, which registers every accelerator', () => {
    expect(menuKey(['e'], 'darwin')).toEqual({ toolTip: 'Key: e' })
    expect(menuKey(['E'], 'darwin')).toEqual({ toolTip: 'Key: Shift+E' })
    expect(menuKey(['g g'], 'darwin')).toEqual({ toolTip: 'Key: g g' })
    expect(menuKey(['mod+b'], 'darwin')).toEqual({ accelerator: 'CmdOrCtrl+B' })
    expect(menuKey([], 'darwin')).toEqual({})
  })
})

describe('a label in a menu', () => {
  it('is a title on macOS and a sentence elsewhere, and keeps its ampersands', () => {
    expect(menuLabel('Copy a link to this view', 'darwin')).toBe('Copy a Link to This View')
    expect(menuLabel('Copy a link to this view', 'linux')).toBe('Copy a link to this view')
    expect(menuLabel('R & D', 'win32')).toBe('R && D')
  })
})
