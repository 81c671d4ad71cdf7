import { useEffect, useRef } from 'react'
import type { NamedCommand, PageCommand } from '../../../shared/shell.ts'
import { currentActions } from './actions.ts'
import { useDialogs } from './dialogs.ts'
import { followAppLink, followPageLink } from './follow-app-link.ts'
import { toast } from '../ui/toaster.tsx'

const handlers = new Map<NamedCommand, (() => void)[]>()

/**
 * Runs what is bound to a command; of several, the one mounted last (an opened run's `find` goes before the list's). What acts on the page does nothing behind a dialog,
 * as its key does nothing there; a link that the user chose elsewhere takes the dialog's place.
 */
export function runPageCommand(command: PageCommand): void {
  const { dialog } = useDialogs.getState()
  if (typeof command === 'string') {
    if (dialog === null) handlers.get(command)?.at(-1)?.()
  } else if ('action' in command) {
    if (dialog !== null) return
    currentActions()
      .find(({ id }) => id === command.action)
      ?.run()
  } else if ('link' in command) followPageLink(command.link)
  else if ('open' in command) followAppLink(command.open)
  else toast(command.refused, command.why, 'failed')
}

/** Binds a command of the native menu, or of a key that means the same, while the component is mounted. */
export function usePageCommand(command: NamedCommand, handler: () => void): void {
  const latest = useRef(handler)
  useEffect(() => {
    latest.current = handler
  })
  useEffect(() => {
    const run = () => latest.current()
    handlers.set(command, [...(handlers.get(command) ?? []), run])
    return () => {
      handlers.set(
        command,
        (handlers.get(command) ?? []).filter((one) => one !== run),
      )
    }
  }, [command])
}
