/** What somebody who looks elsewhere wants to be told of: new failed runs, sign-ins that ended or came back. Pure. Counts and names of sources only: systems keep notifications on disk. */

import type { SourcesAnswer, SourceState } from '../../../../shared/contract.ts'
import type { ErrorCode } from '../../../../shared/errors.ts'
import type { RunSummary } from '../../../../shared/model/agent-run.ts'

export interface News {
  readonly sourceId: string
  readonly title: string
  readonly body: string
  /** The page's link to what it is about. */
  readonly link: string
}

const signInCodes: ReadonlySet<ErrorCode> = new Set([
  'CREDENTIALS_MISSING',
  'CREDENTIALS_EXPIRED',
  'CREDENTIALS_INVALID',
])

/** Sign-ins that ended or came back between two answers. A source that never answered is not news: its state is what the user left. */
export function signInNews(before: SourcesAnswer | undefined, now: SourcesAnswer): News[] {
  return now.sources.flatMap((source) => {
    const old = before?.sources.find(({ id }) => id === source.id)
    if (!old || source.paused || old.paused) return []
    if (!lacksSignIn(old) && lacksSignIn(source) && old.fetchedAt !== null)
      return [newsOf(source, 'Sign-in expired', 'Sign in again, and the source recovers by itself.')]
    if (old.awaitsSignIn && !source.awaitsSignIn && source.error === null && source.condition === 'ok')
      return [newsOf(source, 'Signed in again', 'The source answers.')]
    return []
  })
}

function lacksSignIn({ error }: SourceState): boolean {
  return error !== null && signInCodes.has(error.code)
}

/** So many new failures of a source. */
export function failureNews(source: SourceState, count: number): News {
  const news = newsOf(source, count === 1 ? '1 new failed run' : `${count} new failed runs`, 'Since you last looked.')
  return { ...news, link: `${news.link}&errors=1` }
}

/** The ids of these runs that failed and that an earlier answer to the same question did not tell as failed. */
export function newFailures(before: ReadonlySet<string>, failed: ReadonlySet<string>): string[] {
  return [...failed].filter((id) => !before.has(id))
}

/** The failed ones. */
export function failedIds(
  pages: readonly (readonly RunSummary[])[],
  hasFailed: (run: RunSummary) => boolean,
): ReadonlySet<string> {
  return new Set(pages.flatMap((page) => page.filter(hasFailed).map((run) => run.cloudTraceId)))
}

function newsOf(source: SourceState, what: string, body: string): News {
  return {
    sourceId: source.id,
    title: `${source.settings.name}: ${what}`,
    body,
    link: `#source=${encodeURIComponent(source.id)}`,
  }
}
