import { Popover } from '@base-ui/react/popover'
import { TriangleAlert } from 'lucide-react'
import type { Notice } from '../../../../shared/notice.ts'
import { Button } from '../../ui/button.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { lastLimit, useListStore } from './list-store.ts'
import styles from './list-footer.module.css'
import type { SourceRuns } from './use-run-lists.ts'

/** Below the list: how many runs are shown of how many, what is left to load, and why the list may be less than the whole. */
export function ListFooter({
  parts,
  shown,
  total,
  unread,
}: {
  parts: readonly SourceRuns[]
  shown: number
  total: number
  /** The filter cannot be read and was not applied. */
  unread: boolean
}) {
  const loadMore = useListStore((store) => store.loadMore)
  const limit = useListStore((store) => store.limit)
  const more = parts.filter((part) => part.end?.hasMore)
  const fetching = parts.some((part) => part.fetching)
  const notices = parts.flatMap((part) =>
    (part.end?.notices ?? []).map((notice) => ({ source: part.source.settings.name, notice })),
  )
  const incomplete = parts.some((part) => part.end !== null && !part.end.complete)
  return (
    <footer className={styles.footer}>
      <span role="status">{countText(parts, shown, total, unread)}</span>
      {more.length > 0 && limit < lastLimit ? (
        <span className={styles.more}>
          more in{' '}
          {more.length > 2 ? `${more.length} sources` : more.map((part) => part.source.settings.name).join(', ')}
          <Button kind="ghost" small disabled={fetching} onClick={loadMore}>
            {fetching ? <Spinner size={12} /> : null}
            Load more
          </Button>
        </span>
      ) : null}
      <span className={styles.grow} />
      <Notices notices={notices} several={parts.length > 1} incomplete={incomplete} />
    </footer>
  )
}

/** Nothing that was read is no count of what there is: while no source has answered, none is given. */
function countText(parts: readonly SourceRuns[], shown: number, total: number, unread: boolean): string {
  if (total === 0 && parts.every((part) => part.end === null))
    return parts.some((part) => part.fetching) ? 'Reading…' : 'No answer'
  if (unread) return `${runs(total)}, not filtered`
  return shown === total ? runs(total) : `${shown.toLocaleString('en')} of ${runs(total)} match`
}

function Notices({
  notices,
  several,
  incomplete,
}: {
  notices: readonly { source: string; notice: Notice }[]
  several: boolean
  incomplete: boolean
}) {
  if (notices.length === 0 && !incomplete) return null
  const title = incomplete ? 'Partial' : notices.length === 1 ? '1 note' : `${notices.length} notes`
  return (
    <Popover.Root>
      <Popover.Trigger className={incomplete ? `${styles.notices} ${styles.partial}` : styles.notices}>
        <TriangleAlert size={12} aria-hidden />
        {title}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner side="top" align="end" sideOffset={6} className={styles.positioner}>
          <Popover.Popup className={styles.popup}>
            <Popover.Title className={styles.title}>
              {incomplete ? 'This list is not the whole truth' : 'About this list'}
            </Popover.Title>
            {notices.length === 0 ? <p>The platform answered in part and did not say why.</p> : null}
            <ul className={styles.list}>
              {notices.map(({ source, notice }) => (
                <li key={`${source}/${notice.code}/${notice.message}`}>
                  {several ? <strong>{source}: </strong> : null}
                  {notice.message}
                </li>
              ))}
            </ul>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

function runs(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'run' : 'runs'}`
}
