import { type FormEvent, useMemo, useRef, useState } from 'react'
import type { SourceState } from '../../../../shared/contract.ts'
import { navigate, useLocation } from '../../location.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { PlatformMark } from '../../ui/platform-mark.tsx'
import { Select } from '../../ui/select.tsx'
import { useSources } from '../sources/use-sources.ts'
import styles from './open-by-id-dialog.module.css'
import { platformOfId, traceIdIn } from './trace-id-form.ts'

/** Opens a run by an id from a log or a ticket, in whatever form it was written. */
export function OpenByIdDialog({ onClose }: { onClose: () => void }) {
  const sources = useSources()
  const current = useLocation((location) => location.sourceId)
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const traceId = useMemo(() => traceIdIn(text), [text])
  const source = pick(sources, chosen, current, traceId)

  function open(event: FormEvent) {
    event.preventDefault()
    if (!source || traceId === '') return
    navigate({ run: { sourceId: source.id, traceId, startedAt: null } }, 'push')
    onClose()
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
          <Button kind="primary" type="submit" form="open-by-id" disabled={!source || traceId === ''}>
            Open
          </Button>
        </>
      }
    >
      <form id="open-by-id" className={styles.form} onSubmit={open}>
        <TextField
          ref={input}
          label="Trace id"
          mono
          value={text}
          onText={setText}
          placeholder="1-68e0a3f1-… or 32 hex digits or a number"
          hint="X-Ray’s form, W3C, a UUID, Datadog’s decimal, or the address of the trace in a console."
        />
        <div className={styles.source}>
          <span className={styles.label}>Source</span>
          {sources.length === 0 ? (
            <p className={styles.none}>Add a source first.</p>
          ) : (
            <Select
              wide
              label="Source"
              value={source?.id ?? ''}
              options={sources.map((one) => ({
                value: one.id,
                label: one.settings.name,
                icon: <PlatformMark platform={one.settings.type} size={14} />,
              }))}
              onChange={setChosen}
            />
          )}
        </div>
      </form>
    </Dialog>
  )
}

/** The source that the user chose; else one of the platform that the id's form tells; else the one on screen; else the first. */
function pick(
  sources: readonly SourceState[],
  chosen: string | null,
  current: string | null,
  traceId: string,
): SourceState | undefined {
  const byChoice = sources.find((source) => source.id === chosen)
  if (byChoice) return byChoice
  const onScreen = sources.find((source) => source.id === current)
  const platform = platformOfId(traceId)
  if (platform !== null && onScreen?.settings.type !== platform) {
    const fitting = sources.find((source) => source.settings.type === platform)
    if (fitting) return fitting
  }
  return onScreen ?? sources[0]
}
