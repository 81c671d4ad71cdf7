/** The filter of a list, read and made ready for one source. */

import type { FilterReach } from '../../shared/contract.ts'
import { failure, fix } from '../../shared/errors.ts'
import type { RunSummary } from '../../shared/model/agent-run.ts'
import { cloudProviderOf, type Platform } from '../../shared/platform.ts'
import { conjunctsOf, runTest } from '../../shared/query/match.ts'
import { parseQuery, type Query } from '../../shared/query/parse.ts'
import { printQuery } from '../../shared/query/print.ts'

/** A filter as one source meets it. */
export interface ListFilter {
  /** What is left to ask of the platform; null: nothing. */
  readonly rest: Query | null
  /** A part that no run of this source can match, whatever it is; null where there is none. */
  readonly rulesOut: Query | null
  /** What to say of the filter, once it is known which parts the platform was asked for. */
  reach(asked: readonly Query[]): FilterReach
}

/** Reads a filter for a source; null and the empty text ask for nothing. Throws SETTINGS with the place in the text where it cannot be read. */
export function listFilter(
  text: string | null,
  source: { readonly name: string; readonly type: Platform },
): ListFilter {
  const settled = (text === null ? [] : conjunctsOf(read(text))).map((part) => ({
    part,
    answer: aboutSource(part, source),
  }))
  const open = settled.filter(({ answer }) => answer === null).map(({ part }) => part)
  return {
    rest: open.length === 0 ? null : open.length === 1 ? open[0]! : { kind: 'and', parts: open },
    rulesOut: settled.find(({ answer }) => answer === false)?.part ?? null,
    reach: (asked) => {
      // What the choice of the source has settled costs no row either.
      const spared = ({ part, answer }: (typeof settled)[number]) => answer !== null || asked.includes(part)
      const printed = (parts: typeof settled) => parts.map(({ part }) => printQuery(part))
      return {
        byPlatform: printed(settled.filter(spared)),
        byPage: printed(settled.filter((one) => !spared(one))),
      }
    },
  }
}

function read(text: string): Query {
  const parsed = parseQuery(text)
  if (parsed.ok) return parsed.query
  const { position, message } = parsed.error
  throw failure({
    code: 'SETTINGS',
    message: `The filter "${text.length > 200 ? `${text.slice(0, 200)}…` : text}" cannot be read.`,
    cause: `At character ${position + 1}: ${message}.`,
    fix: fix('Write it like: model:gpt-4o and duration>10s'),
  })
}

/** The answer of a part that speaks of the source alone, whatever the run; null for any other part. */
function aboutSource(part: Query, source: { readonly name: string; readonly type: Platform }): boolean | null {
  switch (part.kind) {
    case 'all':
      return true
    case 'not': {
      const inner = aboutSource(part.part, source)
      return inner === null ? null : !inner
    }
    case 'and':
    case 'or': {
      const decisive = part.kind === 'or'
      const answers = part.parts.map((one) => aboutSource(one, source))
      if (answers.includes(decisive)) return decisive
      return answers.includes(null) ? null : !decisive
    }
    case 'text':
      // In the source's name it is found whatever the run; elsewhere it may be.
      return source.name.toLowerCase().includes(part.text.toLowerCase()) ? true : null
    case 'compare':
      if (part.field !== 'source' && part.field !== 'cloud') return null
      // These two fields read nothing else of a run.
      return runTest(part)({ cloudProvider: cloudProviderOf[source.type] } as RunSummary, source.name)
  }
}
