/** Span ids of one operation and the spellings by which its rows name each other. Pure. */

/**
 * OpenTelemetry writes 16 hex digits. Classic SDKs write `|<operation>.<span>.` and `|<operation>.1901.`, and one trace may hold both, so a parent that no
 * row carries as it is written is looked up by its innermost part.
 */
export class SpanIds {
  readonly #operation: string | null
  /** By id: the first row that has it. */
  readonly #rows = new Map<string, number>()
  #inner: Map<string, string> | null = null
  #known: string | null = null
  readonly #made = new Map<string, number>()

  constructor(operationId: string | null) {
    this.#operation = operationId === null ? null : bare(operationId)
  }

  /** Does a row with this operation id belong here? A row that names none does. */
  owns(operationId: string | null): boolean {
    if (this.#operation === null || operationId === null || operationId === this.#known) return true
    if (bare(operationId) !== this.#operation) return false
    this.#known = operationId
    return true
  }

  /** A row that is a span, by its number. */
  add(id: string, row: number): void {
    if (!this.#rows.has(id)) this.#rows.set(id, row)
    this.#inner = null
  }

  /** The number of the first row with this id. */
  rowOf(id: string): number | undefined {
    return this.#rows.get(id)
  }

  /**
   * The span that a ParentId means; null for a root: empty, the row itself, or the operation (a row of its own may carry that id, and is then the parent). Call it when all ids
   * are added.
   */
  parent(parentId: string | null, ownId: string | null, operationId: string | null): string | null {
    if (parentId === null || parentId === ownId) return null
    if (this.#rows.has(parentId)) return parentId
    const operation = this.#operation ?? (operationId === null ? null : bare(operationId))
    if (operation !== null && bare(parentId) === operation) return null
    const found = this.#byInnermost().get(innermost(parentId)) ?? parentId
    return found === ownId ? null : found
  }

  /** Built when the first parent is not found as it is written. */
  #byInnermost(): ReadonlyMap<string, string> {
    if (this.#inner !== null) return this.#inner
    const inner = new Map<string, string>()
    for (const id of this.#rows.keys()) {
      const key = innermost(id)
      if (!inner.has(key)) inner.set(key, id)
    }
    return (this.#inner = inner)
  }

  /** An id for a row without one, from its content: equal for equal payloads, numbered where contents repeat. */
  made(prefix: string, content: string): string {
    const id = `${prefix}-${content}`
    const count = (this.#made.get(id) ?? 0) + 1
    this.#made.set(id, count)
    return count === 1 ? id : `${id}-${count}`
  }
}

function bare(id: string): string {
  return id.replaceAll(/^\||\.$|-/g, '').toLowerCase()
}

function innermost(id: string): string {
  const classic = /^\|?[0-9a-f]{32}\.([0-9a-f]{16})\.?$/i.exec(id)
  return (classic?.[1] ?? id.replaceAll(/^\||\.$/g, '')).toLowerCase()
}
