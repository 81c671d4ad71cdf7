import { useEffect, useState } from 'react'
import type { RowFilter } from './row-filter.ts'

/** The platforms are asked once the user pauses for so long, in milliseconds. */
const pauseMs = 300

/** The filter that the platforms are asked for: the newest that could be read, once it has stood for a moment. Null: none. */
export function useAskedFilter(filter: RowFilter): string | null {
  const text = filter.kind === 'match' ? filter.text : null
  const [asked, setAsked] = useState(text)
  const isProblem = filter.kind === 'problem'
  useEffect(() => {
    if (isProblem || text === asked) return
    const timer = setTimeout(() => setAsked(text), text === null ? 0 : pauseMs)
    return () => clearTimeout(timer)
  }, [text, isProblem, asked])
  return asked
}
