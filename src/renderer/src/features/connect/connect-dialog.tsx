import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { accessPolicy } from '../../../../shared/access-policy.ts'
import type { SourcesAnswer, SourceState } from '../../../../shared/contract.ts'
import { platformTitle } from '../../../../shared/platform.ts'
import type { SourceSettings } from '../../../../shared/source.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { useSourcesQuery } from '../sources/use-sources.ts'
import { AccessRights } from './access-rights.tsx'
import styles from './connect-dialog.module.css'
import { type Draft, draftOf, emptyDraft, readDraft } from './form-draft.ts'
import { FoundPanel } from './found-panel.tsx'
import { PasteBox } from './paste-box.tsx'
import { PlatformCards } from './platform-cards.tsx'
import { ProbeList, verdict } from './probe-list.tsx'
import { SourceForm } from './source-form.tsx'
import { SourcePreview } from './source-preview.tsx'
import { useDiscovery } from './use-discovery.ts'
import { useProbe } from './use-probe.ts'
import { useSave } from './use-save.ts'

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
  /** What the form starts with when one is added: the settings of a source that is duplicated. */
  initial?: SourceSettings
  testAtOnce?: boolean
  onClose: () => void
}) {
  const answer = useSourcesQuery().data
  const [draft, setDraft] = useState<Draft>(() =>
    source ? draftOf(source.settings) : initial ? draftOf(initial) : emptyDraft,
  )
  const [strict, setStrict] = useState(source !== undefined)
  const [chosen, setChosen] = useState('')
  const otherNames = useMemo(
    () => (answer?.sources ?? []).filter((one) => one.id !== source?.id).map((one) => one.settings.name),
    [answer, source],
  )
  const read = useMemo(() => readDraft(draft, otherNames), [draft, otherNames])
  const policy = useMemo(() => accessPolicy(read.settings), [read.settings])
  const discovery = useDiscovery()
  const here = discovery.found[draft.type]
  const probe = useProbe()
  const save = useSave(source, onClose)
  const valid = Object.keys(read.problems).length === 0
  const isDemo = source?.origin === 'demo'
  const form = useRef<HTMLFieldSetElement>(null)

  const startOnce = useRef(testAtOnce)
  const { start } = probe
  useEffect(() => {
    if (!startOnce.current) return
    startOnce.current = false
    start(read.settings)
  }, [start, read.settings])

  function change(part: Partial<Draft>) {
    setDraft((before) => ({ ...before, ...part }))
    setChosen('')
    // A result belongs to the settings that were tested.
    if (probe.state !== 'idle') probe.clear()
  }

  function whenValid(act: () => void) {
    setStrict(true)
    if (valid) return act()
    // The field that is in the way: after React has marked it.
    setTimeout(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
  }

  const test = () => whenValid(() => probe.start(read.settings))
  const saveThen = (open: boolean) => whenValid(() => save.run(read.settings, open, verdict(probe).tone === 'error'))

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
            <Button onClick={test}>Test</Button>
          )}
          <span className={styles.where}>{isDemo ? null : <Where answer={answer} source={source} />}</span>
          {isDemo ? (
            <Button onClick={onClose}>Close</Button>
          ) : (
            <>
              <Button disabled={save.busy} onClick={() => saveThen(false)}>
                Save
              </Button>
              <Button kind="primary" disabled={save.busy} onClick={() => saveThen(true)}>
                Save and open
              </Button>
            </>
          )}
        </>
      }
    >
      {source ? null : (
        <div className={styles.pick}>
          <PlatformCards value={draft.type} found={discovery.found} onChange={(type) => change({ type })} />
          <PasteBox onFill={change} />
          <FoundPanel
            platform={draft.type}
            discovery={here}
            done={discovery.done}
            draft={draft}
            onChoose={(fills, name) => {
              change(fills)
              setChosen(name)
            }}
          />
          <p className="visually-hidden" role="status">
            {chosen ? `${chosen} was filled in.` : ''}
          </p>
        </div>
      )}
      <div className={styles.columns}>
        <fieldset
          ref={form}
          className={styles.fields}
          disabled={isDemo}
          aria-label="Settings of the source"
          onKeyDown={(event) => onEnterInField(event, test)}
        >
          <SourceForm key={draft.type} draft={draft} read={read} strict={strict} discovery={here} onChange={change} />
        </fieldset>
        <aside className={styles.side} aria-label="Test and preview">
          {save.error ? <ErrorPanel info={save.error} compact /> : null}
          {probe.state === 'idle' ? (
            <p className={styles.hint}>
              <strong>Test</strong> goes through the connection stage by stage: credentials, identity, reach,
              permissions, and one sample query. A source can be saved before its test is green.
            </p>
          ) : (
            <ProbeList probe={probe} policy={policy.content} />
          )}
          <AccessRights policy={policy} />
          <SourcePreview settings={read.settings} placed={read.placed} />
        </aside>
      </div>
    </Dialog>
  )
}

/** Where a save goes to. */
function Where({ answer, source }: { answer: SourcesAnswer | undefined; source: SourceState | undefined }) {
  if (!answer) return null
  if (source?.origin === 'argument') return 'Given on the command line: a change lasts until the app is closed.'
  return (
    <>
      Saved in <code title={answer.configPath}>{shortPath(answer.configPath)}</code>
    </>
  )
}

/** Enter in a text field tests, as the first button of a form would. */
function onEnterInField(event: KeyboardEvent, test: () => void): void {
  const isText = event.target instanceof HTMLInputElement && event.target.type === 'text'
  if (event.key !== 'Enter' || !isText || event.nativeEvent.isComposing) return
  event.preventDefault()
  test()
}

function shortPath(path: string): string {
  const parts = path.split(/[/\\]/)
  return parts.length > 3 ? `…/${parts.slice(-3).join('/')}` : path
}
