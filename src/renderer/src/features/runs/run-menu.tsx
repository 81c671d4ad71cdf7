import { AppWindow, ArrowRight, Clock3, Copy, Filter, Link } from 'lucide-react'
import type { QueryFieldName } from '../../../../shared/query/fields.ts'
import { parseQuery } from '../../../../shared/query/parse.ts'
import { printQuery } from '../../../../shared/query/print.ts'
import { microseconds } from '../../../../shared/units.ts'
import { isDesktop, shareLink } from '../../app/share-link.ts'
import { openWindowAt } from '../../app/shell-notes.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import { toast } from '../../ui/toaster.tsx'
import { useFilledRuns, withFilled } from './filled-runs.ts'
import { useListStore } from './list-store.ts'
import type { RunRow } from './run-row.ts'
import type { ListLine } from './sessions.ts'

/** So far does "around this run" reach either way. */
const aroundMicros = 15 * 60_000_000

/** What can be done with a line of the list. */
export function menuOf(
  line: ListLine,
  folded: ReadonlySet<string>,
  onOpen: (row: RunRow) => void,
): readonly MenuEntry[] {
  if (line.kind === 'run') return menuOfRun(line, onOpen)
  const isFolded = folded.has(line.key)
  const { session } = line
  return [
    {
      label: isFolded ? 'Unfold' : 'Fold',
      shortcut: isFolded ? 'l' : 'h',
      onSelect: () => useListStore.getState().setFolded([line.key], !isFolded),
    },
    ...(session === null ? [] : [{ label: 'Only this session', onSelect: () => addToFilter('session', session) }]),
  ]
}

function menuOfRun(row: RunRow, onOpen: (row: RunRow) => void): readonly MenuEntry[] {
  const { run } = withFilled(row, useFilledRuns.getState().filled.get(row.key))
  const place = {
    run: { sourceId: row.sourceId, traceId: run.cloudTraceId, startedAt: run.startTime },
    stepId: null,
    tab: null,
  }
  const only = (label: string, field: QueryFieldName, value: string | null | undefined): MenuEntry[] =>
    value == null
      ? []
      : [
          {
            label: `Only ${label} ${value.length > 28 ? `${value.slice(0, 27)}…` : value}`,
            icon: <Filter size={14} aria-hidden />,
            onSelect: () => addToFilter(field, value),
          },
        ]
  const filters = [
    ...only('session', 'session', run.sessionId),
    ...only('agent', 'agent', run.agentName),
    ...only('model', 'model', run.models?.[0]),
    ...only('service', 'service', run.serviceName),
  ]
  return [
    { label: 'Open', shortcut: 'Enter', icon: <ArrowRight size={14} aria-hidden />, onSelect: () => onOpen(row) },
    ...(isDesktop()
      ? [
          {
            label: 'Open in a new window',
            icon: <AppWindow size={14} aria-hidden />,
            onSelect: () => openWindowAt(place),
          },
        ]
      : []),
    {
      label: 'Runs around this one (±15 min)',
      shortcut: 'a',
      icon: <Clock3 size={14} aria-hidden />,
      disabled: run.startTime === null,
      onSelect: () => showAround(row),
    },
    ...(filters.length > 0 ? (['separator'] as const) : []),
    ...filters,
    'separator',
    {
      label: 'Copy trace id',
      shortcut: 'y',
      icon: <Copy size={14} aria-hidden />,
      onSelect: () => void copy(run.cloudTraceId, 'Trace id copied'),
    },
    {
      label: 'Copy link to the run',
      icon: <Link size={14} aria-hidden />,
      onSelect: () => void copy(shareLink(place), 'Link copied'),
    },
  ]
}

/** Lists what started up to 15 minutes before and after this run. False when its start is not known. */
export function showAround(row: RunRow): boolean {
  const start = row.run.startTime ?? useFilledRuns.getState().filled.get(row.key)?.run?.startTime ?? null
  if (start === null) return false
  useListStore
    .getState()
    .setWindow({ from: microseconds(start - aroundMicros), to: microseconds(start + aroundMicros) })
  return true
}

/** Puts a text on the clipboard and says whether it could. */
export async function copy(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    toast(done)
  } catch {
    toast('The clipboard refused', 'Allow this page to use the clipboard, and copy again.', 'failed')
  }
}

/** Narrows the list to runs of which this is so. */
export function addToFilter(field: QueryFieldName, value: string): void {
  const { filter, setFilter } = useListStore.getState()
  const part = printQuery({ kind: 'compare', field, operator: '=', value })
  const before = parseQuery(filter)
  if (!before.ok || before.query.kind === 'all') return setFilter(part)
  const { query } = before
  const text = printQuery(query)
  if (text.split(' ').includes(part)) return
  setFilter(`${query.kind === 'or' ? `(${text})` : text} ${part}`)
}
