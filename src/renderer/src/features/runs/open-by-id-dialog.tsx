import { type FormEvent, useEffect, useRef, useState } from 'react'
import { navigate } from '../../location.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { useSources } from '../sources/use-sources.ts'
import { FindResults } from './find-results.tsx'
import styles from './open-by-id-dialog.module.css'
import { type Found, useFindRun } from './use-find-run.ts'

interface OpenByIdDialogProps {
  /** An id that was given elsewhere: it is looked for at once, and the run opened where it is found. */
  readonly text?: string | undefined
  readonly onClose: () => void
}

/** Opens a run by an id from a log or a ticket, in whatever form it was written: looks in every source, and says of each how it goes. */
export function OpenByIdDialog({ text: given = '', onClose }: OpenByIdDialogProps) {
  const sources = useSources()
  const [text, setText] = useState(given)
  const input = useRef<HTMLInputElement>(null)
  const id = text.trim()
  const { search, look, forget } = useFindRun()
  const current = search !== null && search.id === id ? search : null
  const first = current?.found.find((one) => one.state === 'found') ?? null
  const [atOnce, setAtOnce] = useState(given !== '')
  const isReady = sources.length > 0
  // The palette's "Open the run": the id needs no second Enter.
  useEffect(() => {
    if (given !== '' && isReady) look(given.trim())
  }, [given, isReady, look])

  function open({ sourceId, traceId: native, run }: Found) {
    onClose()
    navigate({ run: { sourceId, traceId: native ?? id, startedAt: run?.startTime ?? null } }, 'push')
  }
  // Whoever pressed Enter wants the run, not the news of it.
  useEffect(() => {
    if (atOnce && first) open(first)
  })
  function submit(event: FormEvent) {
    event.preventDefault()
    if (id === '' || sources.length === 0) return
    if (first) return open(first)
    setAtOnce(true)
    if (current === null || current.done) look(id)
  }

  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title="Open by trace id"
      initialFocus={input}
      foot={
        <>
          <span className={styles.grow} />
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form="open-by-id" disabled={sources.length === 0 || id === ''}>
            {first ? 'Open' : 'Find and open'}
          </Button>
        </>
      }
    >
      <form id="open-by-id" className={styles.form} onSubmit={submit}>
        <TextField
          ref={input}
          label="Trace id"
          mono
          value={text}
          onText={(next) => {
            setText(next)
            setAtOnce(false)
            if (next.trim() !== search?.id) forget()
          }}
          onPaste={(event) => {
            const pasted = event.clipboardData.getData('text').trim()
            // A paste into an empty field is the whole id: it is looked for while the user reads on.
            if (text === '' && pasted.length >= 16 && sources.length > 0) look(pasted)
          }}
          placeholder="1-68e0a3f1-… or 32 hex digits or a number"
          hint="X-Ray’s form, W3C, a traceparent, a UUID, Datadog’s decimal, or the address of the trace in a console."
        />
        {sources.length === 0 ? <p className={styles.none}>Add a source first.</p> : null}
        {current ? <FindResults sources={sources} search={current} onOpen={open} /> : null}
      </form>
    </Dialog>
  )
}
