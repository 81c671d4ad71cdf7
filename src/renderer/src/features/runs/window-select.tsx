import { Clock3 } from 'lucide-react'
import { useState } from 'react'
import type { SourceState, WindowSpec } from '../../../../shared/contract.ts'
import { fromMilliseconds, microseconds } from '../../../../shared/units.ts'
import type { TimeZoneChoice } from '../../app/preferences.ts'
import { formatClock, formatDay, useTimeZone, zoneName } from '../../app/time-format.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { Select, type SelectOption } from '../../ui/select.tsx'
import { useListStore } from './list-store.ts'
import styles from './list-toolbar.module.css'
import {
  choiceOf,
  localRemark,
  presetTitle,
  presetWindow,
  printLocal,
  type RangeEnd,
  readLocal,
  type WindowChoice,
  windowPresets,
  windowText,
} from './window-choice.ts'

/** How far back the list looks: the sources' own look-back, a preset, or from one instant to another. */
export function WindowSelect({ sources }: { sources: readonly SourceState[] }) {
  const window = useListStore((store) => store.window)
  const setWindow = useListStore((store) => store.setWindow)
  const zone = useTimeZone()
  const [custom, setCustom] = useState(false)
  const own = windowText(
    null,
    sources.map((source) => source.settings),
    zone,
  )
  const options: SelectOption<WindowChoice>[] = [
    {
      value: 'source',
      label: 'As set in the source',
      hint: own.startsWith('the last ') ? own.slice('the last '.length) : '',
    },
    ...windowPresets.map((preset) => ({ value: preset, label: presetTitle[preset] })),
    { value: 'custom', label: 'From … to …' },
  ]
  const choice = choiceOf(window)
  const shown =
    choice === 'custom' ? rangeTitle(window, zone) : choice === 'source' ? ownTitle(own) : presetTitle[choice]

  return (
    <>
      <span data-window-select>
        <Select
          label={`Window: ${shown}`}
          value={choice}
          options={options}
          shown={
            <span className={styles.window}>
              <Clock3 size={13} aria-hidden />
              {shown}
            </span>
          }
          onChange={(next) => {
            if (next === 'custom') setCustom(true)
            else setWindow(next === 'source' ? null : presetWindow(next))
          }}
        />
      </span>
      {custom ? (
        <CustomRange
          window={window}
          onClose={() => setCustom(false)}
          onChosen={(chosen) => {
            setWindow(chosen)
            setCustom(false)
          }}
        />
      ) : null}
    </>
  )
}

function CustomRange({
  window,
  onClose,
  onChosen,
}: {
  window: WindowSpec | null
  onClose: () => void
  onChosen: (window: WindowSpec) => void
}) {
  const zone = useTimeZone()
  const [given] = useState(() => ({ from: startOf(window), to: endOf(window) }))
  const [from, setFrom] = useState(() => printLocal(given.from, zone))
  const [to, setTo] = useState(() => printLocal(given.to, zone))
  // What nobody has changed stays as it was: its text may be that of two instants, and has no fractions of a second.
  const read = (text: string, side: RangeEnd) =>
    text === printLocal(given[side], zone) ? given[side] : readLocal(text, zone, side)
  const start = read(from, 'from')
  const end = read(to, 'to')
  const remark = (text: string, side: RangeEnd) =>
    text === printLocal(given[side], zone) ? null : localRemark(text, zone, side)
  const problem = start !== null && end !== null && start >= end ? 'the end must be after the start' : null

  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title="Custom range"
      description={`Times are in ${zoneName(zone)}.`}
      foot={
        <>
          <span className={styles.grow} />
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            disabled={start === null || end === null || problem !== null}
            onClick={() => {
              if (start !== null && end !== null) onChosen({ from: start, to: end })
            }}
          >
            Show runs
          </Button>
        </>
      }
    >
      <div className={styles.range}>
        <TextField
          label="From"
          type="datetime-local"
          step={1}
          value={from}
          onText={setFrom}
          remark={remark(from, 'from')}
        />
        <TextField
          label="To"
          type="datetime-local"
          step={1}
          value={to}
          onText={setTo}
          remark={remark(to, 'to')}
          problem={problem}
        />
      </div>
    </Dialog>
  )
}

function startOf(window: WindowSpec | null) {
  if (window !== null && 'from' in window) return window.from
  return microseconds(fromMilliseconds(Date.now()) - fromMilliseconds(window?.lookbackMs ?? 3_600_000))
}

function endOf(window: WindowSpec | null) {
  return window !== null && 'to' in window ? window.to : fromMilliseconds(Date.now())
}

/** `the last 6 hours` is `Last 6 hours`; sources that differ have no one title. */
function ownTitle(own: string): string {
  return own.startsWith('the last ') ? `Last ${own.slice('the last '.length)}` : 'As set in each source'
}

/** A range as short as it can be said: the day once where it begins and ends on one. */
function rangeTitle(window: WindowSpec | null, zone: TimeZoneChoice): string {
  if (window === null || !('from' in window)) return 'Custom range'
  const [first, last] = [formatDay(window.from, zone), formatDay(window.to, zone)]
  return `${first}, ${formatClock(window.from, zone)} – ${first === last ? '' : `${last}, `}${formatClock(window.to, zone)}`
}
