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

/** Letters are one code unit or a few; a name that takes more for each column than this is made to cover its neighbours, or to take time. */
const unitsPerColumn = 4

/** The text in at most `max` columns, cut in the middle. */
function cut(text: string, max: number): string {
  const most = max * unitsPerColumn
  const whole = text.length <= 2 * most
  if (whole && width(text) <= max) return text
  const keep = max - 1
  const [start, end] = whole ? [text, text] : [text.slice(0, most), text.slice(-most)]
  const first = fitting(letters(start), Math.ceil(keep / 2))
  const last = fitting(letters(end).reverse(), Math.floor(keep / 2)).reverse()
  return `${first.join('')}…${last.join('')}`
}

/** So many of the letters as stand in these columns. */
function fitting(all: readonly string[], columns: number): string[] {
  let used = 0
  return all.slice(0, columns).filter((letter) => (used += width(letter)) <= columns)
}

/** Whole letters, without what the cut left of one. */
function letters(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment.replaceAll(/\p{Surrogate}/gu, ''))
}
