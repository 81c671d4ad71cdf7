import { Popover } from '@base-ui/react/popover'
import { TriangleAlert } from 'lucide-react'
import type { RunTest } from '../../../../shared/query/match.ts'
import type { Notice } from '../../../../shared/notice.ts'
import type { SourceSettings } from '../../../../shared/source.ts'
import { Button } from '../../ui/button.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { Tip } from '../../ui/tooltip.tsx'
import { filterReach } from './filter-reach.ts'
import { lastLimit, useListStore } from './list-store.ts'
import styles from './list-footer.module.css'
import { RequestBudget } from './request-budget.tsx'
import { useMatchCounts } from './use-match-counts.ts'
import type { SourceRuns } from './use-run-lists.ts'
import type { RunRows } from './use-run-rows.ts'
import { longerPreset, presetTitle, presetWindow } from './window-choice.ts'

/** Below the list: how many runs are shown of how many, what is left to load, how far the filter went, and why the list may be less than the whole. */
export function ListFooter({
  parts,
  runRows,
  tests,
}: {
  parts: readonly SourceRuns[]
  runRows: RunRows
  tests: ReadonlyMap<string, RunTest | null>
}) {
  const { matched, maybe } = useMatchCounts(runRows, tests)
  const notices = parts.flatMap((part) =>
    (part.end?.notices ?? []).map((notice) => ({ source: part.source.settings.name, notice })),
  )
  const incomplete = parts.some((part) => part.end !== null && !part.end.complete)
  const reach = runRows.filter.kind === 'match' ? filterReach(parts) : null
  return (
    <footer className={styles.footer}>
      <span role="status" className={styles.count}>
        {countText(parts, runRows, matched)}
      </span>
      <Maybe count={maybe} />
      <More parts={parts} total={runRows.total} />
      {reach === null ? null : (
        <Tip label={reach} side="top">
          <button type="button" className={styles.reach}>
            {reach}
          </button>
        </Tip>
      )}
      <span className={styles.grow} />
      <RequestBudget sources={parts.map(({ source }) => source)} />
      <Notices notices={notices} several={parts.length > 1} incomplete={incomplete} />
    </footer>
  )
}

/** Rows that nobody may drop silently: the filter asks what their listing does not say, and nobody has read them in full. */
function Maybe({ count }: { count: number }) {
  const showMaybe = useListStore((store) => store.showMaybe)
  const setShowMaybe = useListStore((store) => store.setShowMaybe)
  if (count === 0 && !showMaybe) return null
  return (
    <span className={styles.part}>
      {count === 0 ? 'with those that might have matched' : `${count.toLocaleString('en')} more may match`}
      <Tip label="Their listing does not say what the filter asks. Rows in sight are read in full, and then it is known.">
        <Button kind="ghost" small aria-pressed={showMaybe} onClick={() => setShowMaybe(!showMaybe)}>
          {showMaybe ? 'Hide them' : 'Show them'}
        </Button>
      </Tip>
    </span>
  )
}

/** What there is beyond the last row: more in the window, or what lies before it. */
function More({ parts, total }: { parts: readonly SourceRuns[]; total: number }) {
  const { loadMore, limit, window, setWindow } = useListStore()
  const more = parts.filter((part) => part.end?.hasMore)
  const fetching = parts.some((part) => part.fetching)
  const settings: readonly SourceSettings[] = parts.map((part) => part.source.settings)
  const longer = longerPreset(window, settings)
  if (more.length > 0 && limit < lastLimit)
    return (
      <span className={styles.part}>
        more in {more.length > 2 ? `${more.length} sources` : more.map((part) => part.source.settings.name).join(', ')}
        <Button kind="ghost" small disabled={fetching} onClick={loadMore}>
          {fetching ? <Spinner size={12} /> : null}
          Load more
        </Button>
      </span>
    )
  if (more.length > 0)
    return <span className={styles.part}>no more than {lastLimit.toLocaleString('en')} of a source</span>
  if (total === 0 || longer === null || parts.some((part) => part.end === null)) return null
  return (
    <span className={styles.part}>
      <Button kind="ghost" small disabled={fetching} onClick={() => setWindow(presetWindow(longer))}>
        Older: {presetTitle[longer].toLowerCase()}
      </Button>
    </span>
  )
}

/** Nothing that was read is no count of what there is: while no source has answered, none is given. */
function countText(parts: readonly SourceRuns[], { filter, total, arranging }: RunRows, matched: number): string {
  if (total === 0 && parts.every((part) => part.end === null))
    return parts.some((part) => part.fetching) ? 'Reading…' : 'No answer'
  if (arranging && total === 0) return 'Sorting…'
  if (filter.kind === 'problem') return `${runs(total)}, not filtered`
  return matched === total ? runs(total) : `${matched.toLocaleString('en')} of ${runs(total)} match`
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
