import { useEffect, useRef } from 'react'
import { formatDuration, fromMilliseconds } from '../../../../shared/units.ts'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import styles from './probe-list.module.css'
import { ProbeStage } from './probe-stage.tsx'
import type { Probe } from './use-probe.ts'

/** The stages of a connection test as they come, and what they say as a whole: which stage runs, then how it ended. A reader of the screen hears the latter. */
export function ProbeList({ probe, policy }: { probe: Probe; policy: string | null }) {
  const { tone, text } = verdict(probe)
  const section = useRef<HTMLElement>(null)
  const { state } = probe
  // In a low or narrow window it lies below the form: a test that ran out of sight would look as if nothing had happened.
  useEffect(() => {
    if (state !== 'cancelled') section.current?.scrollIntoView({ block: 'nearest' })
  }, [state])
  return (
    <section ref={section} className={styles.probe} aria-label="Connection test" aria-busy={probe.state === 'running'}>
      <p className={styles.verdict} data-tone={tone} role="status">
        {text}
      </p>
      <ol className={styles.stages}>
        {probe.stages.map((stage) => (
          <ProbeStage
            key={`${stage.id}/${stage.title}`}
            stage={stage}
            cancelled={probe.state === 'cancelled'}
            policy={policy}
          />
        ))}
      </ol>
      {probe.error ? <ErrorPanel info={probe.error} compact /> : null}
    </section>
  )
}

/** What the test says as a whole. */
export function verdict(probe: Probe): { readonly tone: 'busy' | 'ok' | 'warn' | 'error'; readonly text: string } {
  if (probe.state === 'running') {
    const running = probe.stages.find((stage) => stage.state === 'running')
    return { tone: 'busy', text: running ? `Testing: ${running.title}…` : 'Testing…' }
  }
  if (probe.state === 'cancelled') return { tone: 'warn', text: 'The test was cancelled.' }
  const failed = probe.stages.find((stage) => stage.state === 'failed')
  if (probe.error || failed) {
    const where = failed ? ` ${failed.title}: not passed.` : ''
    return { tone: 'error', text: `The test failed.${where} The source can be saved as it is, and mended later.` }
  }
  const took = probe.stages.reduce((sum, stage) => sum + (stage.durationMs ?? 0), 0)
  const inTime = took > 0 ? ` in ${formatDuration(fromMilliseconds(took))}` : ''
  if (probe.stages.some((stage) => stage.state === 'warned'))
    return { tone: 'warn', text: `Connected${inTime}, with a remark.` }
  return { tone: 'ok', text: `Connected${inTime}.` }
}
