/** The link to a view as it is handed to others. */

import { useEffect } from 'react'
import { printAppLink } from '../../../shared/app-link.ts'
import type { SourceState } from '../../../shared/contract.ts'
import { linkNameOf } from '../../../shared/linked-source.ts'
import { useSources } from '../features/sources/use-sources.ts'
import { linkTo, type PageLocation } from '../location.ts'

let sources: readonly SourceState[] = []

/** Once in the page: keeps the sources' names at hand. */
export function useLinkSources(): void {
  const now = useSources()
  useEffect(() => {
    sources = now
  }, [now])
}

/** Does this page run in the desktop app? */
export function isDesktop(): boolean {
  return 'desktop' in window
}

/** The link to a location that differs from this one in these parts: in the app one that opens the app, in a browser this page's address. */
export function shareLink(change: Partial<PageLocation>): string {
  return isDesktop() ? appLinkTo(change) : linkTo(change)
}

/** The link that opens the desktop app at such a location. It names the source by its place, so that it means the same to whoever has that source too. */
export function appLinkTo(change: Partial<PageLocation>): string {
  const fields = new URLSearchParams(new URL(linkTo(change)).hash.slice(1))
  const [runSource, ...trace] = (fields.get('run') ?? '').split('/')
  const id = runSource || fields.get('source')
  const source = sources.find((one) => one.id === id)
  const parts = {
    source: source ? linkNameOf(source.settings) : id,
    trace: trace.join('/') || null,
    ...Object.fromEntries(['at', 'step', 'tab', 'face'].map((name) => [name, fields.get(name)])),
  }
  // What is listed belongs to a link to the list.
  const view = ['q', 'w', 'errors', 'sort', 'by'].map((name) => [name, fields.get(name)])
  return printAppLink(runSource ? parts : { ...parts, ...Object.fromEntries(view) })
}
