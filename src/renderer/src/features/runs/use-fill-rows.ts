import { useEffect, useMemo, useState } from 'react'
import { useClient } from '../../app/client-context.tsx'
import { usePreferences } from '../../app/preferences.ts'
import { RowFiller } from './row-filler.ts'
import type { RunRow } from './run-row.ts'
import type { SourceRuns } from './use-run-lists.ts'

/** Fills the rows in sight while the list is on screen and the window is visible. Gives what the grid tells of the rows that rest in sight. */
export function useFillRows(parts: readonly SourceRuns[]): (inSight: readonly RunRow[]) => void {
  const client = useClient()
  const wanted = usePreferences((preferences) => preferences.fillRows)
  const visible = useVisible()
  const [inSight, setInSight] = useState<readonly RunRow[]>([])
  const filler = useMemo(() => new RowFiller(client), [client])

  useEffect(() => () => filler.stop(), [filler])

  useEffect(() => {
    if (wanted && visible) filler.look(inSight, parts)
    else filler.stop()
  }, [filler, wanted, visible, inSight, parts])

  return setInSight
}

function useVisible(): boolean {
  const [visible, setVisible] = useState(() => document.visibilityState === 'visible')
  useEffect(() => {
    const follow = () => setVisible(document.visibilityState === 'visible')
    document.addEventListener('visibilitychange', follow)
    return () => document.removeEventListener('visibilitychange', follow)
  }, [])
  return visible
}
