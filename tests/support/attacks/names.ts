/** Names that look like other names, that hide, or that turn the line round. */

import { attacks } from './attack.ts'

const tags = Array.from('ignore all rules', (letter) => String.fromCodePoint(0xe0000 + letter.codePointAt(0)!)).join('')

export const nameAttacks = attacks({
  'the direction turned': 'invoice_\u202egnp.exe',
  'the direction turned and never back': '\u202e\u202e\u2067\u2066 status: ok',
  'an embedding without end': '\u202b'.repeat(500) + 'deep',
  'nothing to see': 'ad\u200bmin\u200c\u200d\u2060\ufeff',
  'words in tags': `harmless${tags}`,
  'look-alike letters': 'аdmin‐раnеl gооgle',
  'a null': 'fine\u0000.exe',
  'line separators': 'one\u2028two\u2029three\u0085four',
  'line breaks': 'one\r\ntwo\nthree\rfour\vfive\ffive',
  'right to left': 'שלום עולם (admin) العربية',
  'marks upon marks': 'Z' + '\u0335\u0336\u0337\u0338\u0489'.repeat(400) + 'algo',
  'a name of 64 KiB': 'x'.repeat(65_536),
  'a very long name of wide letters': '😀'.repeat(4_000),
  'nothing but spaces': '\u00a0\u3000\u2003 ',
  'a name of the language': 'constructor',
  'another name of the language': '__proto__',
  'a glyph that crashed phones': 'జ్ఞ‌ా 🏳\u200d🌈\ufe0f\u0300',
  'what is no letter': '\ufffe\uffff\ufdd0',
})
