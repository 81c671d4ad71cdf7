/** One bound, in estimated bytes, for what all sources together keep in memory. */

import type { RunSummary } from '../../shared/model/agent-run.ts'
import type { RunPage, Trace } from './store.ts'

/** What all kept answers of an app may take, as it is estimated: a few of the largest runs, or the lists of dozens of busy sources. */
export const defaultMemoryBytes = 400_000_000

/** A span of usual size, with its raw document. */
const bytesPerSpan = 1000
/** A character of a payload: its text is kept in the raw documents, in two bytes at worst. */
const bytesPerCharacter = 2
/** A row of a list without its texts. */
const bytesPerRow = 400

interface Piece {
  bytes: number
  readonly drop: () => void
}

/**
 * Counts the pieces that are kept, whoever keeps them. When they exceed the bound, the piece that was used least recently is told to go, whichever source it is of. A piece
 * that is larger than the bound is kept alone, so that what is on screen stays there.
 */
export class MemoryBudget {
  readonly limitBytes: number
  /** The piece that was used least recently comes first. */
  readonly #pieces = new Map<object, Piece>()
  #bytes = 0

  constructor(limitBytes: number = defaultMemoryBytes) {
    this.limitBytes = limitBytes
  }

  /** Estimated bytes of all that is kept now. */
  get bytes(): number {
    return this.#bytes
  }

  /** How many pieces are kept now. */
  get count(): number {
    return this.#pieces.size
  }

  /** Counts a piece as the newest, or its new size. `drop` is called when it has to make room; it is not counted any more by then. */
  keep(piece: object, bytes: number, drop: () => void): void {
    this.release(piece)
    this.#pieces.set(piece, { bytes, drop })
    this.#bytes += bytes
    for (const [oldest, { drop: leave }] of this.#pieces) {
      if (this.#bytes <= this.limitBytes || oldest === piece) return
      this.release(oldest)
      leave()
    }
  }

  /** The piece was used: others go before it. */
  touch(piece: object): void {
    const known = this.#pieces.get(piece)
    if (!known) return
    this.#pieces.delete(piece)
    this.#pieces.set(piece, known)
  }

  /** The piece is not kept any more. */
  release(piece: object): void {
    const known = this.#pieces.get(piece)
    if (!known) return
    this.#pieces.delete(piece)
    this.#bytes -= known.bytes
  }
}

/** By spans or by characters, whichever is more. */
export function traceBytes({ spans, characters = 0 }: Trace): number {
  return Math.max(1, spans.length * bytesPerSpan, characters * bytesPerCharacter)
}

/** The rows of a page, with their texts. */
export function pageBytes({ runs }: RunPage): number {
  return runs.reduce((sum, run) => sum + rowBytes(run), 1)
}

function rowBytes(run: RunSummary): number {
  const texts = [run.id, run.cloudTraceId, run.name, run.error, run.agentName, run.sessionId, ...(run.models ?? [])]
  return bytesPerRow + texts.reduce((sum, text) => sum + bytesPerCharacter * (text?.length ?? 0), 0)
}
