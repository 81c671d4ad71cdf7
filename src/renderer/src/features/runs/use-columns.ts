import { type RefObject, useEffect, useLayoutEffect, useMemo, useState } from 'react'
import { create } from 'zustand'
import { type FittedColumns, fitColumns } from './column-layout.ts'
import { useListPreferences } from './list-preferences.ts'
import type { ColumnKey } from './run-sort.ts'

/** Columns that are chosen but have no room in the list as it is drawn. */
export const useLeftOut = create<{ readonly leftOut: readonly ColumnKey[] }>()(() => ({ leftOut: [] }))

/** The chosen columns as they fit into the element. The same object while the same columns fit in the same way. */
export function useColumns(element: RefObject<HTMLElement | null>): FittedColumns {
  const layout = useListPreferences((store) => store.columns)
  const [width, setWidth] = useState(1200)
  useLayoutEffect(() => {
    const target = element.current
    if (!target) return
    const read = () => setWidth(target.clientWidth)
    read()
    const size = new ResizeObserver(read)
    size.observe(target)
    return () => size.disconnect()
  }, [element])
  const fitted = fitColumns(layout, width)
  const text = JSON.stringify(fitted)
  // A drag of the window's edge changes the width with every frame, and the fit only now and then.
  const columns = useMemo(() => JSON.parse(text) as FittedColumns, [text])
  useEffect(() => useLeftOut.setState({ leftOut: columns.leftOut }), [columns])
  return columns
}
