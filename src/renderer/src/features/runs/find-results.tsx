import { CircleCheck, CircleMinus, CircleX } from 'lucide-react'
import type { ReactNode } from 'react'
import type { SourceState } from '../../../../shared/contract.ts'
import { platformTitle } from '../../../../shared/platform.ts'
import { formatDuration, fromMilliseconds } from '../../../../shared/units.ts'
import { formatDateTime, useTimeZone } from '../../app/time-format.ts'
import { Button } from '../../ui/button.tsx'
import { PlatformMark } from '../../ui/platform-mark.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import styles from './open-by-id-dialog.module.css'
import type { FindSearch, Found } from './use-find-run.ts'

/** How the search goes in each source, and what was found. */
export function FindResults({
  sources,
  search,
  onOpen,
}: {
  sources: readonly SourceState[]
  search: FindSearch
  onOpen: (found: Found) => void
}) {
  if (search.error !== null)
    return (
      <p className={styles.failed} role="alert">
        {search.error.message}
      </p>
    )
  return (
    <>
      <p className="visually-hidden" role="status">
        {summary(search)}
      </p>
      <ul className={styles.results} aria-label="Sources">
        {sources.map((source) => (
          <Result
            key={source.id}
            source={source}
            found={search.found.find((one) => one.sourceId === source.id)}
            done={search.done}
            onOpen={onOpen}
          />
        ))}
      </ul>
    </>
  )
}

function Result({
  source,
  found,
  done,
  onOpen,
}: {
  source: SourceState
  found: Found | undefined
  done: boolean
  onOpen: (found: Found) => void
}) {
  const zone = useTimeZone()
  const { icon, text } = stateOf(source, found, done)
  return (
    <li className={styles.result} data-state={found?.state}>
      <span className={styles.icon}>{icon}</span>
      <PlatformMark platform={source.settings.type} size={14} />
      <span className={styles.name}>{source.settings.name}</span>
      {found?.state === 'found' ? (
        <>
          <span className={styles.facts}>
            {found.run?.name}
            {found.run?.startTime == null ? '' : ` · ${formatDateTime(found.run.startTime, zone)}`}
            {found.run?.durationMs == null ? '' : ` · ${formatDuration(fromMilliseconds(found.run.durationMs))}`}
          </span>
          <Button small onClick={() => onOpen(found)}>
            Open
          </Button>
        </>
      ) : (
        <span className={styles.facts} title={text}>
          {text}
        </span>
      )}
    </li>
  )
}

function stateOf(
  source: SourceState,
  found: Found | undefined,
  done: boolean,
): { readonly icon: ReactNode; readonly text: string } {
  const none = <CircleMinus size={14} aria-hidden />
  switch (found?.state) {
    case undefined:
      return { icon: none, text: done ? 'not asked' : 'waiting' }
    case 'looking':
      return { icon: <Spinner size={13} />, text: 'looking…' }
    case 'found':
      return { icon: <CircleCheck size={14} className={styles.found} aria-hidden />, text: 'found' }
    case 'absent':
      return {
        icon: none,
        text: found.traceId === null ? `not in a form that ${platformTitle[source.settings.type]} has` : 'not there',
      }
    case 'failed':
      return {
        icon: <CircleX size={14} className={styles.failed} aria-hidden />,
        text: found.error?.message ?? 'could not be asked',
      }
  }
}

function summary({ found, done }: FindSearch): string {
  const there = found.filter((one) => one.state === 'found').length
  if (there > 0) return `Found in ${there} ${there === 1 ? 'source' : 'sources'}`
  if (!done) return 'Looking'
  const failed = found.filter((one) => one.state === 'failed').length
  return failed > 0 ? `Not found; ${failed} could not be asked` : 'Not found in any source'
}
