/** A trace half-way to a run: everything that the header, the details and the canonical tree draw from. */

import type { Outline } from '../../shared/model/outline.ts'
import type { Trace } from '../stores/store.ts'
import type { Failure } from './failures.ts'
import type { RunFacts } from './run-facts.ts'
import type { RunTokens, TokenColumns } from './tokens.ts'
import type { Tree } from './tree.ts'

/** Entries are places in pre-order, the same in the tree, the outline and the token columns. */
export interface Assembly {
  readonly trace: Trace
  readonly runId: string
  readonly tree: Tree
  readonly outline: Outline
  readonly tokens: TokenColumns
  readonly runTokens: RunTokens
  /** By entry: how it failed. */
  readonly failures: ReadonlyMap<number, Failure>
  /** Entries whose failure is only passed on from a child. */
  readonly repeated: ReadonlySet<number>
  readonly facts: RunFacts
  /** Entry of the main root; -1 in a trace without spans. */
  readonly root: number
  /** Steps that start before their parent in another service. */
  readonly skewed: number
  /** Spans that were cut by the platform or the exporter. */
  readonly cutSpans: number
}
