import { useEffect, useRef } from 'react'
import type { NamedCommand, PageCommand } from '../../../shared/shell.ts'
import { currentActions } from './actions.ts'

const handlers = new Map<NamedCommand, (() => void)[]>()

/** Runs what is bound to a command; of several, the one mounted last (an opened run's `find` goes before the list's). */
export function runPageCommand(command: PageCommand): void {
  if (typeof command === 'string') handlers.get(command)?.at(-1)?.()
  else if ('action' in command)
    currentActions()
      .find(({ id }) => id === command.action)
      ?.run()
  else window.location.hash = command.link
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
