import { platformTitle } from '../../../../shared/platform.ts'
import type { SourceRuns } from './use-run-lists.ts'

/**
 * How far the filter went, in words: `narrowed by X-Ray: duration>2s · matched here: tokens>1k`. Platforms that narrowed by the same parts are named together.
 * Null until a source has answered.
 */
export function filterReach(parts: readonly SourceRuns[]): string | null {
  const answered = parts.flatMap(({ source, end, answered }) =>
    answered && end ? [{ platform: platformTitle[source.settings.type], ...end.filter }] : [],
  )
  if (answered.length === 0) return null
  const narrowed = new Map<string, Set<string>>()
  const here = new Set<string>()
  for (const { platform, byPlatform, byPage } of answered) {
    for (const part of byPage) here.add(part)
    if (byPlatform.length === 0) continue
    const text = byPlatform.join(' ')
    narrowed.set(text, (narrowed.get(text) ?? new Set()).add(platform))
  }
  const said = [...narrowed].map(([text, platforms]) => `narrowed by ${[...platforms].join(', ')}: ${text}`)
  if (here.size > 0) said.push(`matched here: ${[...here].join(' ')}`)
  return said.length === 0 ? null : said.join(' · ')
}
