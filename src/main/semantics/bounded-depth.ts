/** Keeps what leaves for a page shallow enough for every reader on the way: JSON printers, carriers and views recurse, and a payload may be nested tens of thousands deep. */

/** Deeper than any payload that somebody means; far from where a printer gives up. */
const maxDepth = 200

const tooDeep = '(nested too deep to be shown)'

/**
 * The value itself where it is nested 200 deep at most; else a copy in which what lies deeper is a text that says so. Only plain objects and arrays are entered.
 */
export function boundedDepth<T>(value: T): T {
  return cut(value, 0) as T
}

function cut(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth > maxDepth) return tooDeep
  if (Array.isArray(value)) {
    let copy: unknown[] | null = null
    for (const [i, inner] of value.entries()) {
      const kept = cut(inner, depth + 1)
      if (kept !== inner) (copy ??= [...value])[i] = kept
    }
    return copy ?? value
  }
  let changed: Map<string, unknown> | null = null
  for (const key of Object.keys(value)) {
    const inner = (value as Record<string, unknown>)[key]
    const kept = cut(inner, depth + 1)
    if (kept !== inner) (changed ??= new Map()).set(key, kept)
  }
  // fromEntries defines its keys, so that one named __proto__ stays a key.
  return changed === null
    ? value
    : Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [key, changed.has(key) ? changed.get(key) : inner]),
      )
}
