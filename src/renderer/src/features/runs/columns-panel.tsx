import { Popover } from '@base-ui/react/popover'
import { ArrowDown, ArrowUp, ChevronsLeftRight, ChevronsRightLeft, Columns3 } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { type ColumnLayout, defaultLayout, moved, resized, toggled } from './column-layout.ts'
import styles from './columns-panel.module.css'
import { useListPreferences } from './list-preferences.ts'
import { useListStore } from './list-store.ts'
import { type RunColumn, runColumn, runColumns } from './run-columns.tsx'
import type { ColumnKey } from './run-sort.ts'
import { useLeftOut } from './use-columns.ts'

const widthStep = 16

/** Chooses, orders, sorts and sizes the columns, by keyboard as well as by pointer. */
export function ColumnsPanel({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const layout = useListPreferences((store) => store.columns)
  const setColumns = useListPreferences((store) => store.setColumns)
  const shown = layout.map(({ key }) => runColumn(key))
  const hidden = runColumns.filter((column) => !shown.includes(column))
  return (
    <Popover.Root open={open} onOpenChange={onOpenChange}>
      <Popover.Trigger render={<IconButton label="Columns" shortcut="c" icon={<Columns3 size={14} aria-hidden />} />} />
      <Popover.Portal>
        <Popover.Positioner side="bottom" align="end" sideOffset={6} className={styles.positioner}>
          <Popover.Popup className={styles.popup}>
            <Popover.Title className={styles.title}>Columns</Popover.Title>
            <Popover.Description className={styles.help}>
              Space shows or hides, ↑ ↓ go from one to the next, Alt ↑ ↓ move it, ← → make it narrower or wider, s sorts
              by it.
            </Popover.Description>
            <ul className={styles.list}>
              {[...shown, ...hidden].map((column) => (
                <ColumnItem key={column.key} column={column} layout={layout} setColumns={setColumns} />
              ))}
            </ul>
            <footer className={styles.foot}>
              <Button small kind="ghost" onClick={() => setColumns(defaultLayout)}>
                As at first
              </Button>
            </footer>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

function ColumnItem({
  column: { key, title },
  layout,
  setColumns,
}: {
  column: RunColumn
  layout: ColumnLayout
  setColumns: (layout: ColumnLayout) => void
}) {
  const sort = useListStore((store) => store.sort)
  const sortBy = useListStore((store) => store.sortBy)
  const leftOut = useLeftOut((store) => store.leftOut.includes(key))
  const chosen = layout.find((column) => column.key === key)
  const at = layout.findIndex((column) => column.key === key)
  const size = (by: number) => setColumns(resized(layout, key, (chosen?.width ?? drawnWidth(key)) + by))
  const onKeyDown = (event: KeyboardEvent<HTMLLIElement>) => {
    const by = event.shiftKey ? 4 * widthStep : widthStep
    const up = event.key === 'ArrowUp' || event.key === 'k'
    if (up || event.key === 'ArrowDown' || event.key === 'j') {
      if (event.altKey) setColumns(moved(layout, key, up ? -1 : 1))
      else focusNext(event.currentTarget, up ? -1 : 1)
    } else if (chosen && event.key === 'ArrowLeft') size(-by)
    else if (chosen && event.key === 'ArrowRight') size(by)
    else if (event.key === 's') sortBy(key)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <li className={styles.item} onKeyDown={onKeyDown}>
      <label className={styles.label}>
        <input
          type="checkbox"
          checked={chosen !== undefined}
          disabled={chosen !== undefined && layout.length === 1}
          onChange={() => setColumns(toggled(layout, key))}
        />
        {title}
      </label>
      {leftOut && chosen ? <span className={styles.sorted}>no room</span> : null}
      {sort.key === key ? <span className={styles.sorted}>{sort.descending ? 'descending' : 'ascending'}</span> : null}
      {chosen ? (
        <span className={styles.actions}>
          {chosen.width === null ? null : (
            <button type="button" className={styles.width} onClick={() => setColumns(resized(layout, key, null))}>
              {chosen.width} px<span className="visually-hidden">; let {title} size itself</span>
            </button>
          )}
          <IconButton
            small
            tabIndex={-1}
            label={`Make ${title} narrower`}
            icon={<ChevronsRightLeft size={13} aria-hidden />}
            onClick={() => size(-widthStep)}
          />
          <IconButton
            small
            tabIndex={-1}
            label={`Make ${title} wider`}
            icon={<ChevronsLeftRight size={13} aria-hidden />}
            onClick={() => size(widthStep)}
          />
          <IconButton
            small
            tabIndex={-1}
            label={`Move ${title} to the left`}
            icon={<ArrowUp size={13} aria-hidden />}
            disabled={at === 0}
            onClick={() => setColumns(moved(layout, key, -1))}
          />
          <IconButton
            small
            tabIndex={-1}
            label={`Move ${title} to the right`}
            icon={<ArrowDown size={13} aria-hidden />}
            disabled={at === layout.length - 1}
            onClick={() => setColumns(moved(layout, key, 1))}
          />
        </span>
      ) : null}
    </li>
  )
}

/** How wide a column is on screen now, so that a first step starts from what is seen. */
function drawnWidth(key: ColumnKey): number {
  return document.querySelector(`[data-list-grid] [data-column=${key}]`)?.getBoundingClientRect().width || 120
}

function focusNext(item: HTMLLIElement, by: 1 | -1): void {
  const next = by === 1 ? item.nextElementSibling : item.previousElementSibling
  next?.querySelector('input')?.focus()
}
