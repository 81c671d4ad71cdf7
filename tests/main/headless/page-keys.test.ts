import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { PageKeys } from '../../../src/main/headless/page-keys.ts'
import { keysWith, newSecret } from '../../support/page-keys.ts'

describe('the keys of pages', () => {
  it('let a page in by its token once, and from then on by the secret that it made', () => {
    const keys = new PageKeys()
    const token = keys.newToken()
    const tab = newSecret()
    expect(keys.admit(keysWith(null, tab))).toBe('refused')
    expect(keys.admit(keysWith(token, tab))).toBe('new')
    expect(keys.admit(keysWith(null, tab))).toBe('known')
    expect(keys.admit(keysWith(token, newSecret()))).toBe('refused')
    expect(keys.admit(keysWith(token, tab))).toBe('known')
  })

  it('use a token up even when the page that brings it is known, or brings no secret', () => {
    const keys = new PageKeys()
    const tab = newSecret()
    keys.admit(keysWith(keys.newToken(), tab))
    const second = keys.newToken()
    expect(keys.admit(keysWith(second, tab))).toBe('known')
    expect(keys.admit(keysWith(second))).toBe('refused')
    const third = keys.newToken()
    expect(keys.admit(['tracecraft', `tracecraft.token.${third}`])).toBe('refused')
    expect(keys.admit(keysWith(third))).toBe('refused')
  })

  it('keep tokens apart: each opens one tab, and a tab opens no other', () => {
    const keys = new PageKeys()
    const [one, two] = [keys.newToken(), keys.newToken()]
    expect(one).not.toBe(two)
    expect(Buffer.from(one, 'base64url')).toHaveLength(32)
    expect(keys.admit(keysWith(two))).toBe('new')
    expect(keys.admit(keysWith(one))).toBe('new')
  })

  it('forget the oldest of many addresses that nobody opened', () => {
    const keys = new PageKeys()
    const oldest = keys.newToken()
    const others = Array.from({ length: 16 }, () => keys.newToken())
    expect(keys.admit(keysWith(oldest))).toBe('refused')
    for (const token of others) expect(keys.admit(keysWith(token))).toBe('new')
  })

  it.each([
    ['nothing', []],
    ['an empty name', ['']],
    ['no secrets', ['tracecraft']],
    ['empty secrets', ['tracecraft.token.', 'tracecraft.session.']],
    ['a short secret of its own', ['TOKEN', 'tracecraft.session.abc']],
    ['a long secret of its own', ['TOKEN', `tracecraft.session.${randomBytes(4000).toString('base64url')}`]],
    ['letters that no secret has', ['TOKEN', `tracecraft.session.${'ü'.repeat(43)}`]],
    ['another name', ['TOKEN'.toLowerCase(), `TRACECRAFT.SESSION.${newSecret()}`]],
  ])('let nobody in who brings %s', (_what, offered) => {
    const keys = new PageKeys()
    const token = `tracecraft.token.${keys.newToken()}`
    expect(keys.admit(offered.map((one) => (one === 'TOKEN' ? token : one)))).toBe('refused')
  })

  it('let nobody new in for a minute after twenty wrong ones, not even with the right token, and never lock out who is in', () => {
    let now = 0
    const keys = new PageKeys(() => now)
    const tab = newSecret()
    keys.admit(keysWith(keys.newToken(), tab))
    for (let n = 0; n < 20; n++) {
      now += 1000
      expect(keys.admit(keysWith(newSecret()))).toBe('refused')
    }
    const token = keys.newToken()
    expect(keys.admit(keysWith(token))).toBe('slow-down')
    expect(keys.admit(keysWith(null, tab))).toBe('known')
    now += 60_000
    expect(keys.admit(keysWith(token))).toBe('new')
  })
})
