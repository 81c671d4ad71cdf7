/** Finds steps of the opened run, by name, model and service. */

import { nameAt, type Outline, stepTypeAt } from '../../../../shared/model/outline.ts'
import { formatDuration, microseconds } from '../../../../shared/units.ts'
import { navigate } from '../../location.ts'
import { stepTypeLabel } from '../../ui/step-icon.tsx'
import type { Finder, PaletteItem } from './palette-item.ts'
import { scoreOf } from './score.ts'

/** Each distinct name is scored once, however many steps share it; among equals the earlier step is first. */
export function stepFinder(outline: Outline): Finder {
  let texts: readonly string[] | null = null
  return {
    find(words, most) {
      texts ??= outline.strings.map((text) => text.toLocaleLowerCase())
      const scores = texts.map((text) => scoreOf(text, words, false))
      const best: { step: number; score: number }[] = []
      for (let i = 0; i < outline.length; i++) {
        const named = scores[outline.name[i]!] ?? 0
        // A model or a service says less about a step than its name.
        const score = Math.max(named, ((scores[outline.model[i]!] ?? 0) + (scores[outline.service[i]!] ?? 0)) / 4)
        if (score === 0 || (best.length === most && score <= best[most - 1]!.score)) continue
        const at = best.findIndex((one) => score > one.score)
        best.splice(at < 0 ? best.length : at, 0, { step: i, score })
        if (best.length > most) best.pop()
      }
      return best.map(({ step, score }) => ({ item: itemOf(outline, step), score }))
    },
  }
}

function itemOf(outline: Outline, step: number): PaletteItem {
  const spanId = outline.spanIds[step]!
  const type = stepTypeAt(outline, step)
  const offset = outline.offset[step]!
  const at = Number.isFinite(offset) ? `+${formatDuration(microseconds(offset))}` : ''
  return {
    id: `step:${spanId}`,
    kind: 'step',
    label: nameAt(outline, step) || 'Unnamed step',
    detail: [stepTypeLabel[type], outline.strings[outline.model[step]!], at].filter(Boolean).join(' · '),
    text: '',
    keys: [],
    mark: { stepType: type },
    run: () => navigate({ stepId: spanId }),
  }
}
