/** What the assembly itself found out about the wholeness of a run. */

import { type Notice, notice } from '../../shared/notice.ts'
import type { Assembly } from './assembly.ts'

/** The notices of an assembled run; the trace's own are not repeated. */
export function noticesOf({ tree, facts, skewed, cutSpans, runTokens, trace }: Assembly): Notice[] {
  const found: Notice[] = []
  const { repeats, renamed } = tree.identified
  if (tree.orphans > 0)
    found.push(
      notice(
        'orphaned',
        tree.placeholders === 1
          ? 'One parent span is not in the trace; a placeholder stands for it.'
          : `${tree.placeholders} parent spans are not in the trace; placeholders stand for them.`,
        tree.orphans,
      ),
    )
  if (facts.running) {
    const running = trace.spans.reduce((sum, span) => sum + (span.running ? 1 : 0), 0)
    found.push(notice('running', 'The run has not ended: its end and duration are not known yet.', running))
  }
  if (repeats > 0)
    found.push(
      notice('duplicate-span', 'Spans that came more than once with the same content are shown once.', repeats),
    )
  if (renamed > 0)
    found.push(
      notice(
        'duplicate-span',
        'Different spans share one id: each is shown, the later ones with # and a number after the id.',
        renamed,
      ),
    )
  if (tree.cut.size > 0)
    found.push(
      notice(
        'info',
        'Spans name each other as parents in a circle; the earliest of each circle is shown as a root.',
        tree.cut.size,
      ),
    )
  if (cutSpans > 0)
    found.push(notice('value-cut', 'The platform or the exporter cut values of these steps short.', cutSpans))
  if (skewed > 0)
    found.push(
      notice(
        'clock-skew',
        'Steps start before the step of another service that called them: the clocks differ.',
        skewed,
      ),
    )
  if (runTokens.unexplained > 0)
    found.push(
      notice(
        'info',
        'Steps report more tokens than the steps under them: the larger number was counted.',
        runTokens.unexplained,
      ),
    )
  return found
}
