/** Finds its way in a YAML document: aliases and merges followed, single values as they are written, and the line of everything. */

import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, type YAMLMap } from 'yaml'

/** One value with the line it stands on. */
export interface Entry {
  /** A single value, or undefined for a list or a mapping. */
  readonly value: unknown
  /** A single value as it is written: 0123 stays 0123. */
  readonly text: string
  readonly line: number | null
}

export class YamlTree {
  readonly #document: Document
  readonly #lines: LineCounter
  readonly #tell: (line: number | null, message: string) => void

  /** `tell` hears of what the document gets wrong by itself: an anchor that is not there, a key that is no word. */
  constructor(document: Document, lines: LineCounter, tell: (line: number | null, message: string) => void) {
    this.#document = document
    this.#lines = lines
    this.#tell = tell
  }

  /**
   * What stands in a mapping, with aliases and `<<` followed; of a key that stands there twice, the first. `seen` are the mappings that were followed already: what they hold comes
   * before, so each is followed once, whether it is an alias of itself or is merged in a thousand ways.
   */
  entries(map: YAMLMap, seen = new Set<YAMLMap>()): Map<string, Entry> {
    seen.add(map)
    const out = new Map<string, Entry>()
    const merged: YAMLMap[] = []
    for (const pair of map.items) {
      const key = this.keyOf(pair.key)
      const node = this.resolve(pair.value)
      if (key === '<<') {
        for (const one of isSeq(node) ? node.items.map((item) => this.resolve(item)) : [node])
          if (isMap(one)) merged.push(one)
          else this.#tell(this.lineOf(pair.key), '"<<" must name a mapping, such as *anchor.')
        continue
      }
      if (key === null) this.#tell(this.lineOf(pair.key), 'A key must be a single word.')
      if (key === null || out.has(key)) continue
      const scalar = isScalar(node) ? node : null
      const value = node === null ? null : scalar?.value
      const text = typeof value === 'string' ? value : (scalar?.source ?? '')
      out.set(key, { value, text, line: this.lineOf(pair.key) })
    }
    for (const one of merged)
      if (!seen.has(one)) for (const [key, entry] of this.entries(one, seen)) if (!out.has(key)) out.set(key, entry)
    return out
  }

  /** A node with its alias followed; null for nothing and for an anchor that does not exist, which is told. */
  resolve(node: unknown): Node | null {
    if (!isAlias(node))
      return isScalar(node) && node.value === null ? null : ((node as Node | null | undefined) ?? null)
    const target = node.resolve(this.#document)
    if (target) return this.resolve(target)
    this.#tell(this.lineOf(node), `There is no anchor "&${node.source}" before "*${node.source}".`)
    return null
  }

  /** What stands under a key; null for nothing and for an empty value. */
  under(map: YAMLMap, key: string): Node | null {
    return this.resolve(map.get(key, true))
  }

  /** The node of a key itself, for its line. */
  keyNode(map: YAMLMap, key: string): unknown {
    return map.items.find((pair) => this.keyOf(pair.key) === key)?.key
  }

  /** The word that a key is; null for a key that is no single word. */
  keyOf(node: unknown): string | null {
    return isScalar(node) ? String(node.value) : null
  }

  /** The line that a node begins on, counted from 1; null for a node that no file holds. */
  lineOf(node: unknown): number | null {
    const range = (node as Node | null | undefined)?.range
    return range ? this.#lines.linePos(range[0]).line : null
  }
}
