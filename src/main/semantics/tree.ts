/**
 * Spans to a tree in pre-order, whatever their order and whichever of them are missing. Every span is in it exactly once: a span whose parent is not in the trace hangs under
 * a placeholder for that parent, and a loop of parents is cut open. Nothing here recurses, so that a chain of 10,000 spans is no deeper than one.
 */

import { type Identified, identify } from './duplicates.ts'
import { sortedOrder } from './sorted-order.ts'
import type { Span } from './span.ts'

/** The tree as columns in pre-order. */
export interface Tree {
  readonly length: number
  /** The span of each entry; -1 for a placeholder. */
  readonly span: Int32Array
  readonly parent: Int32Array
  readonly depth: Int32Array
  readonly size: Int32Array
  /** The id of each entry: the platform's span id, with a suffix where two spans carry one id. */
  readonly ids: string[]
  readonly identified: Identified
  /** Spans that hang under placeholders. */
  readonly orphans: number
  readonly placeholders: number
  /** Spans whose chain of parents led back to themselves and was cut here. */
  readonly cut: ReadonlySet<number>
}

/** Builds the tree. Siblings are in order of start, those without one last, equal ones by id. Pauses as `breathe` asks. */
export async function buildTree(spans: readonly Span[], breathe: () => Promise<void> | void): Promise<Tree> {
  const identified = await identify(spans, breathe)
  const { indexOf, ids } = identified
  const count = spans.length
  const missing = new Map<string, number>()
  const nodeIds: (string | null)[] = [...ids]
  // Room for a placeholder a span, which is as many as there can be.
  const parents = new Int32Array(count * 2).fill(-1)
  const starts = new Float64Array(count * 2).fill(Infinity)
  let orphans = 0
  for (let i = 0; i < count; i++) {
    if ((i & 0x3ff) === 0) await breathe()
    const span = spans[i]!
    if (span.start !== null) starts[i] = span.start
    const parentId = span.parentSpanId
    if (parentId === null || parentId === '' || ids[i] === null) continue
    let parent = indexOf.get(parentId)
    if (parent === undefined) {
      orphans++
      parent = missing.get(parentId)
      if (parent === undefined) {
        parent = count + missing.size
        missing.set(parentId, parent)
        nodeIds[parent] = parentId
      }
    }
    parents[i] = parent
  }
  for (let i = 0; i < count; i++) {
    const parent = parents[i]!
    if (parent >= count && starts[i]! < starts[parent]!) starts[parent] = starts[i]!
  }
  await breathe()
  const byStart = (a: number, b: number) =>
    starts[a]! < starts[b]! ? -1 : starts[a]! > starts[b]! ? 1 : compareIds(nodeIds[a]!, nodeIds[b]!)
  const cut = cutLoops(parents, nodeIds.length, byStart)
  await breathe()
  const order = await sortedOrder(nodeIds.length, byStart, breathe)
  const columns = await preOrder(order, parents, nodeIds, breathe)
  for (let i = 0; i < columns.length; i++) if (columns.span[i]! >= count) columns.span[i] = -1
  return { ...columns, identified, orphans, placeholders: missing.size, cut }
}

function compareIds(a: string | null, b: string | null): number {
  return a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1
}

/** Opens every loop of parents at its earliest member, which becomes a root. */
function cutLoops(parents: Int32Array, nodes: number, compare: (a: number, b: number) => number): Set<number> {
  const cut = new Set<number>()
  const seenIn = new Int32Array(nodes)
  for (let from = 0; from < nodes; from++) {
    let node = from
    while (node !== -1 && seenIn[node] === 0) {
      seenIn[node] = from + 1
      node = parents[node]!
    }
    if (node === -1 || seenIn[node] !== from + 1) continue
    let first = node
    for (let member = parents[node]!; member !== node; member = parents[member]!)
      if (compare(member, first) < 0) first = member
    parents[first] = -1
    cut.add(first)
  }
  return cut
}

type Columns = Pick<Tree, 'length' | 'span' | 'parent' | 'depth' | 'size' | 'ids'>

/** Lays the nodes out in pre-order. `order` holds all nodes sorted, and so each list of siblings comes out sorted. */
async function preOrder(
  order: Int32Array,
  parents: Int32Array,
  nodeIds: readonly (string | null)[],
  breathe: () => Promise<void> | void,
): Promise<Columns> {
  const nodes = order.length
  // Lists of siblings as links; the extra last entry is the list of roots.
  const first = new Int32Array(nodes + 1).fill(-1)
  const last = new Int32Array(nodes + 1).fill(-1)
  const next = new Int32Array(nodes).fill(-1)
  let length = 0
  await breathe()
  for (const node of order) {
    if (nodeIds[node] === null) continue
    length++
    const owner = parents[node] === -1 ? nodes : parents[node]!
    if (last[owner] === -1) first[owner] = node
    else next[last[owner]!] = node
    last[owner] = node
  }
  await breathe()
  const span = new Int32Array(length)
  const parent = new Int32Array(length)
  const depth = new Int32Array(length)
  const size = new Int32Array(length).fill(1)
  const ids: string[] = []
  const place = new Int32Array(nodes)
  let node = first[nodes]!
  for (let i = 0; i < length; i++) {
    if ((i & 0x3ff) === 0) await breathe()
    place[node] = i
    span[i] = node
    ids.push(nodeIds[node]!)
    const up = parents[node]!
    parent[i] = up === -1 ? -1 : place[up]!
    depth[i] = up === -1 ? 0 : depth[place[up]!]! + 1
    if (first[node] !== -1) node = first[node]!
    else {
      while (node !== -1 && next[node] === -1) node = parents[node]!
      if (node !== -1) node = next[node]!
    }
  }
  for (let i = length - 1; i > 0; i--) if (parent[i] !== -1) size[parent[i]!]! += size[i]!
  return { length, span, parent, depth, size, ids }
}
