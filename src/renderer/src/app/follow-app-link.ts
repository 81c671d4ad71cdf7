/** Goes where a link leads that came from outside the page. What it says is only ever looked up or shown; a source that is not there is offered, never added. */

import { useEffect } from 'react'
import { type AppLink, parseAppLink } from '../../../shared/app-link.ts'
import { possibleIds } from '../../../shared/pasted-trace-id.ts'
import type { SourceState } from '../../../shared/contract.ts'
import { toast } from '../ui/toaster.tsx'
import { navigate } from '../location.ts'
import { type OpenDialog, useDialogs } from './dialogs.ts'

/** Asks for the link to be followed: the dialog that it opens finds its source and closes by itself where that is known. */
export function followAppLink(link: AppLink): void {
  onceFree(() => {
    if (link.source === null && link.trace === null) goToAppLink(link, null)
    else useDialogs.getState().open({ kind: 'app-link', link })
  })
}

/** Once in the page: follows the link that it was opened with in a browser, `#open=tracecraft://…`, and takes it out of the address. */
export function useFirstLink(): void {
  useEffect(() => {
    const text = new URLSearchParams(window.location.hash.slice(1)).get('open')
    if (text === null) return
    navigate({})
    const read = parseAppLink(text)
    if ('link' in read) followAppLink(read.link)
    else toast('The link could not be followed', read.problem, 'failed')
  }, [])
}

/** Shows what a link of the page's own names. */
export function followPageLink(link: string): void {
  onceFree(() => {
    useDialogs.getState().close()
    window.location.hash = link
  })
}

/** Goes to the place, in this source or, with null, in all. The page reads what it says as it reads any address. */
export function goToAppLink(link: AppLink, source: SourceState | null): void {
  const fields = new URLSearchParams()
  const put = (name: string, value: string | null) => {
    if (value !== null) fields.set(name, value)
  }
  for (const name of ['q', 'w', 'errors', 'sort', 'by'] as const) put(name, link[name])
  if (source && link.trace === null) put('source', source.id)
  if (source && link.trace !== null) {
    put('run', `${source.id}/${possibleIds(source.settings.type, link.trace)[0] ?? link.trace}`)
    for (const name of ['at', 'step', 'tab', 'face'] as const) put(name, link[name])
  }
  // Nothing to show but the app: what is on screen stays.
  if (fields.size > 0) window.location.hash = fields.toString()
}

/** A form would be lost if another dialog took its place. */
const forms: ReadonlySet<OpenDialog['kind']> = new Set(['add-source', 'edit-source'])

let waiting: (() => void) | null = null

/** Does it now, or when the form that is open is closed; of several that wait, the newest. */
function onceFree(act: () => void): void {
  const { dialog } = useDialogs.getState()
  if (dialog === null || !forms.has(dialog.kind)) return act()
  toast('A link was opened', 'It is followed when this dialog is closed.')
  const isFirst = waiting === null
  waiting = act
  if (!isFirst) return
  const stop = useDialogs.subscribe(({ dialog: next }) => {
    if (next !== null) return
    stop()
    const late = waiting
    waiting = null
    late?.()
  })
}
