/** What the run spent on each tool, model and agent, as a table. */

import { ArrowDown, ArrowUp, Copy, Search, Target } from 'lucide-react'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import {
  outlineStatistics,
  type StatisticsRow,
  type StatisticsSubject,
} from '../../../../../shared/model/outline-statistics.ts'
import { formatDuration, microseconds } from '../../../../../shared/units.ts'
import { bindingOf, statisticsKeys } from '../../../app/key-map.ts'
import { usePreferences } from '../../../app/preferences.ts'
import { navigate } from '../../../location.ts'
import { IconButton } from '../../../ui/icon-button.tsx'
import { ContextMenu, type MenuEntry } from '../../../ui/menu.tsx'
import { Segmented } from '../../../ui/segmented.tsx'
import { StepIcon } from '../../../ui/step-icon.tsx'
import { copy } from '../../runs/run-menu.tsx'
import { only } from '../step-menu.tsx'
import type { TimelineData } from '../timeline-data.ts'
import { useTimeline, useTimelineStore } from '../timeline-store.ts'
import { formatTokens } from '../token-format.ts'
import {
  figureOf,
  inOrder,
  sortedBy,
  type StatisticsColumn,
  statisticsColumns,
  type StatisticsSort,
} from './statistics-rows.ts'
import styles from './statistics.module.css'

const subjects = [
  { value: 'tool', label: 'Tools' },
  { value: 'model', label: 'Models' },
  { value: 'agent', label: 'Agents' },
] as const

const rules: Record<StatisticsSubject, string> = {
  tool: 'Steps that call a tool, by name.',
  model: 'Steps that call a model, by model.',
  agent:
    'Steps of agents, by name. Errors and tokens are those of all steps in the agent’s care, up to the next agent.',
}

const iconOf = { tool: 'tool', model: 'llm', agent: 'agent' } as const

export function Statistics() {
  const store = useTimelineStore()
  const data = useTimeline((state) => state.data)
  const selected = useTimeline((state) => state.selected)
  const [subject, setSubject] = useState<StatisticsSubject>(() => firstSubject(data))
  const [sort, setSort] = useState<StatisticsSort>({ by: 'total', descending: true })
  const body = useRef<HTMLTableSectionElement>(null)
  const found = useMemo(() => outlineStatistics(data.outline, data.times, subject), [data, subject])
  const rows = useMemo(() => inOrder(found, sort), [found, sort])
  const largest = Math.max(1, ...found.map((row) => row.total ?? 0))

  const choose = (row: StatisticsRow): void => store.getState().select(row.longest)
  const find = (row: StatisticsRow): void => {
    store.getState().searchFor(row.name)
    store.getState().select(row.longest)
    navigate({ face: 'timeline' })
  }
  const onKeyDown = (event: KeyboardEvent, at: number): void => {
    const name = bindingOf(statisticsKeys, event, usePreferences.getState().singleKeys)
    if (name === null) return
    const row = rows[at]!
    // The press itself activates a button; the timeline behind must not take it for its own.
    event.stopPropagation()
    if (name === 'choose') return
    event.preventDefault()
    if (name === 'find') find(row)
    else focusRow(body.current, at + (name === 'next' ? 1 : -1))
  }

  const asked = useRef<StatisticsRow | null>(null)
  const rowPointed = (target: Element): boolean => {
    asked.current = rows[Number(target.closest<HTMLElement>('[data-at]')?.dataset['at'] ?? -1)] ?? null
    return asked.current !== null
  }
  const menu = (): readonly MenuEntry[] => {
    const row = asked.current
    if (row === null) return []
    return [
      {
        label: 'Select its longest step',
        shortcut: 'Enter',
        icon: <Target size={14} aria-hidden />,
        onSelect: () => choose(row),
      },
      {
        label: 'Find its steps in the timeline',
        shortcut: '/',
        icon: <Search size={14} aria-hidden />,
        onSelect: () => find(row),
      },
      // Tools and agents stand here under their steps' names, which the list's filter does not know.
      ...(subject === 'model' ? only('model', 'model', row.name) : []),
      'separator',
      { label: 'Copy name', icon: <Copy size={14} aria-hidden />, onSelect: () => void copy(row.name, 'Name copied') },
    ]
  }

  return (
    <div className={styles.statistics}>
      <div className={styles.bar}>
        <Segmented label="Statistics of" value={subject} options={subjects} onChange={setSubject} />
        <p className={styles.rule}>{rules[subject]}</p>
      </div>
      <div className={styles.scroller}>
        {rows.length === 0 ? (
          <p className={styles.nothing}>{nothing[subject]}</p>
        ) : (
          <table className={styles.table}>
            <caption className="visually-hidden">{rules[subject]}</caption>
            <Head sort={sort} onSort={(by) => setSort((before) => sortedBy(before, by))} />
            <ContextMenu pointed={rowPointed} entries={menu}>
              <tbody ref={body}>
                {rows.map((row, at) => (
                  <tr
                    key={row.name}
                    className={styles.row}
                    data-selected={row.steps.includes(selected) || undefined}
                    data-at={at}
                    onKeyDown={(event) => onKeyDown(event, at)}
                  >
                    <th scope="row" className={styles.name}>
                      <span className={styles.nameCell}>
                        <StepIcon type={iconOf[subject]} />
                        <button
                          type="button"
                          data-row
                          className={styles.choose}
                          title={`${row.name}: select the longest step`}
                          onClick={() => choose(row)}
                        >
                          {row.name || 'Without a name'}
                        </button>
                        <span className={styles.find}>
                          <IconButton
                            small
                            label={`Find ${row.name} in the timeline`}
                            icon={<Search size={13} aria-hidden />}
                            onClick={() => find(row)}
                          />
                        </span>
                      </span>
                    </th>
                    {statisticsColumns.slice(1).map(({ key }) => (
                      <Cell key={key} row={row} column={key as Exclude<StatisticsColumn, 'name'>} largest={largest} />
                    ))}
                  </tr>
                ))}
              </tbody>
            </ContextMenu>
          </table>
        )}
      </div>
    </div>
  )
}

