/** Addresses as a part of a message may hold one: media that is somewhere else, or that is not what it says. */

import { attacks, beacon, payload } from './attack.ts'

export const addressAttacks = attacks({
  'media elsewhere': `${beacon}/picture.png`,
  'media by plain http': 'http://beacon.attack.example/picture.png',
  'media without a scheme': '//beacon.attack.example/picture.png',
  'media of this machine': 'http://127.0.0.1:1/shutdown',
  'media that is a page': `data:text/html,<script>${payload}</script>`,
  'media that is a drawing': `data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" onload="${payload}"><image href="${beacon}/x.png"/></svg>`,
  'media that is a drawing, in base64': `data:image/svg+xml;base64,${Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg"><script>${payload}</script></svg>`).toString('base64')}`,
  'media with two types': 'data:image/png;base64,text/html;base64,AAAA',
  'media that runs': `javascript:${payload}//picture.png`,
  'media with user info': 'https://bank.example%20@beacon.attack.example/x.png',
  'media with a break': `https://beacon.attack.example/\r\nHost: x`,
  'media with a backslash': 'https:\\\\beacon.attack.example\\x.png',
  'media of a blob': 'blob:http://127.0.0.1/0000',
  'media of the disk': 'file:///etc/passwd',
})
