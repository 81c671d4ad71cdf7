import { Trash2 } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { useListPreferences } from './list-preferences.ts'
import styles from './views-dialogs.module.css'

/** Asks for the name under which the view on screen is saved. */
export function SaveViewDialog({
  names,
  suggested,
  onSave,
  onClose,
}: {
  names: readonly string[]
  suggested: string
  onSave: (name: string) => void
  onClose: () => void
}) {
  const [name, setName] = useState(suggested)
  const input = useRef<HTMLInputElement>(null)
  const trimmed = name.trim()
  const taken = names.includes(trimmed)
  function save(event: FormEvent) {
    event.preventDefault()
    if (trimmed !== '') onSave(trimmed)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title="Save this view"
      description="Keeps the filter, the window of time, the order, the columns and the source, on this machine."
      initialFocus={input}
      foot={
        <>
          <span className={styles.grow} />
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form="save-view" disabled={trimmed === ''}>
            {taken ? 'Replace' : 'Save'}
          </Button>
        </>
      }
    >
      <form id="save-view" onSubmit={save}>
        <TextField
          ref={input}
          label="Name"
          value={name}
          maxLength={80}
          onText={setName}
          hint={taken ? 'There is a view of this name; it will be replaced.' : 'Such as: slow failures in production'}
        />
      </form>
    </Dialog>
  )
}

/** Renames and deletes saved views. */
export function ManageViewsDialog({ onClose }: { onClose: () => void }) {
  const { views, renameView, deleteView } = useListPreferences()
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title="Saved views"
      foot={
        <>
          <span className={styles.grow} />
          <Button kind="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      {views.length === 0 ? <p className={styles.none}>No view is saved.</p> : null}
      <ul className={styles.list}>
        {views.map((view) => (
          <ViewItem
            key={view.name}
            name={view.name}
            taken={(name) => views.some((other) => other.name === name)}
            onRename={(name) => renameView(view.name, name)}
            onDelete={() => deleteView(view.name)}
          />
        ))}
      </ul>
    </Dialog>
  )
}

function ViewItem({
  name,
  taken,
  onRename,
  onDelete,
}: {
  name: string
  taken: (name: string) => boolean
  onRename: (name: string) => void
  onDelete: () => void
}) {
  const [text, setText] = useState(name)
  const trimmed = text.trim()
  const problem =
    trimmed === '' ? 'A view needs a name' : trimmed !== name && taken(trimmed) ? 'There is a view of this name' : null
  const commit = () => {
    if (problem === null && trimmed !== name) onRename(trimmed)
  }
  return (
    <li className={styles.item}>
      <TextField
        label={`Name of ${name}`}
        value={text}
        maxLength={80}
        problem={problem}
        onText={setText}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          commit()
        }}
      />
      <IconButton label={`Delete ${name}`} icon={<Trash2 size={14} aria-hidden />} onClick={onDelete} />
    </li>
  )
}
