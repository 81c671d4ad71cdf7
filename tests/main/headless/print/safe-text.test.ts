import { assert, jsonValue, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { safeJson, safeLines, safeText } from '../../../../src/main/headless/print/safe-text.ts'
import { styleFor } from '../../../../src/main/headless/print/style.ts'

/** The characters that must not be left. */
const obeyed = new RegExp(
  String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]`,
  'u',
)
const texts = string({ unit: 'binary' })

describe('text for a terminal', () => {
  it.each([
    ['the title', '\u001b]0;owned\u0007', '␛]0;owned␇'],
    ['the clipboard', '\u001b]52;c;ZXZpbA==\u001b\\', '␛]52;c;ZXZpbA==␛\\'],
    ['a link', '\u001b]8;;https://evil.example\u001b\\ok', '␛]8;;https://evil.example␛\\ok'],
    ['the cursor', 'fine\u001b[2K\rfailed\b\b', 'fine␛[2K␍failed␈␈'],
    ['eight bits', '\u009b2J\u0090q\u009c', '\\u009b2J\\u0090q\\u009c'],
    ['the direction', 'invoice_\u202egnp.exe', 'invoice_\\u202egnp.exe'],
    ['nobody’s eye', 'a\u200bb\ufeffc\u2060d', 'a\\u200bb\\ufeffc\\u2060d'],
    ['a model, in tags', `ok${String.fromCodePoint(0xe0041)}`, 'ok\\udb40\\udc41'],
    ['the next line', 'one\ntwo\u2028three\tfour', 'one⏎two\\u2028three four'],
    ['a delete', 'ab\u007f', 'ab␡'],
  ])('shows what was meant for %s', (_what, given, shown) => {
    expect(safeText(given)).toBe(shown)
  })

  it('leaves what people write as it is: scripts that join letters, accents, emoji', () => {
    for (const text of ['naïve — Größe', 'می‌خواهم', 'क्‍ष', '👩‍💻 東京', 'שלום', 'e\u0301'])
      expect(safeText(text)).toBe(text)
  })

  it('holds nothing that a terminal obeys, whatever it is made of', () => {
    assert(
      property(texts, (text) => {
        expect(safeText(text)).not.toMatch(obeyed)
        expect(safeText(text)).not.toMatch(/[\n\t]/)
        expect(safeLines(text)).not.toMatch(obeyed)
      }),
    )
  })

  it('keeps the colours of our own, and no others', () => {
    const style = styleFor(true)
    const line = `${style.red('error:')} ${style.dim('why')}`
    expect(safeLines(line, true)).toBe(line)
    expect(safeLines(line)).not.toContain('\u001b')
    for (const foreign of ['\u001b[5m', '\u001b[8m', '\u001b[38;5;1m', '\u001b[0m', '\u001b[31;1m', '\u001b[31H'])
      expect(safeLines(foreign, true)).not.toContain('\u001b')
  })

  it('says the same in JSON', () => {
    assert(
      property(jsonValue(), texts, (value, text) => {
        const made = safeJson(JSON.stringify({ value, text, [text]: 1 }, null, 2))
        expect(made).not.toMatch(obeyed)
        expect(JSON.parse(made)).toEqual(JSON.parse(JSON.stringify({ value, text, [text]: 1 })))
      }),
    )
  })
})
