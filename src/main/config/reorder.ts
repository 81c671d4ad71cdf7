/** Moves the entries of the `sources:` list, each with its comments, its spelling and the blank lines between entries where they were. Text in, text out. */

import { type CST, isNode, isSeq, parseDocument } from 'yaml'

/**
 * The text with the entries of the list in another order: `order` holds, for each place, the number of the entry that stands there now. Null when the list is not
 * written one entry below the other, or when `order` is not an order of it.
 */
export function reorderList(text: string, order: readonly number[]): string | null {
  const blocks = blocksOf(text)
  if (blocks === null || !isOrderOf(order, blocks.length)) return null
  const lines = text.split('\n')
  const out = lines.slice(0, blocks[0]?.from)
  for (const [place, from] of order.entries()) {
    const block = blocks[from]
    const here = blocks[place]
    if (!block || !here) return null
    out.push(...lines.slice(block.from, block.to), ...lines.slice(here.to, blocks[place + 1]?.from ?? here.to))
  }
  out.push(...lines.slice(blocks.at(-1)?.to))
  return out.join('\n')
}

/** The lines of one entry with the comments that belong to it; `to` is the first line after it. */
interface Block {
  readonly from: number
  readonly to: number
}

function blocksOf(text: string): readonly Block[] | null {
  const list = parseDocument(text, { keepSourceTokens: true }).get('sources')
  const token: CST.Token | undefined = isSeq(list) ? list.srcToken : undefined
  if (!isSeq(list) || token?.type !== 'block-seq') return null
  const lines = text.split('\n')
  const starts = lineStarts(lines)
  const lineAt = (offset: number) => starts.findLastIndex((start) => start <= offset)
  const dashes = token.items.flatMap(({ start }) => {
    const dash = start.find((one) => one.type === 'seq-item-ind')
    return dash ? [dash.offset] : []
  })
  if (dashes.length !== list.items.length) return null
  const blocks: Block[] = []
  for (const [index, dash] of dashes.entries()) {
    const line = lineAt(dash)
    const column = dash - (starts[line] ?? 0)
    let from = line
    const above = blocks.at(-1)?.to ?? 0
    // Comments right above an entry are about it.
    while (from > above && isComment(lines[from - 1], 0, column)) from--
    const item = list.items[index]
    const end = (isNode(item) ? item.range?.[1] : null) ?? dash + 1
    let to = lineAt(Math.max(dash, end - 1)) + 1
    // Comments below an entry that are indented further than its dash are still inside it.
    while (to < lines.length && isComment(lines[to], column + 1, Number.POSITIVE_INFINITY)) to++
    blocks.push({ from, to })
  }
  // Two entries on one line, or a comment claimed twice, are not for moving lines about.
  const apart = blocks.every((block, index) => block.from < block.to && block.from >= (blocks[index - 1]?.to ?? 0))
  return apart ? blocks : null
}

function isComment(line: string | undefined, leastIndent: number, mostIndent: number): boolean {
  const indent = line?.search(/\S/) ?? -1
  return line?.[indent] === '#' && indent >= leastIndent && indent <= mostIndent
}

function lineStarts(lines: readonly string[]): number[] {
  let at = 0
  return lines.map((line) => {
    const start = at
    at += line.length + 1
    return start
  })
}

function isOrderOf(order: readonly number[], length: number): boolean {
  return order.length === length && new Set(order).size === length && order.every((one) => one >= 0 && one < length)
}
