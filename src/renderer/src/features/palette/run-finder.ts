/** Finds runs among those that are listed, by name, agent, session and id. */

import type { RunSummary } from '../../../../shared/model/agent-run.ts'
import type { SourceState } from '../../../../shared/contract.ts'
import { formatClock } from '../../app/time-format.ts'
import type { TimeZoneChoice } from '../../app/preferences.ts'
import { navigate } from '../../location.ts'
import { hasFailed } from '../runs/run-row.ts'
import type { Finder, PaletteItem } from './palette-item.ts'
import { scoreOf } from './score.ts'

/** The runs of one source, as they came. */
export interface ListedRuns {
  readonly source: SourceState
  readonly pages: readonly (readonly RunSummary[])[]
}

const texts = new WeakMap<readonly RunSummary[], readonly string[]>()

/** One text a run, made once a page: a search over 50,000 runs must not make them at each letter. */
function textsOf(page: readonly RunSummary[]): readonly string[] {
  const known = texts.get(page)
  if (known) return known
  const made = page.map((run) =>
    `${run.name}\n${run.agentName ?? ''}\n${run.cloudTraceId}\n${run.sessionId ?? ''}`.toLocaleLowerCase(),
  )
  texts.set(page, made)
  return made
}

/** Newest first among equals, as far as the pages are. */
export function runFinder(listed: readonly ListedRuns[], zone: TimeZoneChoice): Finder {
  return {
    find(words, most) {
      const best: { run: RunSummary; source: SourceState; score: number }[] = []
      for (const { source, pages } of listed)
        for (const page of pages) {
          const lines = textsOf(page)
          for (let i = 0; i < lines.length; i++) {
            const score = scoreOf(lines[i]!, words, false)
            if (score === 0) continue
            const run = page[i]!
            const last = best[best.length - 1]
            if (best.length === most && last && !isBefore(score, run, last)) continue
            const at = best.findIndex((one) => isBefore(score, run, one))
            best.splice(at < 0 ? best.length : at, 0, { run, source, score })
            if (best.length > most) best.pop()
          }
        }
      return best.map(({ run, source, score }) => ({ item: itemOf(run, source, zone), score }))
    },
  }
}

function isBefore(score: number, run: RunSummary, other: { run: RunSummary; score: number }): boolean {
  return score > other.score || (score === other.score && (run.startTime ?? 0) > (other.run.startTime ?? 0))
}

function itemOf(run: RunSummary, source: SourceState, zone: TimeZoneChoice): PaletteItem {
  const agent = run.agentName !== null && run.agentName !== run.name ? run.agentName : ''
  return {
    id: `run:${source.id}/${run.cloudTraceId}`,
    kind: 'run',
    label: run.name,
    detail: [agent, formatClock(run.startTime, zone), source.settings.name].filter(Boolean).join(' · '),
    text: '',
    keys: [],
    mark: { platform: source.settings.type, failed: hasFailed(run) },
    run: () => navigate({ run: { sourceId: source.id, traceId: run.cloudTraceId, startedAt: run.startTime } }, 'push'),
  }
}
