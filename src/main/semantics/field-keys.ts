/**
 * The alias table turned round: from a key, as a platform spells it, to the fields it feeds and the signal it gives. Built once; look-ups are
 * remembered, because the spans of a trace share their keys.
 */

import { type Field, fieldNames, fieldTable, type KeySignal, signalPrefixes } from './fields.ts'

/** Bits of a key's signal. */
export const signalBits: Readonly<Record<KeySignal, number>> = { none: 0, model: 1, tool: 2, agent: 4 }

/** A field that a key feeds; the lower rank wins. */
export interface KeyUse {
  readonly field: number
  readonly rank: number
}

/** What is known about a key. */
export interface KeyEntry {
  readonly uses: readonly KeyUse[]
  readonly signal: number
}

/** A place in the tree of dotted keys. */
export interface KeyNode extends KeyEntry {
  /** Are there known keys below this one? */
  readonly deeper: boolean
}

interface MutableNode extends KeyNode {
  uses: KeyUse[]
  signal: number
  deeper: boolean
  readonly children: Map<string, MutableNode>
  /** Keys already looked up from here, whole dotted paths included. */
  readonly seen: Map<string, KeyNode>
}

const seenLimit = 4000

function makeNode(): MutableNode {
  return { uses: [], signal: 0, deeper: false, children: new Map(), seen: new Map() }
}

/** Where every look-up of a dotted or nested key starts. */
export const rootKey: KeyNode = buildTree()

function buildTree(): MutableNode {
  const root = makeNode()
  const signals: [MutableNode, number][] = []
  for (const [prefix, signal] of Object.entries(signalPrefixes)) signals.push([grow(root, prefix), signalBits[signal]])
  fieldNames.forEach((name, field) => {
    const { aliases, signal } = fieldTable[name]
    aliases.forEach((alias, rank) => {
      const node = grow(root, alias)
      node.uses.push({ field, rank })
      if (signal && !alias.startsWith('gen_ai.')) signals.push([node, signalBits[signal]])
    })
  })
  const given = new Map(signals)
  const spread = (node: MutableNode, inherited: number) => {
    node.signal = given.get(node) ?? inherited
    node.deeper = node.children.size > 0
    for (const child of node.children.values()) spread(child, node.signal)
  }
  spread(root, 0)
  return root
}

function grow(root: MutableNode, path: string): MutableNode {
  let node = root
  for (const part of path.split('.')) {
    let child = node.children.get(part)
    if (!child) {
      child = makeNode()
      node.children.set(part, child)
    }
    node = child
  }
  return node
}

/** What a key below `from` leads to; the key may itself hold dots. A key that nobody knows keeps the signal of the place it was lost at. */
export function keyBelow(from: KeyNode, key: string): KeyNode {
  const node = from as MutableNode
  let found = node.seen.get(key)
  if (found === undefined) {
    found = walk(node, key)
    if (node.seen.size >= seenLimit) node.seen.clear()
    node.seen.set(key, found)
  }
  return found
}

function walk(from: MutableNode, key: string): KeyNode {
  let node = from
  for (const part of key.split('.')) {
    const child = node.children?.get(part)
    if (!child) return { uses: [], signal: node.signal, deeper: false }
    node = child
  }
  return node
}

const foldedUses = new Map<string, KeyUse[]>()
const foldedSignals: { prefix: string; signal: number }[] = Object.entries(signalPrefixes)
  .map(([prefix, signal]) => ({ prefix: fold(prefix), signal: signalBits[signal] }))
  .sort((a, b) => b.prefix.length - a.prefix.length)
const foldedSeen = new Map<string, KeyEntry>()

fieldNames.forEach((name: Field, field) => {
  fieldTable[name].aliases.forEach((alias, rank) => {
    const key = fold(alias)
    const uses = foldedUses.get(key)
    if (uses) uses.push({ field, rank })
    else foldedUses.set(key, [{ field, rank }])
  })
})

/** The same for a key whose dots may have become underscores: known keys are met in either spelling, none is rewritten. */
export function keyInEitherSpelling(key: string): KeyEntry {
  let found = foldedSeen.get(key)
  if (found === undefined) {
    const folded = fold(key)
    const exact = keyBelow(rootKey, key)
    const near = foldedSignals.find(({ prefix }) => folded === prefix || folded.startsWith(`${prefix}_`))
    found = { uses: foldedUses.get(folded) ?? [], signal: exact.signal || (near?.signal ?? 0) }
    if (foldedSeen.size >= seenLimit) foldedSeen.clear()
    foldedSeen.set(key, found)
  }
  return found
}

function fold(key: string): string {
  return key.replaceAll('.', '_')
}
