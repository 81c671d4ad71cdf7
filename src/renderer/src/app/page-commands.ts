import { useEffect, useRef } from 'react'
import type { PageCommand } from '../../../shared/contract.ts'

const handlers = new Map<PageCommand, (() => void)[]>()

/** Runs what is bound to a command; of several, the one mounted last (an opened run's `find` goes before the list's). */
export function runPageCommand(command: PageCommand): void {
  handlers.get(command)?.at(-1)?.()
}

/** Binds a command of the native menu, or of a key that means the same, while the component is mounted. */
export function usePageCommand(command: PageCommand, handler: () => void): void {
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
