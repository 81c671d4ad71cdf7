/** The events of a run as the timeline draws them: one entry an event, by step and time. */

import { maxOutlineEvents, noEvents, type OutlineEvents } from '../../shared/model/outline-events.ts'
import type { Assembly } from './assembly.ts'

/** Collects the events that have a time. O(steps + events); made when the run is opened, not when it is listed. */
export function eventsOfRun({ trace, tree, outline }: Assembly): OutlineEvents {
  const { start } = outline
  if (start === null || trace.spans.every((span) => span.events.length === 0)) return noEvents
  const step: number[] = []
  const time: number[] = []
  const name: number[] = []
  const exception: number[] = []
  const names = new Map<string, number>()
  for (let i = 0; i < tree.length; i++) {
    const at = tree.span[i]!
    if (at === -1) continue
    const timed = trace.spans[at]!.events.flatMap((event) =>
      event.time === null ? [] : [{ ...event, time: event.time }],
    )
    for (const event of timed.sort((a, b) => a.time - b.time)) {
      if (step.length === maxOutlineEvents) return { step, time, name, names: [...names.keys()], exception, cut: true }
      if (!names.has(event.name)) names.set(event.name, names.size)
      step.push(i)
      time.push(event.time - start)
      name.push(names.get(event.name)!)
      exception.push(event.isException ? 1 : 0)
    }
  }
  return { step, time, name, names: [...names.keys()], exception, cut: false }
}
