/** Random trees as Outlines, and the slow, obvious answers that the fast arithmetic is held against. */

import * as fc from 'fast-check'
import { emptyOutline, type Outline, outlineFlags } from '../../src/shared/model/outline.ts'
import { microseconds } from '../../src/shared/units.ts'

/** A step as a plain tree node. */
export interface Node {
  readonly name: string
  readonly model: string | null
  readonly offset: number | null
  readonly duration: number | null
  readonly error: boolean
  readonly running: boolean
  readonly children: readonly Node[]
}

const names = ['plan', 'chat gpt-x', 'Search web', 'read_file', 'ÉCRIRE']
const leafFields = {
  name: fc.constantFrom(...names),
  model: fc.constantFrom(null, 'gpt-x', 'claude-y'),
  offset: fc.option(fc.integer({ min: 0, max: 1000 }), { freq: 12 }),
  duration: fc.option(fc.integer({ min: 0, max: 600 }), { freq: 8 }),
  error: fc.boolean(),
  running: fc.boolean(),
}

const { node } = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.record({
    ...leafFields,
    children: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant<Node[]>([]),
      fc.array(tie('node'), { maxLength: 5 }),
    ),
  }),
}))

/** Any forest, siblings by start, unknown starts last. */
export const forest: fc.Arbitrary<readonly Node[]> = fc.array(node, { maxLength: 4 }).map(sorted)

function sorted(nodes: readonly Node[]): Node[] {
  return nodes
    .map((one) => ({ ...one, children: sorted(one.children) }))
    .sort((a, b) => (a.offset ?? Infinity) - (b.offset ?? Infinity))
}

/** One step of the flattened forest, with what a tree knows and columns do not. */
export interface Flat {
  readonly node: Node
  readonly index: number
  readonly parent: number
  readonly depth: number
  readonly children: number[]
  readonly siblings: readonly number[]
}

/** The forest in pre-order. */
export function flatten(nodes: readonly Node[]): Flat[] {
  const out: Flat[] = []
  const walk = (list: readonly Node[], parent: number, depth: number): number[] => {
    const siblings: number[] = []
    for (const one of list) {
      const index = out.length
      siblings.push(index)
      const flat: Flat = { node: one, index, parent, depth, children: [], siblings }
      out.push(flat)
      flat.children.push(...walk(one.children, index, depth + 1))
    }
    return siblings
  }
  walk(nodes, -1, 0)
  return out
}

/** The forest as an Outline. */
export function outlineOf(nodes: readonly Node[], start = 1_700_000_000_000_000): Outline {
  const flat = flatten(nodes)
  const outline = emptyOutline(flat.length, microseconds(start))
  const seen = new Map<string, number>()
  const intern = (text: string | null): number => {
    if (text === null) return -1
    const known = seen.get(text)
    if (known !== undefined) return known
    outline.strings.push(text)
    seen.set(text, outline.strings.length - 1)
    return outline.strings.length - 1
  }
  for (const { node: one, index, parent, depth } of flat) {
    const running = one.running && one.duration === null
    outline.offset[index] = one.offset ?? Number.NaN
    outline.duration[index] = one.duration ?? Number.NaN
    outline.parent[index] = parent
    outline.depth[index] = depth
    outline.size[index] = descendants(flat, index).length + 1
    outline.flags[index] = (one.error ? outlineFlags.error : 0) | (running ? outlineFlags.running : 0)
    outline.name[index] = intern(one.name)
    outline.model[index] = intern(one.model)
    outline.service[index] = -1
    outline.spanIds.push(`span-${index}`)
  }
  return outline
}

/** All below `index`, found by walking. */
export function descendants(flat: readonly Flat[], index: number): number[] {
  return flat[index]!.children.flatMap((child) => [child, ...descendants(flat, child)])
}

/** All above `index`, nearest first. */
export function ancestors(flat: readonly Flat[], index: number): number[] {
  const parent = flat[index]!.parent
  return parent < 0 ? [] : [parent, ...ancestors(flat, parent)]
}

/** A forest with at least one step, and one of its steps. */
export const forestAndStep: fc.Arbitrary<{ nodes: readonly Node[]; step: number }> = forest
  .filter((nodes) => nodes.length > 0)
  .chain((nodes) => fc.record({ nodes: fc.constant(nodes), step: fc.nat({ max: flatten(nodes).length - 1 }) }))

/** A forest and which of its steps are folded. */
export const forestAndFolding: fc.Arbitrary<{ nodes: readonly Node[]; folded: ReadonlySet<number> }> = forest.chain(
  (nodes) => {
    const parents = flatten(nodes)
      .filter((one) => one.children.length > 0)
      .map((one) => one.index)
    return fc.record({
      nodes: fc.constant(nodes),
      folded: fc.subarray(parents).map((some) => new Set(some)),
    })
  },
)
