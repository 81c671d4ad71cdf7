/** What the selected step is. The Outline's part is there at once; the rest comes with the detail. */

import { Check, Clock } from 'lucide-react'
import type { ReactNode } from 'react'
import { nameAt, outlineFlags, stepTypeAt } from '../../../../shared/model/outline.ts'
import type { StepDetail } from '../../../../shared/model/step-detail.ts'
import { formatDuration, fromMilliseconds, type Microseconds, microseconds } from '../../../../shared/units.ts'
import type { OpenRunRef } from '../../location.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { StepIcon, stepTypeLabel } from '../../ui/step-icon.tsx'
import { Tip } from '../../ui/tooltip.tsx'
import { durationText } from '../timeline/bar-text.ts'
import type { TimelineData } from '../timeline/timeline-data.ts'
import { useTimeline } from '../timeline/timeline-store.ts'
import { StepActions } from './step-actions.tsx'
import styles from './step-header.module.css'
import { timeModes, timeModeTitle, useTimeMode } from './time-mode.ts'
import { TimeValue } from './time-value.tsx'

interface StepHeaderProps {
  readonly step: number
  readonly detail: StepDetail | null
}

/** Icon, name, kind and state; stays while the rest scrolls. */
export function StepTitle({ run, step }: { run: OpenRunRef; step: number }) {
  const { outline } = useTimeline((state) => state.data)
  const flags = outline.flags[step]!
  const type = stepTypeAt(outline, step)
  const missing = (flags & outlineFlags.missing) !== 0
  return (
    <header className={styles.title}>
      <div className={styles.what}>
        <span className={styles.lead}>
          <StepIcon type={type} size={16} />
          <h2 className={styles.name} dir="auto">
            {nameAt(outline, step) || (missing ? 'Missing parent' : 'Unnamed step')}
          </h2>
        </span>
        <span className={styles.type}>{missing ? 'not in the trace' : stepTypeLabel[type]}</span>
        {states(flags).map(([text, tone]) => (
          <span key={text} className={styles.state} data-tone={tone}>
            {text}
          </span>
        ))}
      </div>
      <div className={styles.tools}>
        <CopyButton text={outline.spanIds[step] ?? ''} label="Copy span id" />
        <StepActions run={run} spanId={outline.spanIds[step] ?? ''} />
      </div>
    </header>
  )
}

function states(flags: number): [text: string, tone: 'error' | 'info' | 'warn' | 'plain'][] {
  const known: [number, string, 'error' | 'info' | 'warn' | 'plain'][] = [
    [outlineFlags.error, 'Failed', 'error'],
    [outlineFlags.running, 'Running', 'info'],
    [outlineFlags.throttled, 'Throttled', 'warn'],
    [outlineFlags.cut, 'Cut short', 'warn'],
    [outlineFlags.streaming, 'Streamed', 'plain'],
    [outlineFlags.inferred, 'Inferred', 'plain'],
  ]
  return known.flatMap(([flag, text, tone]) => (flags & flag ? [[text, tone]] : []))
}

/** The figures of the step. What was not recorded has no line. */
export function StepFigures({ step, detail }: StepHeaderProps) {
  const data = useTimeline((state) => state.data)
  const facts = [...timeFacts(data, step, detail), ...modelFacts(data, step, detail)]
  return (
    <dl className={styles.figures}>
      {facts.map(([label, value, tip]) =>
        value === null || value === '' ? null : (
          <div key={label} className={styles.figure}>
            <dt>{label}</dt>
            <dd>
              {tip ? (
                <Tip label={tip}>
                  <button type="button" className={styles.tipped}>
                    {value}
                  </button>
                </Tip>
              ) : (
                value
              )}
            </dd>
          </div>
        ),
      )}
    </dl>
  )
}

type Fact = readonly [label: string, value: ReactNode, tip?: ReactNode]

function timeFacts(data: TimelineData, step: number, detail: StepDetail | null): Fact[] {
  const { outline, times } = data
  const offset = outline.offset[step]!
  const running = (outline.flags[step]! & outlineFlags.running) !== 0
  const self = times.self[step]!
  const firstToken = detail?.timeToFirstTokenMs ?? null
  const known = Number.isFinite(offset)
  const at = outline.start === null ? null : microseconds(outline.start + offset)
  return [
    ['Start', known ? <StartTime key="start" at={at} runStart={outline.start} /> : null],
    ['Duration', known ? durationText(data, step, running) : null],
    [
      'Self time',
      outline.size[step]! > 1 && Number.isFinite(self) ? formatDuration(microseconds(self)) : null,
      'Time in which none of its children ran',
    ],
    ['First token', firstToken === null ? null : formatDuration(fromMilliseconds(firstToken))],
  ]
}

/** When the step started, and the switch of how times are told. */
function StartTime({ at, runStart }: { at: Microseconds | null; runStart: Microseconds | null }) {
  const { mode, choose } = useTimeMode()
  return (
    <span className={styles.start}>
      <TimeValue at={at} runStart={runStart} />
      <Menu
        trigger={
          <IconButton
            small
            className={styles.clock}
            label={`Times: ${timeModeTitle[mode]}`}
            icon={<Clock size={12} aria-hidden />}
          />
        }
        entries={timeModes.map((one) => ({
          label: timeModeTitle[one],
          icon: one === mode ? <Check size={14} aria-hidden /> : null,
          onSelect: () => choose(one),
        }))}
      />
    </span>
  )
}

function modelFacts(data: TimelineData, step: number, detail: StepDetail | null): Fact[] {
  const { outline } = data
  const tokens = detail?.tokens
  const count = (value: number | null | undefined): string | null =>
    value === null || value === undefined || Number.isNaN(value) ? null : value.toLocaleString('en-US')
  return [
    ['Model', detail?.modelName ?? outline.strings[outline.model[step]!] ?? null],
    ['Provider', detail?.modelProvider ?? null],
    ['Tokens in', count(tokens ? tokens.input : outline.inputTokens[step])],
    ['Cached', count(tokens?.cachedInput)],
    ['Tokens out', count(tokens ? tokens.output : outline.outputTokens[step])],
    ['Reasoning', count(tokens?.reasoning)],
    ['Tool', detail?.toolName ?? null],
    ['Service', detail?.service ?? outline.strings[outline.service[step]!] ?? null],
    ['Kind', detail?.kind ?? null],
    ['Span id', detail?.spanId ?? null],
  ]
}