const nothing: Record<StatisticsSubject, string> = {
  tool: 'No step of this run calls a tool.',
  model: 'No step of this run names a model.',
  agent: 'No step of this run is an agent.',
}

/** The first subject that the run has something of. */
function firstSubject({ outline, times }: Pick<TimelineData, 'outline' | 'times'>): StatisticsSubject {
  return subjects.find(({ value }) => outlineStatistics(outline, times, value).length > 0)?.value ?? 'tool'
}

function focusRow(body: HTMLElement | null, at: number): void {
  const all = body?.querySelectorAll<HTMLElement>('[data-row]')
  all?.[Math.min(all.length - 1, Math.max(0, at))]?.focus()
}

function Head({ sort, onSort }: { sort: StatisticsSort; onSort: (by: StatisticsColumn) => void }) {
  return (
    <thead>
      <tr>
        {statisticsColumns.map(({ key, label, numeric }) => {
          const on = sort.by === key
          const Arrow = sort.descending ? ArrowDown : ArrowUp
          return (
            <th
              key={key}
              scope="col"
              className={numeric ? styles.numberHead : styles.nameHead}
              aria-sort={on ? (sort.descending ? 'descending' : 'ascending') : undefined}
            >
              <button type="button" className={styles.sort} onClick={() => onSort(key)}>
                {label}
                <span className={styles.arrow}>{on ? <Arrow size={11} aria-hidden /> : null}</span>
              </button>
            </th>
          )
        })}
      </tr>
    </thead>
  )
}

function Cell({
  row,
  column,
  largest,
}: {
  row: StatisticsRow
  column: Exclude<StatisticsColumn, 'name'>
  largest: number
}) {
  const value = figureOf(row, column)
  if (column === 'count') return <td className={styles.number}>{row.steps.length.toLocaleString('en-US')}</td>
  if (column === 'errors')
    return (
      <td className={styles.number} data-failed={row.errors > 0 || undefined}>
        {row.errors > 0 ? row.errors.toLocaleString('en-US') : <span className={styles.none}>0</span>}
      </td>
    )
  if (value === null)
    return (
      <td className={styles.number}>
        <span className={styles.none}>–</span>
      </td>
    )
  if (column === 'inputTokens' || column === 'outputTokens')
    return <td className={styles.number}>{formatTokens(value)}</td>
  return (
    <td className={styles.number}>
      {column === 'total' ? <span className={styles.share} style={{ width: `${(value / largest) * 100}%` }} /> : null}
      {formatDuration(microseconds(value))}
    </td>
  )
}
