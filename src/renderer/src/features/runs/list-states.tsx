import { CircleCheck, FilterX, Inbox } from 'lucide-react'
import type { SourceState } from '../../../../shared/contract.ts'
import { useDialogs } from '../../app/dialogs.ts'
import { useTimeZone } from '../../app/time-format.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useListStore } from './list-store.ts'
import styles from './list-states.module.css'
import { longerPreset, presetTitle, presetWindow, windowText } from './window-choice.ts'

/** The shape of the list while its first rows are on their way. */
export function ListSkeleton() {
  return (
    <div className={styles.skeleton} aria-hidden>
      {Array.from({ length: 14 }, (_, index) => (
        <div key={index} className={styles.bar} data-length={index % 4} />
      ))}
    </div>
  )
}

/** The platforms answered and there is nothing: the three things to try, in the order in which they usually help. */
export function NoRuns({ sources, filtered }: { sources: readonly SourceState[]; filtered: boolean }) {
  const { window, setWindow, errorsOnly, setErrorsOnly, setFilter } = useListStore()
  const open = useDialogs((store) => store.open)
  const zone = useTimeZone()
  const settings = sources.map((source) => source.settings)
  const span = windowText(window, settings, zone)
  const longer = longerPreset(window, settings)
  const named = sources.filter((source) => source.settings.service !== null)

  if (errorsOnly)
    return (
      <EmptyState
        icon={<CircleCheck size={26} aria-hidden />}
        title="No failed runs"
        actions={<Button onClick={() => setErrorsOnly(false)}>Show all runs</Button>}
      >
        <p>Nothing failed in {span}.</p>
      </EmptyState>
    )
  if (filtered)
    return (
      <EmptyState
        icon={<FilterX size={26} aria-hidden />}
        title="No run matches the filter"
        actions={<Button onClick={() => setFilter('')}>Clear the filter</Button>}
      >
        <p>The platforms were asked for what fits it, and found nothing in {span}.</p>
      </EmptyState>
    )
  return (
    <EmptyState icon={<Inbox size={26} aria-hidden />} title="No runs here">
      <p>
        {sources.length === 1 ? `${settings[0]?.name ?? 'The source'} answered` : 'All sources answered'}, and no trace
        lies in {span}.
      </p>
      <ol className={styles.advice}>
        <li>
          <div>
            <strong>Look further back.</strong> The traces may be older than that.
          </div>
          {longer ? (
            <Button small onClick={() => setWindow(presetWindow(longer))}>
              {presetTitle[longer]}
            </Button>
          ) : null}
        </li>
        <li>
          <div>
            <strong>Check the service name.</strong>{' '}
            {named.length === 0 ? (
              'None is set here. Where one is, it must match exactly, upper and lower case included.'
            ) : (
              <>
                It must match exactly, upper and lower case included:{' '}
                {named.map((source, index) => (
                  <span key={source.id}>
                    {index > 0 ? ', ' : ''}
                    <code>{source.settings.service}</code>
                  </span>
                ))}
                .
              </>
            )}
          </div>
          {named.length === 1 && named[0] ? (
            <EditButton onEdit={() => open({ kind: 'edit-source', source: named[0]!, testAtOnce: false })} />
          ) : null}
        </li>
        <li>
          <div>
            <strong>Think of sampling.</strong> Where only a share of the traces is kept, a quiet hour can be empty.
          </div>
        </li>
      </ol>
    </EmptyState>
  )
}

function EditButton({ onEdit }: { onEdit: () => void }) {
  return (
    <Button small onClick={onEdit}>
      Edit source
    </Button>
  )
}

/** Runs were read, and the filter lets none through for certain. */
export function NoMatches({ total, maybe }: { total: number; maybe: number }) {
  const setFilter = useListStore((store) => store.setFilter)
  const setShowMaybe = useListStore((store) => store.setShowMaybe)
  return (
    <EmptyState
      icon={<FilterX size={26} aria-hidden />}
      title={maybe > 0 ? 'No run matches the filter for certain' : 'No run matches the filter'}
      actions={
        <>
          {maybe > 0 ? (
            <Button kind="primary" onClick={() => setShowMaybe(true)}>
              Show what may match
            </Button>
          ) : null}
          <Button onClick={() => setFilter('')}>Clear the filter</Button>
        </>
      }
    >
      <p>
        {total.toLocaleString('en')} {total === 1 ? 'run was' : 'runs were'} read;{' '}
        {maybe > 0
          ? `of ${maybe.toLocaleString('en')} the listing does not say what the filter asks.`
          : 'none of them fits.'}
      </p>
    </EmptyState>
  )
}
