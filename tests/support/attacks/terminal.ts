/** Sequences that a terminal would obey. */

import { attacks, beacon } from './attack.ts'

const esc = '\u001b'

export const terminalAttacks = attacks({
  'the title': `${esc}]0;owned\u0007`,
  'the title, ended otherwise': `${esc}]2;owned${esc}\\`,
  'the clipboard': `${esc}]52;c;cm0gLXJmIH4=\u0007`,
  'a link under a word': `${esc}]8;;${beacon}/link${esc}\\harmless${esc}]8;;${esc}\\`,
  'a cleared screen': `${esc}[2J${esc}[3J${esc}[H`,
  'a line written over': `failed${esc}[2K\rok: all is well`,
  'a word written over': `failed\b\b\b\b\b\bfine  `,
  'colours that hide': `${esc}[8mhidden${esc}[0m ${esc}[30;40mhidden`,
  'the colours of our own': `${esc}[31merror:${esc}[39m ${esc}[32m✓${esc}[39m`,
  'a report that is typed': `${esc}[6n${esc}[c${esc}[21t${esc}P$q"p${esc}\\`,
  'an eight-bit sequence': '\u009b2J\u009d0;owned\u009c\u0090q\u009c',
  'a device string': `${esc}P1$tx${esc}\\${esc}_Gf=32;AAAA${esc}\\${esc}^x${esc}\\`,
  'a file to save': `${esc}]1337;File=name=eA==;inline=0:cm0=\u0007`,
  'a notification': `${esc}]9;you have mail\u0007${esc}]777;notify;a;b\u0007`,
  'another screen': `${esc}[?1049h${esc}[?25l${esc}[?2004l${esc}c`,
  'the end of a paste': `${esc}[201~rm -rf ~\n`,
  'a bell without end': '\u0007'.repeat(200),
  'a shift to other letters': '\u000e\u000f\u0018\u001a',
})
