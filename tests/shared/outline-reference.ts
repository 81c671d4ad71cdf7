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

/** A forest in which siblings often are alike, so that there are runs of them. */
export const alikeForest: fc.Arbitrary<readonly Node[]> = fc
  .array(
    fc.record({
      parent: fc.record({ ...leafFields, children: fc.constant<Node[]>([]) }),
      runs: fc.array(
        fc.record({
          leaf: fc.record({
            ...leafFields,
            name: fc.constantFrom('read_file', 'plan'),
            children: fc.constant<Node[]>([]),
          }),
          times: fc.integer({ min: 1, max: 5 }),
        }),
        { maxLength: 3 },
      ),
    }),
    { maxLength: 3 },
  )
  .map((parts) =>
    sorted(
      parts.map(({ parent, runs }) => ({
        ...parent,
        children: runs.flatMap(({ leaf, times }) => Array.from({ length: times }, () => leaf)),
      })),
    ),
  )

/** Runs of three or more alike leaves among siblings, found by walking along them. */
export function groupsOf(flat: readonly Flat[]): number[][] {
  const out: number[][] = []
  const families = new Set(flat.map((one) => one.siblings))
  for (const siblings of families) {
    let run: number[] = []
    for (const i of [...siblings, -1]) {
      const last = flat[run.at(-1) ?? -1]
      const one = flat[i]
      const alike = one && last && one.node.name === last.node.name && one.children.length === 0
      if (alike) run.push(i)
      else {
        if (run.length >= 3) out.push(run)
        run = one && one.children.length === 0 ? [i] : []
      }
    }
  }
  return out
}

/** Start and end of a step as they are drawn, where both are known; else from the first start to the last end of its children, where any are known. */
export function boundsOf(flat: readonly Flat[], index: number, asOf: number): { from: number; to: number } | null {
  const { node: one, children } = flat[index]!
  if (one.offset !== null && one.duration !== null) return { from: one.offset, to: one.offset + one.duration }
  if (one.offset !== null && one.running) return { from: one.offset, to: Math.max(one.offset, asOf) }
  const known = children.map((child) => boundsOf(flat, child, asOf)).filter((bounds) => bounds !== null)
  if (known.length === 0) return null
  return { from: Math.min(...known.map(({ from }) => from)), to: Math.max(...known.map(({ to }) => to)) }
}

/**
 * Which step each microsecond of the run belongs to on the critical path, -1 for none: walked back one microsecond at a time from the run's end. A step hands the
 * microsecond before a child's end to the child that ends there or, of those that ended earlier, waits itself; a child hands back where it began.
 */
export function criticalOwners(flat: readonly Flat[], extent: number, asOf: number): number[] {
  const bounds = flat.map((one) => boundsOf(flat, one.index, asOf))
  const took = (i: number): boolean => bounds[i] !== null && bounds[i]!.from < bounds[i]!.to
  const owners = Array.from({ length: extent }, () => -1)
  /** Gives away the microseconds from `floor` to `until` among a step and what is below it. */
  const give = (step: number, floor: number, until: number): void => {
    const children = flat[step]!.children.filter(took)
    const bottom = Math.max(floor, bounds[step]!.from)
    let at = until
    while (at > bottom) {
      const ending = children.filter((i) => bounds[i]!.to === at && bounds[i]!.from < at)
      const child = ending.at(-1)
      if (child === undefined) owners[--at] = step
      else {
        const from = Math.max(bottom, bounds[child]!.from)
        give(child, bottom, at)
        at = from
      }
    }
  }
  const outliving = flat
    .map((one) => one.index)
    .filter((i) => {
      const above = flat[i]!.parent
      return took(i) && (above < 0 || bounds[above] === null || bounds[i]!.to > bounds[above]!.to)
    })
  let at = extent
  while (at > 0) {
    const ending = outliving.filter((i) => bounds[i]!.to === at).at(-1)
    if (ending === undefined) {
      at--
      continue
    }
    for (const step of [ending, ...ancestors(flat, ending)]) {
      if (bounds[step] === null || bounds[step]!.from >= at) continue
      give(step, 0, at)
      at = bounds[step]!.from
    }
  }
  return owners
}
