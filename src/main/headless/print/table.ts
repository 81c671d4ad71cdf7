/** Columns padded to their widest cell, by display width; the last column is not padded. */

import { safeText } from './safe-text.ts'

export interface Cell {
  readonly text: string
  readonly paint?: (text: string) => string
}

export interface Column {
  readonly title: string
  readonly align?: 'right'
  /** Longer cells are cut in the middle. */
  readonly max?: number
}

/** The table as lines. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  paintTitle: (text: string) => string,
): string[] {
  const cells = rows.map((row) =>
    row.map((cell, at) => ({ ...cell, text: cut(safeText(cell.text), columns[at]?.max ?? Infinity) })),
  )
  const widths = columns.map((column, at) =>
    Math.max(width(column.title), ...cells.map((row) => width(row[at]?.text ?? ''))),
  )
  const line = (row: readonly Cell[]) =>
    row
      .map((cell, at) => {
        const pad = ' '.repeat(Math.max(0, (widths[at] ?? 0) - width(cell.text)))
        const text = cell.paint ? cell.paint(cell.text) : cell.text
        if (columns[at]?.align === 'right') return pad + text
        return at === row.length - 1 ? text : text + pad
      })
      .join('  ')
      .trimEnd()
  return [line(columns.map(({ title }) => ({ text: title, paint: paintTitle }))), ...cells.map(line)]
}

/** Columns that a terminal uses: wide characters and emoji take two, combining marks none. */
export function width(text: string): number {
  let sum = 0
  for (const { segment } of segmenter.segment(text)) {
    sum +=
      /\p{Extended_Pictographic}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/u.test(
        segment,
      )
        ? 2
        : 1
  }
  return sum
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

function cut(text: string, max: number): string {
  if (width(text) <= max) return text
  const letters = Array.from(segmenter.segment(text), ({ segment }) => segment)
  const keep = max - 1
  return `${letters.slice(0, Math.ceil(keep / 2)).join('')}…${letters.slice(letters.length - Math.floor(keep / 2)).join('')}`
}
