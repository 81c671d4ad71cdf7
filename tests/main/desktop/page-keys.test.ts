import { describe, expect, it } from 'vitest'
import { type PressedKey, pressedMeans } from '../../../src/main/desktop/windows/page-keys.ts'

const press = (key: string, ...held: ('control' | 'meta' | 'shift' | 'alt')[]): PressedKey => ({
  type: 'keyDown',
  key,
  control: held.includes('control'),
  meta: held.includes('meta'),
  shift: held.includes('shift'),
  alt: held.includes('alt'),
})

describe('a key before the page sees it', () => {
  it.each([
    ['F5', press('F5')],
    ['Ctrl+F5', press('F5', 'control')],
    ['Shift+F5', press('F5', 'shift')],
    ['Ctrl+Shift+R', press('R', 'control', 'shift')],
  ])('asks for a refresh, not for a reload: %s', (_name, key) => {
    expect(pressedMeans(key, 'win32', false)).toBe('refresh')
    expect(pressedMeans(key, 'linux', false)).toBe('refresh')
  })

  it('asks for a refresh by Cmd+Shift+R on a Mac, where F5 is the system’s', () => {
    expect(pressedMeans(press('r', 'meta', 'shift'), 'darwin', false)).toBe('refresh')
    expect(pressedMeans(press('R', 'control', 'shift'), 'darwin', false)).toBeNull()
    expect(pressedMeans(press('F5'), 'darwin', false)).toBeNull()
  })

  it('leaves Ctrl+R and Cmd+R to the page, and everything else', () => {
    expect(pressedMeans(press('r', 'control'), 'linux', false)).toBeNull()
    expect(pressedMeans(press('r', 'meta'), 'darwin', false)).toBeNull()
    for (const key of ['r', 'e', 'R', '0']) expect(pressedMeans(press(key), 'linux', true)).toBeNull()
    expect(pressedMeans({ ...press('F5'), type: 'keyUp' }, 'linux', false)).toBeNull()
    expect(pressedMeans(press('F5', 'alt'), 'linux', false)).toBeNull()
  })

  it('takes the zoom back where there is one, and is the page’s where there is none', () => {
    expect(pressedMeans(press('0', 'control'), 'linux', true)).toBe('actual-size')
    expect(pressedMeans(press('0', 'meta'), 'darwin', true)).toBe('actual-size')
    expect(pressedMeans(press('0', 'control'), 'linux', false)).toBeNull()
  })
})
