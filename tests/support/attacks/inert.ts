/** What must be true of a page that shows attacks, whatever it shows of them. */

import type { BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'

/** What attacks tried, as far as the browser tells: dialogs, new windows, documents that took the page's place, downloads. */
export function watchAttacks(page: Page, context: BrowserContext = page.context()): string[] {
  const tried: string[] = []
  page.on('dialog', (dialog) => {
    tried.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  context.on('page', (opened) => tried.push(`window: ${opened.url()}`))
  page.on('download', (download) => tried.push(`download: ${download.url()}`))
  page.on('frameattached', (frame) => tried.push(`frame: ${frame.url()}`))
  page.on('framenavigated', (frame) => {
    if (!/^http:\/\/127\.0\.0\.1:\d+\/(?:#.*)?$/.test(frame.url())) tried.push(`navigation: ${frame.url()}`)
  })
  return tried
}

/** Asserts that nothing of the attacks has become part of the page but as text. */
export async function expectInert(page: Page, where: string): Promise<void> {
  const found = await page.evaluate(() => {
    const faults: string[] = []
    const globals = window as unknown as Record<string, unknown>
    if (globals['__owned'] !== undefined) faults.push('a script ran')
    if (({} as Record<string, unknown>)['owned'] !== undefined) faults.push('the prototype of objects was changed')
    if (document.documentElement instanceof HTMLElement && !(document.body instanceof HTMLBodyElement))
      faults.push('a name took the place of the body')
    const forbidden =
      'iframe, frame, object, embed, applet, form, base, meta[http-equiv], template, math, audio, video, portal, foreignObject, animate, set, use, [srcdoc], [formaction], [autofocus]:not([data-own-focus])'
    for (const one of document.querySelectorAll(forbidden)) faults.push(`element: ${one.outerHTML.slice(0, 200)}`)
    for (const one of document.querySelectorAll<HTMLScriptElement | HTMLLinkElement>('script, link')) {
      const from = one instanceof HTMLLinkElement ? one.href : one.src
      const icon = one instanceof HTMLLinkElement && one.rel === 'icon'
      if (!icon && !from.startsWith(`${location.origin}/assets/`)) faults.push(`loads: ${one.outerHTML.slice(0, 200)}`)
    }
    for (const one of document.querySelectorAll('style')) faults.push(`style: ${one.textContent.slice(0, 100)}`)
    for (const one of document.querySelectorAll('*'))
      for (const { name, value } of one.attributes)
        if (/^on/i.test(name)) faults.push(`handler: ${name}=${value.slice(0, 100)}`)
        else if (
          /^(?:href|src|action|data|poster|xlink:href)$/i.test(name) &&
          /^\s*(?:javascript|vbscript|file|blob|http):/i.test(value) &&
          !value.startsWith(`${location.origin}/assets/`)
        )
          faults.push(`address: ${value.slice(0, 100)}`)
    for (const link of document.querySelectorAll('a')) {
      const plain = link.getAttribute('href')?.startsWith('https://') === true && !link.href.includes('@')
      if (!plain || link.target !== '_blank' || !link.rel.includes('noreferrer'))
        faults.push(`link: ${link.outerHTML.slice(0, 200)}`)
    }
    for (const image of document.querySelectorAll('img'))
      if (!/^data:image\/(?:png|jpeg|jpg|gif|webp|avif|bmp);base64,/.test(image.src))
        faults.push(`image: ${image.src.slice(0, 100)}`)
    return faults
  })
  expect(found, where).toEqual([])
  expect(page.url(), where).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/(?:#|$)/)
}
