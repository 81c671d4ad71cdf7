import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { SourceState } from '../../../../shared/contract.ts'
import type { ErrorInfo } from '../../../../shared/errors.ts'
import { platformTitle } from '../../../../shared/platform.ts'
import type { SourceSettings } from '../../../../shared/source.ts'
import { useClient } from '../../app/client-context.tsx'
import { queryKeys } from '../../app/query-keys.ts'
import { toErrorInfo } from '../../app/to-error-info.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { toast } from '../../ui/toaster.tsx'
import { showSource } from '../sources/show-source.ts'
import { useSourcesQuery } from '../sources/use-sources.ts'
import styles from './connect-dialog.module.css'
import { type Draft, draftOf, emptyDraft, readDraft } from './form-draft.ts'
import { PasteBox } from './paste-box.tsx'
import { PlatformCards } from './platform-cards.tsx'
import { ProbeList } from './probe-list.tsx'
import { SourceForm } from './source-form.tsx'
import { SourcePreview } from './source-preview.tsx'
import { useProbe } from './use-probe.ts'

/**
 * Adds a source, or edits and tests one that is there. A source can be saved while its test fails: then it stays in the sidebar with what is wrong. The demo's
 * sources can only be tested.
 */
export function ConnectDialog({
  source,
  initial,
  testAtOnce = false,
  onClose,
}: {
  /** The source to edit; without it one is added. */
  source?: SourceState
  /** What the form starts with when one is added. */
  initial?: SourceSettings
  testAtOnce?: boolean
  onClose: () => void
}) {
  const answer = useSourcesQuery().data
  const [draft, setDraft] = useState<Draft>(() =>
    source ? draftOf(source.settings) : initial ? draftOf(initial) : emptyDraft,
  )
  const [strict, setStrict] = useState(source !== undefined)
  const otherNames = useMemo(
    () => (answer?.sources ?? []).filter((one) => one.id !== source?.id).map((one) => one.settings.name),
    [answer, source],
  )
  const read = useMemo(() => readDraft(draft, otherNames), [draft, otherNames])
  const probe = useProbe()
  const save = useSave(source, onClose)
  const valid = Object.keys(read.problems).length === 0
  const isDemo = source?.origin === 'demo'

  const startOnce = useRef(testAtOnce)
  const { start } = probe
  useEffect(() => {
    if (!startOnce.current) return
    startOnce.current = false
    start(read.settings)
  }, [start, read.settings])

  function change(part: Partial<Draft>) {
    setDraft((before) => ({ ...before, ...part }))
    // A result belongs to the settings that were tested.
    if (probe.state !== 'idle') probe.clear()
  }

  function whenValid(act: () => void) {
    setStrict(true)
    if (valid) act()
  }

  return (
    <Dialog
      open
      onClose={onClose}
      size="large"
      keepOnPressOutside={!isDemo}
      title={source ? (isDemo ? `Test ${source.settings.name}` : `Edit ${source.settings.name}`) : 'Add a source'}
      description={
        source
          ? platformTitle[source.settings.type]
          : 'Traces are read with credentials that are already on this machine. Nothing is written to the platform.'
      }
      foot={
        <>
          {probe.state === 'running' ? (
            <Button onClick={probe.cancel}>Cancel the test</Button>
          ) : (
            <Button onClick={() => whenValid(() => probe.start(read.settings))}>Test</Button>
          )}
          <span className={styles.where}>
            {isDemo || !answer ? null : source?.origin === 'argument' ? (
              'Given on the command line: a change lasts until the app is closed.'
            ) : (
              <>
                Saved in <code title={answer.configPath}>{shortPath(answer.configPath)}</code>
              </>
            )}
          </span>
          {isDemo ? (
            <Button onClick={onClose}>Close</Button>
          ) : (
            <>
              <Button disabled={save.busy} onClick={() => whenValid(() => save.run(read.settings, false))}>
                Save
              </Button>
              <Button
                kind="primary"
                disabled={save.busy}
                onClick={() => whenValid(() => save.run(read.settings, true))}
              >
                Save and open
              </Button>
            </>
          )}
        </>
      }
    >
      {source ? null : (
        <div className={styles.pick}>
          <PlatformCards value={draft.type} onChange={(type) => change({ type })} />
          <PasteBox onFill={change} />
        </div>
      )}
      <div className={styles.columns}>
        <fieldset className={styles.fields} disabled={isDemo}>
          <SourceForm key={draft.type} draft={draft} read={read} strict={strict} onChange={change} />
        </fieldset>
        <aside className={styles.side}>
          {save.error ? <ErrorPanel info={save.error} compact /> : null}
          {probe.state === 'idle' ? (
            <p className={styles.hint}>
              <strong>Test</strong> goes through the connection stage by stage: credentials, identity, reach,
              permissions, and one sample query.
            </p>
          ) : (
            <ProbeList probe={probe} />
          )}
          <SourcePreview settings={read.settings} placed={read.placed} />
        </aside>
      </div>
    </Dialog>
  )
}

function useSave(
  source: SourceState | undefined,
  onClose: () => void,
): {
  readonly busy: boolean
  readonly error: ErrorInfo | null
  readonly run: (settings: SourceSettings, thenOpen: boolean) => void
} {
  const client = useClient()
  const queryClient = useQueryClient()
  const save = useMutation({
    mutationFn: ({ settings }: { settings: SourceSettings; thenOpen: boolean }) =>
      source
        ? client.sources.update({ id: source.id, settings, save: source.origin === 'config' })
        : client.sources.add({ settings, save: true }),
    onSuccess: async (saved, { thenOpen }) => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: queryKeys.sources }),
        queryClient.resetQueries({ queryKey: [...queryKeys.openRuns, saved.id] }),
      ])
      toast(source ? `${saved.settings.name} was changed.` : `${saved.settings.name} was added.`)
      if (thenOpen) showSource(saved.id)
      onClose()
    },
  })
  return {
    busy: save.isPending,
    error: save.error ? toErrorInfo(save.error) : null,
    run: (settings, thenOpen) => save.mutate({ settings, thenOpen }),
  }
}

function shortPath(path: string): string {
  const parts = path.split(/[/\\]/)
  return parts.length > 3 ? `…/${parts.slice(-3).join('/')}` : path
}
